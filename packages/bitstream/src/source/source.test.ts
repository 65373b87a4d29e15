import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { ByteSource } from "../container.js";
import { isBitstreamError } from "../errors.js";
import { blockCache } from "./block-cache.js";
import { memorySource } from "./memory.js";
import { openSource } from "./open-source.js";
import { streamSource } from "./stream.js";
import { urlSource } from "./url.js";

const bytes = Uint8Array.from({ length: 700_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
let server: Server | null = null;
afterEach(() => server?.close());

async function serve(listener: RequestListener): Promise<URL> {
  server = createServer(listener).listen(0);
  await new Promise((resolve) => server!.once("listening", resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/clip.avi`);
}

const ranged: RequestListener = (request, response) => {
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
  const [a, b] = [Number(from), Math.min(Number(to), bytes.length - 1)];
  response.writeHead(206, { "Content-Range": `bytes ${a}-${b}/${bytes.length}`, "Content-Length": b - a + 1 });
  response.end(bytes.subarray(a, b + 1));
};
/** What a page sees of another origin's server that does not expose the header Content-Range. */
const hidden: RequestListener = (request, response) => {
  if (request.headers.range) response.writeHead(206).end(bytes.subarray(0, 1));
  else response.end(bytes);
};
const whole: RequestListener = (_, response) => void response.writeHead(200).end(bytes);

async function chunks(size: number): Promise<ReadableStream<Uint8Array>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

const kinds: [string, () => Promise<ByteSource>][] = [
  ["a Uint8Array", () => openSource(bytes)],
  ["an ArrayBuffer", () => openSource(bytes.slice().buffer)],
  ["a Blob", () => openSource(new Blob([bytes]))],
  ["a ReadableStream", async () => openSource(await chunks(1000))],
  ["a ReadableStream of large chunks", async () => openSource(await chunks(400_000))],
  ["a server with ranges", async () => openSource(await serve(ranged))],
  ["a server that hides its ranges", async () => openSource(await serve(hidden))],
  ["a server without ranges", async () => openSource((await serve(whole)).href)],
];

it.each(kinds)("reads anywhere in %s", async (_, open) => {
  const source = await open();
  for (const [offset, length] of [
    [0, 10],
    [262_140, 12],
    [262_144, 1],
    [100, 300_000],
    [699_995, 100],
    [700_000, 5],
    [800_000, 5],
    [3, 0],
  ] as const) {
    expect([...(await source.read(offset, length))]).toEqual([...bytes.subarray(offset, offset + length)]);
  }
  expect(source.size).toBe(bytes.length);
  await source.close();
});

it("reads a stream only as far as asked", async () => {
  const source = streamSource(await chunks(1000));
  await source.read(0, 1500);
  expect(source.size).toBeNull();
  expect(await Promise.all([source.read(5000, 3), source.read(10, 2)])).toEqual([
    bytes.slice(5000, 5003),
    bytes.slice(10, 12),
  ]);
});

it("bounds what it keeps of a stream that does not end", async () => {
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(1000)) });
  const source = streamSource(endless, 50_000);
  expect((await source.read(0, 49_000)).length).toBe(49_000);
  await expect(source.read(49_000, 10_000)).rejects.toSatisfy((error) => isBitstreamError(error, "LimitExceededError"));
  await expect(urlSource(await serve(whole), 1000).then((from) => from.read(0, 5000))).rejects.toThrow(
    "the limit is 1000",
  );
});

it("keeps a few blocks of a slow source, and forgets a read that failed", async () => {
  const reads: number[] = [];
  let fail = true;
  const cached = blockCache({
    ...memorySource(bytes),
    async read(offset, length) {
      reads.push(offset);
      if (fail) throw new TypeError("unplugged");
      return bytes.subarray(offset, offset + length);
    },
  });
  await expect(cached.read(0, 8)).rejects.toThrow("unplugged");
  fail = false;
  for (let i = 0; i < 1000; i++) await cached.read(i * 100, 8);
  expect(reads.length).toBeLessThan(10);
});

it("reads little where it jumps, and more at once the longer it goes on", async () => {
  const reads: number[] = [];
  const source: ByteSource = {
    ...memorySource(bytes),
    async read(offset, length) {
      reads.push(length);
      return bytes.subarray(offset, offset + length);
    },
  };
  const jumping = blockCache(source);
  for (let at = 0; at < bytes.length; at += 50_000) expect((await jumping.read(at, 9))[8]).toBe(bytes[at + 8]);
  expect(Math.max(...reads)).toBe(4096);
  reads.length = 0;
  // Two readers in turn, each straight on, and one that steps over what is shorter than a block.
  const straight = blockCache(source);
  let wrong = 0;
  for (let at = 0; at + 1000 < bytes.length; at += 1000) {
    const behind = at / 2 + 300_000;
    wrong += Buffer.compare(await straight.read(at, 700), bytes.subarray(at, at + 700));
    wrong += Buffer.compare(await straight.read(behind, 50), bytes.subarray(behind, behind + 50));
  }
  expect(wrong).toBe(0);
  expect(reads.length).toBeLessThan(25);
  expect(Math.max(...reads)).toBe(2 ** 18);
});

it.each([
  [404, "answered 404"],
  [403, "answered 403"],
])("says what a server refused: %i", async (status, message) => {
  const url = await serve((_, response) => void response.writeHead(status).end());
  await expect(urlSource(url)).rejects.toThrow(message);
});

it("says when a file behind an address changed, broke off or is not there", async () => {
  let length = bytes.length;
  const url = await serve((_request, response) => {
    response.writeHead(206, { "Content-Range": `bytes 0-0/${length++}` }).end("x");
  });
  const source = await urlSource(url);
  await expect(source.read(0, 1)).rejects.toThrow("changed while it was read");
  server!.close();
  server!.closeAllConnections();
  await expect(urlSource(url)).rejects.toThrow("cannot be reached");
});

it.each([
  ["clip.avi", "@cvar/bitstream/node"],
  ["ftp://host/clip.avi", "no http(s) address"],
  [5, "a video is opened from"],
])("refuses %s", async (source, message) => {
  await expect(openSource(source as string)).rejects.toThrow(message);
  await expect(openSource(source as string)).rejects.toSatisfy((error) => isBitstreamError(error, "SourceError"));
});

it("refuses a stream that has a reader, and one of text", async () => {
  const taken = await chunks(10);
  taken.getReader();
  await expect(openSource(taken)).rejects.toThrow("has a reader already");
  const text = new ReadableStream({ start: (controller) => controller.enqueue("text") });
  await expect(streamSource(text).read(0, 5)).rejects.toThrow("must deliver Uint8Arrays");
});

it("forgets what was read of a stream that is read once", async () => {
  let made = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(2 ** 18).fill(made++));
    },
  });
  const limit = 2 ** 24;
  const source = streamSource(endless, limit, true);
  const first = await source.read(0, 100);
  for (let at = 0; at < 10 * limit; at += 2 ** 20)
    expect((await source.read(at, 2 ** 20))[0]).toBe((at / 2 ** 18) & 255);
  expect([...first]).toEqual(Array(100).fill(0));
  expect((await source.read(10 * limit - 2 ** 22, 1)).length).toBe(1);
  await expect(source.read(0, 1)).rejects.toThrow("forgotten");
  await expect(source.read(10 * limit, 2 * limit)).rejects.toThrow("the limit is");
  await source.close();
});
