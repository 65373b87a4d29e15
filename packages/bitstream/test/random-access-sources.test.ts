import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { isBitstreamError } from "../src/errors.js";
import { openVideo } from "../src/index.js";
import { damage, random } from "./containers-fuzz.js";
import { md5, readFrameMd5 } from "./reference.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const bytesOf = (name: string) => new Uint8Array(readFileSync(fixture(name)));
const reference = readFrameMd5(fixture("tiny.framemd5"));

/** The bytes as they arrive from a network. */
function arriving(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + 1000));
      at += 1000;
    },
  });
}

const seekable = ["tiny.avi", "tiny.mp4", "tiny-fragmented.mp4"];
const forward = ["tiny.mkv", "tiny.mpegts", "tiny.m4v"];

describe.each(seekable)("a stream of %s", (name) => {
  it("is read as far as needed", async () => {
    const video = await openVideo(arriving(bytesOf(name)));
    const gop = await video.gopAt({ seconds: 0.6 });
    const found: string[] = [];
    for await (const frame of video.frames({ from: gop, output: "pictures" })) found.push(md5(frame));
    expect(found).toEqual(reference.slice(6));
  });
});

it.each(forward)("says of a stream of %s that it has to be read from its start", async (name) => {
  // More follows than opening looks at: how much is not known.
  const video = await openVideo(arriving(Buffer.concat(Array(40).fill(bytesOf(name)))));
  const error = await video.gopAt({ fraction: 0.5 }).catch((thrown: unknown) => thrown);
  expect(isBitstreamError(error, "UsageError")).toBe(true);
  expect((error as Error).message).toContain("from its start");
});

it.each([...seekable, ...forward])("works or says why it does not, of %s that is read once", async (name) => {
  const outcome = async () => {
    const video = await openVideo(arriving(bytesOf(name)), { once: true });
    const gop = await video.gopAt({ fraction: 1 });
    for await (const frame of video.frames({ from: gop, output: "pictures" })) return md5(frame);
  };
  const found = await outcome().catch((thrown: unknown) => thrown);
  if (typeof found === "string") expect(found).toBe(reference[12]);
  else expect(isBitstreamError(found)).toBe(true);
});

it("ends with the signal's reason, and when the video is closed", async () => {
  const video = await openVideo(bytesOf("tiny.mkv"));
  const reason = new TypeError("enough");
  await expect(video.gopAt({ fraction: 0.5 }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await video.close();
  await expect(video.gopAt({ fraction: 0.5 })).rejects.toThrow("closed");
});

it("finds groups of a transport stream behind bytes that are none", async () => {
  const bytes = bytesOf("tiny.mpegts");
  // Between two transport packets, before and behind the middle.
  const [a, b] = [0.3, 0.6].map((share) => Math.floor((share * bytes.length) / 188) * 188);
  const noise = Uint8Array.from({ length: 333 }, (_, i) => (i * 7) & 63);
  const parts = [bytes.subarray(0, a), noise, bytes.subarray(a, b), noise, bytes.subarray(b)];
  const video = await openVideo(new Uint8Array(await new Blob(parts).arrayBuffer()));
  const gop = await video.gopAt({ fraction: 1 });
  const found: string[] = [];
  for await (const frame of video.frames({ from: gop, output: "pictures" })) found.push(md5(frame));
  expect(found).toEqual(reference.slice(12));
});

it.each([...seekable, ...forward])(
  "finds a group of a damaged %s, or throws a typed error, and does not hang",
  async (name) => {
    const bytes = bytesOf(name);
    const next = random(name.length);
    let found = 0;
    for (let round = 0; round < 250; round++) {
      // Indexes and cues stand at the ends of a file.
      const edge = round % 2 === 0 ? 700 : bytes.length;
      const at = round % 4 < 2 ? bytes.length - edge : 0;
      const bad = bytes.slice();
      bad.set(damage(bytes.subarray(at, at + edge), 1 + Math.floor(next() * 6), next), at);
      const started = performance.now();
      try {
        const video = await openVideo(bad);
        for (const place of [{ fraction: next() }, { seconds: next() * 1.2 }]) {
          const gop = await video.gopAt(place);
          expect(gop.byteOffset).toBeLessThan(bytes.length);
          for await (const frame of video.frames({ from: gop, to: 1, output: "headers" }))
            found += Number(frame.keyFrame);
        }
      } catch (error) {
        if (!isBitstreamError(error)) throw error;
      }
      expect(performance.now() - started).toBeLessThan(5000);
    }
    expect(found).toBeGreaterThan(100);
  },
);
