import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isBackendError } from "../../errors.js";
import { download } from "./download.js";

const content = randomBytes(300_000);
const known = { bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
let folder: string;
let path: string;
let close: () => void = () => {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cvar-download-"));
  path = join(folder, "file");
});
afterEach(() => {
  close();
  rmSync(folder, { recursive: true, force: true });
});

/** Serves with `answer`; gives the address. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

/** A server that knows ranges; `until` breaks the first connections off there. */
function ranges(asked: string[], until = Number.POSITIVE_INFINITY): RequestListener {
  return (request, response) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    asked.push(request.headers.range ?? "all");
    const headers: Record<string, string> = { "content-length": `${content.length - from}` };
    if (from > 0) headers["content-range"] = `bytes ${from}-${content.length - 1}/${content.length}`;
    response.writeHead(from > 0 ? 206 : 200, headers);
    if (asked.length === 1 && until < content.length) {
      response.write(content.subarray(from, until));
      const arrived = setInterval(() => {
        if (!existsSync(`${path}.part`) || statSync(`${path}.part`).size === 0) return;
        clearInterval(arrived);
        response.destroy();
      }, 10);
    } else response.end(content.subarray(from));
  };
}

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  expect(isBackendError(error, "NativeSetupError")).toBe(true);
  expect((error as Error).message).not.toContain("\n");
  return (error as Error).message;
}

it("fetches a file, and goes on from where an earlier fetch broke off", async () => {
  const asked: string[] = [];
  const url = await serve(ranges(asked, 100_000));
  expect(await failure(download(url, path, known))).toContain("start again: it goes on from there");
  expect(existsSync(path)).toBe(false);
  const kept = readFileSync(`${path}.part`).length;
  expect(kept).toBeGreaterThan(0);
  await download(url, path, known);
  expect(asked).toEqual(["all", `bytes=${kept}-`]);
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(existsSync(`${path}.part`)).toBe(false);
});

it("starts over where the server does not know ranges", async () => {
  writeFileSync(`${path}.part`, content.subarray(0, 1000));
  const url = await serve((_, response) => response.end(content));
  await download(url, path, known);
  expect(readFileSync(path).equals(content)).toBe(true);
});

it("keeps nothing of another file, whatever its size", async () => {
  const url = await serve((_, response) => response.end(Buffer.alloc(content.length)));
  expect(await failure(download(url, path, known))).toContain("SHA-256");
  close();
  const larger = await serve((_, response) => response.end(Buffer.alloc(content.length * 3)));
  expect(await failure(download(larger, path, known))).toContain("sends a larger file");
  expect(existsSync(path) || existsSync(`${path}.part`)).toBe(false);
});

it("names refusals, silence, and hosts that are not there", async () => {
  const url = await serve((_, response) => response.writeHead(404).end());
  expect(await failure(download(url, path, known))).toContain("answers 404 Not Found");
  close();
  const silent = await serve((_, response) => response.write("x"));
  expect(await failure(download(silent, path, known, { silence: 50 }))).toContain("fell silent");
  close();
  expect(await failure(download(silent, path, known))).toContain("ECONNREFUSED");
});

it("stops when told to, and keeps what came", async () => {
  const controller = new AbortController();
  const url = await serve((_, response) => {
    response.write(content.subarray(0, 100_000), () => setTimeout(() => controller.abort(new Error("stop")), 100));
  });
  await expect(download(url, path, known, { signal: controller.signal })).rejects.toThrow("stop");
  expect(readFileSync(`${path}.part`).length).toBeGreaterThan(0);
});
