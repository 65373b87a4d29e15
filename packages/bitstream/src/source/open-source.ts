import type { ByteSource } from "../container.js";
import { SourceError } from "../errors.js";
import type { VideoSource } from "../frame.js";
import { blobSource } from "./blob.js";
import { memorySource } from "./memory.js";
import { streamSource } from "./stream.js";
import { urlSource } from "./url.js";

/**
 * The bytes of whatever a caller gave, in any JavaScript runtime.
 *
 * @param once of a stream, forget what was read
 * @throws SourceError for a path (which needs Node), and for a source that cannot be opened
 */
export async function openSource(source: VideoSource, once = false): Promise<ByteSource> {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return memorySource(source);
  if (source instanceof Blob) return blobSource(source);
  if (source instanceof ReadableStream) return streamSource(source, undefined, once);
  if (typeof source === "string" || source instanceof URL) {
    const url = webAddress(source);
    if (url) return urlSource(url, undefined, once);
    throw new SourceError(
      `"${source}" is no http(s) address; to open a file import openVideo from "@cvar/bitstream/node"`,
    );
  }
  throw new SourceError("a video is opened from a Uint8Array, ArrayBuffer, Blob, ReadableStream, URL or path");
}

/** The address of a string that parses as an absolute http(s) URL, or null. */
export function webAddress(source: string | URL): URL | null {
  try {
    const url = new URL(source);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}
