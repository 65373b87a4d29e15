import type { Packet } from "../codec.js";
import type { ByteSource, CodecLookup, Fault, PacketEntry, Track } from "../container.js";
import { UnknownFormatError } from "../errors.js";
import { MAX_PACKETS } from "../limits.js";
import { type AviHeaders, readAviHeaders } from "./avi-headers.js";
import { readAviIndex } from "./avi-index.js";
import { readOpenDmlIndex } from "./avi-open-dml.js";
import { walkMovi } from "./avi-walk.js";
import { unsupportedCodec } from "./codec-names.js";
import { endOf, readPacket, wholeIndex } from "./packet-reader.js";

/**
 * Opens an AVI file (RIFF, "AVI RIFF File Reference"; OpenDML 1.02 segments). Its first video stream is the track.
 *
 * @throws UnsupportedFeatureError for a codec that is not known; TruncatedStreamError, UnknownFormatError
 */
export async function openAvi(source: ByteSource, codecOf: CodecLookup): Promise<Track> {
  const headers = await readAviHeaders(source);
  const { frameRate, fourcc, configuration, movi, stream } = headers;
  if (stream > 99)
    throw new UnknownFormatError(`the AVI file's first video stream is number ${stream}, chunks can name 99`);
  const codec = codecOf(fourcc);
  if (!codec) throw unsupportedCodec(fourcc, "AVI");
  const index = (await readAviIndex(source, headers)) ?? (await readOpenDmlIndex(source, headers));
  /** The packets in order: from an index, or from a walk that came to the end. */
  let known: readonly (PacketEntry | Fault)[] | null = index;

  /** Goes from chunk to chunk; packets themselves are not read. */
  async function* walk(): AsyncGenerator<PacketEntry | Fault> {
    const found: (PacketEntry | Fault)[] = [];
    let count = 0;
    let tick = 0;
    for await (const chunk of walkMovi(source, movi, stream)) {
      const timestamp = frameRate === null ? null : tick / frameRate;
      if (!("fault" in chunk)) tick++;
      if ("byteLength" in chunk && chunk.byteLength === 0) continue; // a dropped frame: time passes, no picture
      const entry = "fault" in chunk ? chunk : { ...chunk, timestamp, keyFrame: null };
      if (count++ < MAX_PACKETS) found.push(entry);
      yield entry;
    }
    if (count === found.length) known = found;
  }

  async function* packets(from: number): AsyncGenerator<Packet | Fault> {
    if (known) {
      for (let i = from; i < known.length; i++) yield read(known[i]!);
      return;
    }
    let count = 0;
    for await (const entry of walk()) if (count++ >= from) yield read(entry);
  }

  async function wholeList(signal?: AbortSignal): Promise<readonly (PacketEntry | Fault)[]> {
    if (known) return known;
    const found: (PacketEntry | Fault)[] = [];
    for await (const entry of walk()) {
      signal?.throwIfAborted();
      if (found.push(entry) === MAX_PACKETS) break;
    }
    return found;
  }

  function read(entry: PacketEntry | Fault): Promise<Packet | Fault> | Fault {
    return "fault" in entry ? entry : readPacket(source, entry);
  }

  return {
    container: "avi",
    codec,
    fourcc,
    configuration,
    frameRate,
    packetCount: index?.length ?? null,
    entries: index && wholeIndex(index, source),
    duration: index ? endOf(index, frameRate) : claimedDuration(headers, source),
    index: wholeList,
    read: (entry, atMost) => readPacket(source, entry, atMost),
    packets,
  };
}

/** What the header says, unless its writer did not know it: each frame, dropped ones too, has a chunk's header in the file. */
function claimedDuration({ frameRate, frameCount }: AviHeaders, { size }: ByteSource): number | null {
  const possible = size !== null && frameCount > 0 && frameCount <= size / 8;
  return frameRate !== null && possible ? frameCount / frameRate : null;
}
