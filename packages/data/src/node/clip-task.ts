import { openVideo } from "@cvar/bitstream/node";
import { describeReason, ShapeMismatchError } from "../errors.js";
import { readTriplets } from "../read-triplets.js";
import type { Triplet } from "../triplet.js";
import { type ArrayName, type Arrays, arrayNames } from "../triplet-arrays.js";
import type { TripletOptions } from "../triplet-options.js";

/** Plain data, so that it can go to a worker thread. */
export interface ClipTask {
  readonly file: string;
  readonly options: Omit<TripletOptions, "signal" | "into">;
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
 * @param into  arrays for each of the triplets: triplet k of the result stands in the k-th
 */
export async function readClip({ file, options }: ClipTask, into?: readonly Arrays[]): Promise<ClipResult> {
  try {
    const video = await openVideo(file);
    try {
      if (into === undefined) return { triplets: await readTriplets(video, options) };
      return { triplets: placed(await readTriplets(video, { ...options, into }), into) };
    } finally {
      await video.close();
    }
  } catch (error) {
    return { skipped: { file, reason: describeReason(error) } };
  }
}

/**
 * Triplets in arrays of their own. Those that are the same share the arrays of the first of them; going backwards, nothing is
 * written over that is still to be copied.
 */
function placed(triplets: readonly Triplet[], into: readonly Arrays[]): Triplet[] {
  if (triplets.length !== into.length) throw new ShapeMismatchError(`${into.length} triplets`, `${triplets.length}`);
  for (let k = into.length - 1; k >= 0; k--) {
    for (const name of arrayNames) copyTo(into[k]!, triplets[k]!, name);
  }
  return triplets.map((triplet, k) => ({ ...triplet, ...into[k]! }));
}

function copyTo(target: Arrays, source: Arrays, name: ArrayName): void {
  const [to, from] = [target[name], source[name]];
  if (to.buffer !== from.buffer || to.byteOffset !== from.byteOffset) to.set(from);
}
