import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import yazl from "yazl";
import { isBackendError } from "../../errors.js";
import { WHEEL_PARTS } from "./pins.js";
import { unpackWheel } from "./unpack-wheel.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cvar-unpack-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function wheelOf(files: Readonly<Record<string, string>>): Promise<string> {
  const zip = new yazl.ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const path = join(folder, "some.whl");
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

const [compute, framework] = WHEEL_PARTS.libraries;
const whole = {
  "tensorflow/python/other.so": "other",
  [compute!]: "compute ".repeat(100_000),
  [framework!]: "framework",
  "tensorflow/include/tensorflow/c/c_api.h": "// header",
  "tensorflow/include/tensorflow/c/readme.txt": "text",
};

it("takes out the libraries and headers, and nothing else", async () => {
  const out = join(folder, "out");
  await unpackWheel(await wheelOf(whole), out);
  expect(readFileSync(join(out, compute!), "utf8")).toBe(whole[compute!]);
  expect(readFileSync(join(out, "tensorflow/include/tensorflow/c/c_api.h"), "utf8")).toBe("// header");
  expect(existsSync(join(out, "tensorflow/python"))).toBe(false);
  expect(existsSync(join(out, "tensorflow/include/tensorflow/c/readme.txt"))).toBe(false);
});

it("says which library a wheel lacks, and that one is damaged or cut short", async () => {
  const { [framework!]: _, ...less } = whole;
  const fails = async (path: string, message: RegExp) => {
    const error = await unpackWheel(path, join(folder, "out")).catch((e: unknown) => e);
    expect(isBackendError(error, "NativeSetupError"), String(error)).toBe(true);
    expect((error as Error).message).toMatch(message);
  };
  await fails(await wheelOf(less), /has no tensorflow\/libtensorflow_framework/);
  const path = await wheelOf(whole);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length / 2));
  await fails(path, /cannot be unpacked/);
  const inside = bytes.indexOf(compute!) + compute!.length + 40;
  bytes.fill(0xff, inside, inside + 64);
  writeFileSync(path, bytes);
  await fails(path, /cannot be unpacked/);
});
