import type { ByteSource, CodecLookup, Track } from "../container.js";
import { PROBE_BYTES } from "../limits.js";
import { openAvi } from "./avi.js";
import { type ContainerKind, detectContainer } from "./detect.js";
import { openMatroska } from "./matroska.js";
import { openMp4 } from "./mp4.js";
import { openMpegTs } from "./mpegts.js";
import { openRaw } from "./raw.js";

const openers: Record<ContainerKind, (source: ByteSource, codecOf: CodecLookup) => Promise<Track>> = {
  avi: openAvi,
  mp4: openMp4,
  matroska: openMatroska,
  mpegts: openMpegTs,
  raw: openRaw,
};

/**
 * Opens the container that a source's first bytes tell.
 *
 * @throws UnknownFormatError, UnsupportedFeatureError and what the containers throw
 */
export async function openContainer(source: ByteSource, codecOf: CodecLookup): Promise<Track> {
  const kind = detectContainer(await source.read(0, PROBE_BYTES));
  return openers[kind](source, codecOf);
}
