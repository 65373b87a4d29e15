import { codecOf } from "../codecs.js";
import type { OpenOptions, Video, VideoSource } from "../frame.js";
import { openSource, webAddress } from "../source/open-source.js";
import { openFrom } from "../video.js";
import { fileSource } from "./file.js";

/**
 * Opens a video as the root export's `openVideo` does, and also from a path or a `file:` URL, read with constant memory.
 *
 * @param options.signal ends opening with its reason
 * @param options.once forget what was read of a stream
 * @throws SourceError, UnknownFormatError, UnsupportedFeatureError, TruncatedStreamError, InvalidSyntaxError, LimitExceededError
 * @example
 * const video = await openVideo("clip.avi");
 * console.log(video.codec, video.width, video.height, await video.gops());
 */
export async function openVideo(source: VideoSource, { signal, once }: OpenOptions = {}): Promise<Video> {
  const local = (typeof source === "string" || source instanceof URL) && !webAddress(source);
  return openFrom(local ? fileSource(source) : openSource(source, once), codecOf, signal);
}
