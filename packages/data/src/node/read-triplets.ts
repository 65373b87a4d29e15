import type { Video, VideoSource } from "@cvar/bitstream";
import { openVideo } from "@cvar/bitstream/node";
import { readTriplets as readTripletsOf } from "../read-triplets.js";
import type { Triplet } from "../triplet.js";
import type { TripletOptions } from "../triplet-options.js";

/**
 * Triplets of a video or of anything that can be opened as one, a path included; what it opens it closes.
 * @throws NoTripletError, InvalidOptionError, and the decoder's errors
 */
export async function readTriplets(source: Video | VideoSource, options: TripletOptions): Promise<Triplet[]> {
  if (isVideo(source)) return readTripletsOf(source, options);
  const video = await openVideo(source);
  try {
    return await readTripletsOf(video, options);
  } finally {
    await video.close();
  }
}

function isVideo(source: Video | VideoSource): source is Video {
  return typeof source === "object" && "gops" in source;
}
