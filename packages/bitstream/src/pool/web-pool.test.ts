import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it, vi } from "vitest";
import { digest } from "../../test/reference.js";
import type { CodedFrame } from "../frame.js";
import { openVideo } from "../open-video.js";
import { createPool } from "./decoder-pool.js";
import type { Answer, Request } from "./messages.js";
import { createDecoderPool, webWorker } from "./web-pool.js";

const bytes = new Uint8Array(readFileSync(fileURLToPath(new URL("../../test/fixtures/tiny.m4v", import.meta.url))));

/** A web worker in this thread: its messages are cloned and moved as between threads. */
class LocalWorker {
  onmessage: ((event: { data: Answer }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  #inside: ((event: { data: Request }) => void) | null = null;
  #waiting: Request[] = [];
  terminated = 0;

  /** Runs the worker's own script with this as its global scope. */
  async begin(): Promise<this> {
    vi.resetModules();
    const scope = globalThis as Record<string, unknown>;
    scope.postMessage = (answer: Answer, move: ArrayBuffer[]) => {
      const data = structuredClone(answer, { transfer: move });
      if (this.terminated === 0) setTimeout(() => this.onmessage?.({ data }));
    };
    await import("./web-worker.js");
    const inside = scope.onmessage as (event: { data: Request }) => void;
    this.#inside = inside;
    for (const request of this.#waiting.splice(0)) inside({ data: request });
    return this;
  }

  postMessage(request: Request, move: Transferable[]): void {
    const data = structuredClone(request, { transfer: move });
    if (this.#inside) this.#inside({ data });
    else this.#waiting.push(data);
  }

  terminate(): void {
    this.terminated++;
  }
}

afterEach(() => {
  const scope = globalThis as Record<string, unknown>;
  delete scope.postMessage;
  delete scope.onmessage;
});

async function digests(frames: AsyncIterable<CodedFrame>): Promise<string[]> {
  const found: string[] = [];
  for await (const frame of frames) found.push(digest(frame));
  return found;
}

it("decodes in web workers what the page would decode", async () => {
  const worker = new LocalWorker();
  const pool = createPool(
    webWorker(() => worker as unknown as Worker),
    1,
    4,
  );
  const reading = Promise.all([digests(pool.frames(bytes)), digests(pool.frames(new Blob([bytes]), { to: 5 }))]);
  await worker.begin();
  const video = await openVideo(bytes);
  const wanted = await digests(video.frames());
  expect(await reading).toEqual([wanted, wanted.slice(0, 5)]);
  await expect(digests(pool.frames(Uint8Array.of(1, 2, 3)))).rejects.toMatchObject({ _tag: "UnknownFormatError" });
  await pool.close();
  expect(worker.terminated).toBe(1);
});

it("replaces a worker that fails", async () => {
  const workers: LocalWorker[] = [];
  const make = () => {
    workers.push(new LocalWorker());
    return workers.at(-1) as unknown as Worker;
  };
  const pool = createPool(webWorker(make), 1, 4);
  const reading = digests(pool.frames(bytes));
  await new Promise((resolve) => setTimeout(resolve));
  workers[0]!.onerror?.({ message: "out of memory" });
  await workers[1]!.begin();
  expect((await reading).length).toBe(14);
  const lost = digests(pool.frames(bytes));
  const told = expect(lost).rejects.toThrow("out of memory");
  for (let i = 1; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve));
    workers[i]!.onerror?.({ message: "out of memory" });
  }
  await told;
  await pool.close();
});

it("says where to find the pool in Node", () => {
  expect(() => createDecoderPool()).toThrow("@cvar/bitstream/node");
});
