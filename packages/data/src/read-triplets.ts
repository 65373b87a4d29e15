import type { Video } from "@cvar/bitstream";
import { streamTriplets } from "./stream-triplets.js";
import type { Triplet } from "./triplet.js";
import type { TripletOptions } from "./triplet-options.js";

/**
 * Triplets of a video, ready for a network. Decodes the chosen groups of pictures only, each once: triplets that are the same
 * share their arrays. One crop (or set of crops) for all of them.
 * @returns samples in order of time
 * @throws NoTripletError, InvalidOptionError, the decoder's errors, the signal's reason
 */
export async function readTriplets(video: Video, options: TripletOptions): Promise<Triplet[]> {
  const triplets: Triplet[] = [];
  for await (const some of streamTriplets(video, options)) triplets.push(...some);
  return triplets;
}
