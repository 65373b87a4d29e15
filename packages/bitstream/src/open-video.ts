import { codecOf } from "./codecs.js";
import type { OpenOptions, Video, VideoSource } from "./frame.js";
import { openSource } from "./source/open-source.js";
import { openFrom } from "./video.js";

/**
 * Opens a video from bytes, a Blob or File, a stream, or an http(s) address; in Node, `@cvar/bitstream/node` opens paths too.
 * Only headers are read.
 *
 * @param options.signal ends opening with its reason
 * @param options.once forget what was read of a stream
 * @throws SourceError, UnknownFormatError, UnsupportedFeatureError, TruncatedStreamError, InvalidSyntaxError, LimitExceededError
 * @example
 * const video = await openVideo(await file.arrayBuffer());
 * for await (const frame of video.frames({ output: "compressed" })) console.log(frame.type, frame.byteLength);
 * await video.close();
 */
export async function openVideo(source: VideoSource, { signal, once }: OpenOptions = {}): Promise<Video> {
  return openFrom(openSource(source, once), codecOf, signal);
}
