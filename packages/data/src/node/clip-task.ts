import { openVideo } from "@cvar/bitstream/node";
import { readTriplets } from "../read-triplets.js";
import type { Triplet } from "../triplet.js";
import type { TripletOptions } from "../triplet-options.js";

/** Plain data, so that it can go to a worker thread. */
export interface ClipTask {
  readonly file: string;
  readonly options: Omit<TripletOptions, "signal">;
}

/** A clip that could not be used, and why. */
export interface SkippedClip {
  readonly file: string;
  /** The error's tag and message. */
  readonly reason: string;
}

/** The clip's triplets, or why there are none. */
export type ClipResult = { readonly triplets: readonly Triplet[] } | { readonly skipped: SkippedClip };

/**
 * Reads the triplets of one file. A clip that cannot be read is a result, not an exception: whatever the file holds, the run
 * goes on without it.
 */
export async function readClip({ file, options }: ClipTask): Promise<ClipResult> {
  try {
    const video = await openVideo(file);
    try {
      return { triplets: await readTriplets(video, options) };
    } finally {
      await video.close();
    }
  } catch (error) {
    return { skipped: { file, reason: describe(error) } };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const tag = (error as { _tag?: unknown })._tag;
  return `${typeof tag === "string" ? tag : error.name}: ${error.message}`;
}
