import type { Codec, Packet } from "../codec.js";
import type { ByteSource, CodecLookup, Fault, FoundPacket, Track } from "../container.js";
import { BitstreamError, UnknownFormatError } from "../errors.js";
import { MAX_PACKETS, PROBE_BYTES } from "../limits.js";
import { type AccessUnit, AccessUnits } from "./access-units.js";
import { unsupportedCodec } from "./codec-names.js";
import { unwrapped } from "./pes.js";
import { TsDemuxer, type TsItem, type TsSelection } from "./ts-demuxer.js";
import { findPackets } from "./ts-packet.js";
import { firstPts } from "./ts-times.js";

const READ_BYTES = 128 * 2 ** 10;
/** How far the program tables are looked for. */
const MAX_BYTES_BEFORE_TABLES = 8 * 2 ** 20;
const CLOCK = 90_000;
/** For looking at a place in the middle. */
const SHORT_READ_BYTES = 16 * 2 ** 10;
const NEAR = 64 * 2 ** 10;

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
  /** The middle of the 33 bits of ticks that begin an hour before the stream's first; undefined: not looked for yet. */
  let middle: number | null | undefined;

  async function* packets(from: number): AsyncGenerator<Packet | Fault> {
    const entry = entries.findLast(({ packet }) => packet <= from)!;
    let packet = entry.packet;
    for await (const { unit, pts, selected } of unitsFrom(entry)) {
      if (packet > entries.at(-1)!.packet && entries.length < MAX_PACKETS && "begins" in unit && unit.begins) {
        const ticks = unit.timestamp === null ? pts : Math.round(unit.timestamp * CLOCK);
        entries.push({ packet, offset: unit.begins.offset, pts: ticks, selected });
      }
      if (packet++ >= from) yield toPacket(unit);
    }
  }

  /**
   * Access units, with the time in ticks of the last PES packet that has one, and the stream that they are from.
   * @param until those in PES packets that begin behind it are not asked for; reading then goes on in small steps
   */
  async function* unitsFrom(entry: Omit<Entry, "packet">, until = Number.POSITIVE_INFINITY) {
    const demuxer = new TsDemuxer(spacing, entry.selected, () => null);
    const units = new AccessUnits(codec, entry.offset > start);
    let pts = entry.pts;
    let at = entry.offset;
    const growing = until === Number.POSITIVE_INFINITY && entry.offset > start;
    let readBytes = until === Number.POSITIVE_INFINITY && !growing ? READ_BYTES : SHORT_READ_BYTES;
    for (let final = false; !final; ) {
      const bytes = await source.read(at, readBytes);
      final = bytes.length < readBytes;
      if (growing) readBytes = Math.min(2 * readBytes, READ_BYTES);
      const items: TsItem[] = [];
      at += demuxer.push(bytes, at, items);
      if (final) demuxer.end(items);
      if (demuxer.begun >= until) final = true;
      const found = items.flatMap((item) => cut(item));
      if (final) found.push(...units.flush());
      for (const unit of found) yield { unit, pts, selected: demuxer.selected! };
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

  /** Where a transport packet begins at or after a byte, if none of them is cut. */
  function aligned(byte: number): number {
    return start + Math.max(0, Math.ceil((byte - start) / spacing)) * spacing;
  }

  /** A time in ticks that those of the whole stream are near to. */
  async function middleTicks(): Promise<number | null> {
    if (middle === undefined) {
      const first = await firstPts(source, selected.pid, spacing, start, start + MAX_BYTES_BEFORE_TABLES);
      middle = first && first.pts - 3600 * CLOCK + 2 ** 32;
    }
    return middle;
  }

  async function* packetsIn(offset: number): AsyncGenerator<Packet | Fault> {
    const entry = { offset, pts: await middleTicks(), selected };
    for await (const { unit } of unitsFrom(entry)) yield toPacket(unit);
  }

  async function firstTimed(from: number, until: number) {
    const first = await firstPts(source, selected.pid, spacing, aligned(from), until);
    return first && { byteOffset: first.byteOffset, timestamp: unwrapped(first.pts, await middleTicks()) / CLOCK };
  }

  async function* found(from: number, until: number): AsyncGenerator<FoundPacket> {
    const entry = { offset: aligned(from), pts: await middleTicks(), selected };
    for await (const { unit } of unitsFrom(entry, until)) {
      if ("fault" in unit) continue;
      const { piece: byteOffset, timestamp } = unit;
      if (byteOffset >= until) return;
      const read = async () => toPacket(unit);
      const position = byteOffset;
      yield { byteOffset, position, timestamp, keyFrame: null, read, packets: () => packetsIn(byteOffset) };
    }
  }

  return {
    container: "mpegts",
    codec,
    fourcc,
    configuration: new Uint8Array(0),
    frameRate: null,
    packetCount: null,
    duration: null,
    get access() {
      return source.size === null ? null : { start, end: source.size, near: NEAR, clustered: false, found, firstTimed };
    },
    packets,
  };
}

function toPacket(unit: AccessUnit | Fault): Packet | Fault {
  return "fault" in unit ? unit : { data: unit.data, byteOffset: -1, timestamp: unit.timestamp };
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
