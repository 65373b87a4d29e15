import { createHash } from "node:crypto";
import type { CodedFrame, FrameOptions } from "../../../src/frame.js";
import { openVideo } from "../../../src/index.js";

/**
 * Decodes a stream as far as each output says, and compares what they have in common: vectors of all three, coded residuals and
 * I-pictures of "compressed" and "pictures", owned and borrowed.
 */
export async function outputDifferences(bytes: Uint8Array): Promise<string[]> {
  const all = await decode(bytes, { output: "pictures", residual: "coded" });
  const found: string[] = [];
  for (const arrays of ["owned", "borrowed"] as const) {
    for (const output of ["motion", "compressed", "pictures"] as const) {
      const some = await decode(bytes, { output, residual: "coded", arrays });
      if (some.length !== all.length)
        found.push(`${output}, ${arrays}: ${some.length} frames instead of ${all.length}`);
      for (const [n, parts] of some.entries()) {
        const differing = Object.entries(parts).filter(([name, sum]) => sum !== null && sum !== all[n]?.[name]);
        found.push(...differing.map(([name]) => `${output}, ${arrays}: frame ${n} has another ${name}`));
      }
    }
  }
  return found;
}

const PLANES = ["y", "cb", "cr"] as const;

/** What the two residuals say of each other: prediction (decoded − reconstructed) + coded, clipped, is the picture. */
export async function residualDifferences(bytes: Uint8Array): Promise<string[]> {
  const coded = await collect(bytes, { output: "pictures", residual: "coded" });
  const reconstructed = await collect(bytes, { output: "pictures", residual: "reconstructed" });
  const found: string[] = [];
  for (const [n, { picture, residual, type }] of coded.entries()) {
    const other = reconstructed[n]!;
    for (const plane of PLANES) {
      const decoded = picture![plane];
      if (Buffer.compare(decoded, other.picture![plane]) !== 0) found.push(`frame ${n} (${type}): another ${plane}`);
      if (!residual) continue;
      const wrong = decoded.findIndex((pixel, i) => {
        const rebuilt = pixel - other.residual![plane][i]! + residual[plane][i]!;
        return Math.max(0, Math.min(255, rebuilt)) !== pixel;
      });
      if (wrong >= 0) found.push(`frame ${n} (${type}): residuals do not agree at ${wrong} of ${plane}`);
    }
  }
  return found;
}

async function collect(bytes: Uint8Array, options: FrameOptions): Promise<CodedFrame[]> {
  const frames: CodedFrame[] = [];
  const video = await openVideo(bytes);
  for await (const frame of video.frames(options)) frames.push(frame);
  await video.close();
  return frames;
}

type Sums = Record<string, string | null>;

async function decode(bytes: Uint8Array, options: FrameOptions): Promise<Sums[]> {
  const sums: Sums[] = [];
  const video = await openVideo(bytes);
  for await (const frame of video.frames(options)) {
    if (frame.type !== "I" && !frame.motion) throw new Error(`frame ${frame.decodeIndex} has no motion`);
    sums.push({
      numbers: numbersOf(frame),
      motion: sum(frame.motion),
      residual: sum(frame.residual),
      picture: sum(frame.picture),
    });
  }
  await video.close();
  return sums;
}

function numbersOf({
  type,
  keyFrame,
  reference,
  decodeIndex,
  displayIndex,
  timestamp,
  byteOffset,
  byteLength,
}: CodedFrame): string {
  return JSON.stringify([type, keyFrame, reference, decodeIndex, displayIndex, timestamp, byteOffset, byteLength]);
}

function sum(part: object | null): string | null {
  if (part === null) return null;
  const hash = createHash("md5");
  for (const [name, value] of Object.entries(part)) {
    hash
      .update(name)
      .update(
        ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : String(value),
      );
  }
  return hash.digest("hex");
}
