import type { Packet } from "../codec.js";
import type { ByteSource, CodecLookup, Fault, PacketEntry, Track } from "../container.js";
import { UnknownFormatError } from "../errors.js";
import { readAviHeaders } from "./avi-headers.js";
import { readAviIndex } from "./avi-index.js";
import { walkMovi } from "./avi-walk.js";
import { unsupportedCodec } from "./codec-names.js";
import { readPacket } from "./packet-reader.js";

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
  const index = await readAviIndex(source, headers);

  async function* walked(from: number): AsyncGenerator<Packet | Fault> {
    let packet = 0;
    let tick = 0;
    for await (const chunk of walkMovi(source, movi, stream)) {
      if ("fault" in chunk) {
        if (packet++ >= from) yield chunk;
        continue;
      }
      const entry: PacketEntry = { ...chunk, timestamp: frameRate === null ? null : tick / frameRate, keyFrame: null };
      tick++;
      if (chunk.byteLength === 0) continue; // a dropped frame: time passes, no picture
      if (packet++ >= from) yield readPacket(source, entry);
    }
  }

  async function* indexed(entries: readonly PacketEntry[], from: number): AsyncGenerator<Packet | Fault> {
    for (let i = from; i < entries.length; i++) yield readPacket(source, entries[i]!);
  }

  return {
    container: "avi",
    codec,
    fourcc,
    configuration,
    frameRate,
    packetCount: index?.length ?? null,
    packets: (from) => (index ? indexed(index, from) : walked(from)),
  };
}
