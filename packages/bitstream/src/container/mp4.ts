import type { Packet } from "../codec.js";
import type { ByteSource, CodecLookup, Fault, Track } from "../container.js";
import { readMp4Headers } from "./mp4-boxes.js";
import { findVideoTrack } from "./mp4-description.js";
import { rotationOf } from "./mp4-rotation.js";
import { readSamples } from "./mp4-samples.js";
import { endOf, readPacket, wholeIndex } from "./packet-reader.js";

/**
 * Opens an MP4, MOV or 3GP file, whole or fragmented (ISO/IEC 14496-12). Only its tables are read; samples are read from
 * the source when they are asked for.
 *
 * @throws UnsupportedFeatureError for a codec that is not known; TruncatedStreamError, InvalidSyntaxError, …
 */
export async function openMp4(source: ByteSource, codecOf: CodecLookup): Promise<Track> {
  const headers = await readMp4Headers(source);
  const { trak, description } = findVideoTrack(headers.moov, codecOf);
  const { entries, frameRate, fault } = readSamples(headers, trak, source.size);

  async function* packets(from: number): AsyncGenerator<Packet | Fault> {
    for (let i = from; i < entries.length; i++) yield readPacket(source, entries[i]!);
    const end = fault ?? headers.fault;
    if (end) yield { fault: end };
  }

  return {
    container: "mp4",
    ...description,
    frameRate,
    packetCount: entries.length,
    duration: endOf(entries, frameRate),
    rotation: rotationOf(trak),
    index: async () => entries,
    read: (entry, atMost) => readPacket(source, entry, atMost),
    entries: fault || headers.fault ? null : wholeIndex(entries, source),
    packets,
  };
}
