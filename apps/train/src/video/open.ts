import type { Video } from "@cvar/bitstream";
import { openVideo } from "@cvar/bitstream/node";
import { describeError, MissingInputError } from "../errors.js";

/**
 * Opens a file, uses it, closes it. Errors name the file.
 * @throws MissingInputError, and what `use` throws
 */
export async function withVideo<T>(file: string, use: (video: Video) => Promise<T>): Promise<T> {
  let video: Video | null = null;
  try {
    video = await openVideo(file);
    return await use(video);
  } catch (error) {
    throw isFault(error) ? new MissingInputError(describeError(error, file), null, error) : error;
  } finally {
    await video?.close();
  }
}

function isFault(error: unknown): boolean {
  const { _tag, code } = (error ?? {}) as { _tag?: unknown; code?: unknown };
  if (error instanceof MissingInputError) return false;
  return BITSTREAM_TAGS.has(String(_tag)) || (typeof code === "string" && code.startsWith("E"));
}

const BITSTREAM_TAGS = new Set([
  "SourceError",
  "UnknownFormatError",
  "UnsupportedFeatureError",
  "TruncatedStreamError",
  "InvalidSyntaxError",
  "LimitExceededError",
]);
