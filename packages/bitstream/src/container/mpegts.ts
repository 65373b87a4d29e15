import type { Codec, Packet } from "../codec.js";
import type { ByteSource, CodecLookup, Fault, Track } from "../container.js";
import { BitstreamError, UnknownFormatError } from "../errors.js";
import { MAX_PACKETS, PROBE_BYTES } from "../limits.js";
import { type AccessUnit, AccessUnits } from "./access-units.js";
import { unsupportedCodec } from "./codec-names.js";
import { unwrapped } from "./pes.js";
import { TsDemuxer, type TsItem, type TsSelection } from "./ts-demuxer.js";
import { findPackets } from "./ts-packet.js";

const READ_BYTES = 128 * 2 ** 10;
/** How far the program tables are looked for. */
const MAX_BYTES_BEFORE_TABLES = 8 * 2 ** 20;
const CLOCK = 90_000;

/** A place where reading can begin: a PES packet that an access unit begins with. */
interface Entry {
  readonly packet: number;
  readonly offset: number;
  /** Its time in ticks, over the end of 33 bits. */
  readonly pts: number | null;
  readonly selected: TsSelection;
}

/**
 * Opens an MPEG-2 transport stream (ISO/IEC 13818-1) of packets of 188, 192 or 204 bytes. Its first video stream of a known
 * codec is the track; packets are access units, cut out of the PES packets by the codec. Reading goes forward only; where
 * access units begin is noted on the way, so that a second reading can start there.
 *
 * @throws UnsupportedFeatureError for a codec that is not known; UnknownFormatError where there is no video
 */
export async function openMpegTs(source: ByteSource, codecOf: CodecLookup): Promise<Track> {
  const layout = findPackets(await source.read(0, PROBE_BYTES));
  if (!layout) throw new UnknownFormatError("no transport packets are found");
  const { start, spacing } = layout;
  const { selected, codec, fourcc } = await findStream(source, start, spacing, codecOf);
  const entries: Entry[] = [{ packet: 0, offset: start, pts: null, selected }];

  async function* packets(from: number): AsyncGenerator<Packet | Fault> {
    const entry = entries.findLast(({ packet }) => packet <= from)!;
    const demuxer = new TsDemuxer(spacing, entry.selected, () => null);
    const units = new AccessUnits(codec);
    let packet = entry.packet;
    let pts = entry.pts;
    let at = entry.offset;
    for (let final = false; !final; ) {
      const bytes = await source.read(at, READ_BYTES);
      final = bytes.length < READ_BYTES;
      const items: TsItem[] = [];
      at += demuxer.push(bytes, at, items);
      if (final) demuxer.end(items);
      const found = items.flatMap((item) => cut(item));
      if (final) found.push(...units.flush());
      for (const one of found) {
        if (packet > entries.at(-1)!.packet && entries.length < MAX_PACKETS && "begins" in one && one.begins) {
          const ticks = one.timestamp === null ? pts : Math.round(one.timestamp * CLOCK);
          entries.push({ packet, offset: one.begins.offset, pts: ticks, selected: demuxer.selected! });
        }
        if (packet++ < from) continue;
        yield "fault" in one ? one : { data: one.data, byteOffset: -1, timestamp: one.timestamp };
      }
    }

    function cut(item: TsItem): (AccessUnit | Fault)[] {
      if ("fault" in item) return [...units.flush(), item];
      if (item.pts !== null) pts = unwrapped(item.pts, pts);
      const timestamp = item.pts === null || pts === null ? null : pts / CLOCK;
      try {
        return units.push(item.payload, { timestamp, offset: item.offset });
      } catch (error) {
        if (error instanceof BitstreamError) return [{ fault: error }];
        throw error;
      }
    }
  }

  return {
    container: "mpegts",
    codec,
    fourcc,
    configuration: new Uint8Array(0),
    frameRate: null,
    packetCount: null,
    packets,
  };
}

/** stream_type of video (ISO/IEC 13818-1, Table 2-34) and the name under which its codec is looked up. */
const videoTypes: Record<number, string> = {
  1: "MPG1",
  2: "MPG2",
  16: "mp4v",
  27: "avc1",
  36: "hvc1",
  234: "WVC1",
};

interface FoundStream {
  readonly selected: TsSelection;
  readonly codec: Codec;
  readonly fourcc: string;
}

async function findStream(
  source: ByteSource,
  start: number,
  spacing: number,
  codecOf: CodecLookup,
): Promise<FoundStream> {
  let refused: string | null = null;
  let first: TsSelection | null = null;
  const demuxer = new TsDemuxer(spacing, null, (streams) => {
    const videos = streams.filter(({ type }) => type in videoTypes);
    refused ??= videos[0] ? videoTypes[videos[0].type]! : null;
    // Tables behind the first may move the stream: what reading begins with is the first choice.
    first ??= videos.find(({ type }) => codecOf(videoTypes[type]!) !== null) ?? null;
    return first;
  });
  for (let at = start; at - start < MAX_BYTES_BEFORE_TABLES; ) {
    const bytes = await source.read(at, READ_BYTES);
    at += demuxer.push(bytes, at, []);
    const selected = first as TsSelection | null;
    const fourcc = selected && videoTypes[selected.type]!;
    const codec = fourcc && codecOf(fourcc);
    if (selected && codec) return { selected, codec, fourcc };
    if (bytes.length < READ_BYTES) break;
  }
  if (refused !== null) throw unsupportedCodec(refused, "MPEG-TS");
  throw new UnknownFormatError("the transport stream's program tables name no video stream", { byte: start });
}
