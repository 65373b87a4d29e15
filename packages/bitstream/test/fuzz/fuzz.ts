import { BitstreamError } from "../../src/errors.js";
import type { FrameOptions } from "../../src/frame.js";
import { openVideo } from "../../src/index.js";
import { seeded } from "../mpeg4/mutations.js";
import { pick, type Random } from "../mpeg4/random/tools.js";
import { digest } from "../reference.js";
import { mutate } from "./mutate.js";

/** What came of many damaged inputs. */
export interface FuzzReport {
  inputs: number;
  frames: number;
  damaged: number;
  errors: number;
  /** Inputs refused before a frame. */
  refused: number;
  /** Milliseconds of the slowest input, and its number. */
  slowest: number;
  slowestInput: number;
  /** Largest resident memory, MiB. */
  memory: number;
  /** Good streams that were decoded between hostile ones, to the frames they had before. */
  checked: number;
}

/** One good stream is decoded again after so many hostile ones. */
const CHECK_EVERY = 64;

const OPTIONS: readonly FrameOptions[] = [
  { output: "pictures", residual: "coded" },
  { output: "pictures", residual: "reconstructed", order: "display" },
  { output: "pictures", residual: "none", arrays: "borrowed" },
  { output: "compressed", residual: "coded" },
  { output: "compressed", arrays: "borrowed" },
  { output: "motion" },
];

/**
 * Decodes mutated streams, with all outputs and both ways to answer damage, through the whole library.
 * @throws whatever is not a typed error; Error where a good stream no longer decodes to its frames
 */
export async function fuzz(streams: readonly Uint8Array[], inputs: number, seed: number): Promise<FuzzReport> {
  const random = seeded(seed);
  const good = new Map<number, string>();
  const report: FuzzReport = {
    inputs,
    frames: 0,
    damaged: 0,
    errors: 0,
    refused: 0,
    slowest: 0,
    slowestInput: 0,
    memory: 0,
    checked: 0,
  };
  for (let n = 0; n < inputs; n++) {
    const bytes = mutate(pick(random, streams), pick(random, streams), random);
    const options = { ...pick(random, OPTIONS), onDamage: pick(random, ["stop", "skip"] as const) };
    const from = performance.now();
    await decodeDamaged(bytes, options, report);
    const took = performance.now() - from;
    if (took > report.slowest) {
      report.slowest = took;
      report.slowestInput = n;
    }
    if (n % CHECK_EVERY === 0) {
      await checkGood(streams, good, random);
      report.checked += 1;
      report.memory = Math.max(report.memory, process.memoryUsage().rss / 2 ** 20);
    }
  }
  return report;
}

async function decodeDamaged(bytes: Uint8Array, options: FrameOptions, report: FuzzReport): Promise<void> {
  let frames = 0;
  try {
    const video = await openVideo(bytes);
    // A header may ask for a picture of any size; decoding such ones is slow, and not what is tested.
    if (video.width * video.height > 1 << 18) return;
    for await (const frame of video.frames(options)) {
      frames += 1;
      if (frame.damage) report.damaged += 1;
    }
    await video.close();
  } catch (error) {
    if (!(error instanceof BitstreamError)) throw error;
    report.errors += 1;
    if (frames === 0) report.refused += 1;
  }
  report.frames += frames;
}

/** A good stream decodes to the same frames, whatever the memory that its decoder is given held before. */
async function checkGood(streams: readonly Uint8Array[], good: Map<number, string>, random: Random): Promise<void> {
  const index = random(streams.length);
  const lines: string[] = [];
  const video = await openVideo(streams[index]!);
  for await (const frame of video.frames({ output: "pictures" })) lines.push(digest(frame));
  await video.close();
  const found = lines.join("\n");
  if (found === "") throw new Error(`good stream ${index} has no frames`);
  const before = good.get(index);
  good.set(index, found);
  if (before !== undefined && before !== found) throw new Error(`good stream ${index} decodes to other frames`);
}
