import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isBitstreamError } from "../src/errors.js";
import type { Video } from "../src/frame.js";

/** The committed clips, one for each container. */
export const clips = ["tiny.avi", "tiny.mp4", "tiny-fragmented.mp4", "tiny.mkv", "tiny.mpegts", "tiny.m4v"].map(
  (name) => ({
    name,
    bytes: new Uint8Array(readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)))),
  }),
);

/** Repeatable numbers in [0, 1) (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Outcome {
  readonly frames: number;
  /** Tag of the error that ended it, or null. */
  readonly error: string | null;
  readonly milliseconds: number;
}

/**
 * Opens, scans and decodes bytes that may be damaged.
 *
 * @throws whatever is not an error of this library: that is the bug looked for
 */
export async function survive(open: () => Promise<Video>, onDamage: "stop" | "skip"): Promise<Outcome> {
  const started = performance.now();
  let frames = 0;
  let error: string | null = null;
  try {
    const video = await open();
    for await (const frame of video.frames({ onDamage, output: "pictures" })) {
      if (frame.decodeIndex < frames) throw new TypeError("frames are out of order");
      frames++;
    }
    const gops = await video.gops();
    for (const place of [{ fraction: 0.5 }, { seconds: 0.7 }, { fraction: 1 }]) {
      const gop = await video.gopAt(place);
      for await (const frame of video.frames({ from: gop, to: 2, onDamage, output: "headers" }))
        if (frame.decodeIndex > 1) throw new TypeError("frames do not count from the group");
    }
    if (gops.length > 0 && frames === 0 && onDamage === "skip") error = "NoFrames";
    await video.close();
  } catch (thrown) {
    if (!isBitstreamError(thrown)) throw thrown;
    error = thrown._tag;
  }
  return { frames, error, milliseconds: performance.now() - started };
}

/** A copy with `count` bytes replaced: mostly flipped bits, sometimes extreme values. */
export function damage(bytes: Uint8Array, count: number, next: () => number): Uint8Array {
  const copy = bytes.slice();
  for (let i = 0; i < count; i++) {
    const at = Math.floor(next() * copy.length);
    const kind = next();
    copy[at] =
      kind < 0.6
        ? copy[at]! ^ (1 << Math.floor(next() * 8))
        : kind < 0.8
          ? 0xff
          : kind < 0.9
            ? 0
            : Math.floor(next() * 256);
  }
  return copy;
}
