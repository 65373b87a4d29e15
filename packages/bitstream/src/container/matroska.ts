import type { Packet } from "../codec.js";
import type { ByteAccess, ByteSource, CodecLookup, Fault, Track } from "../container.js";
import {
  BitstreamError,
  InvalidSyntaxError,
  LimitExceededError,
  TruncatedStreamError,
  UnknownFormatError,
} from "../errors.js";
import { MAX_PACKETS } from "../limits.js";
import { readHeader } from "../source/read.js";
import { elementsIn, float, readElement, unsigned } from "./ebml.js";
import { type MatroskaPlaces, matroskaAccess } from "./matroska-access.js";
import { lacedFrames, unpackFrame } from "./matroska-block.js";
import { MatroskaId } from "./matroska-ids.js";
import { findMatroskaTrack, type MatroskaTrack } from "./matroska-track.js";
import { type Block, walkBlocks } from "./matroska-walk.js";
import { readPacket } from "./packet-reader.js";

/** Nanoseconds of a timestamp unit where the file does not say (RFC 9559, 5.1.2.9). */
const DEFAULT_TIMESTAMP_SCALE = 1_000_000;
/** Elements before the first cluster: chapters, tags, attachments, padding. */
const MAX_ELEMENTS_BEFORE_CLUSTERS = 1024;

interface Opened {
  readonly track: MatroskaTrack;
  readonly places: MatroskaPlaces;
  /** In seconds, or null. */
  readonly duration: number | null;
}

/**
 * Opens a Matroska or WebM file (RFC 9559). Packets are found by walking clusters, so that live streams and files without
 * cues are read like others; where clusters begin is noted on the way, so that a second reading can start there.
 *
 * @throws UnsupportedFeatureError for a codec that is not known; UnknownFormatError, TruncatedStreamError, …
 */
export async function openMatroska(source: ByteSource, codecOf: CodecLookup): Promise<Track> {
  const { track, places, duration } = await readHeaders(source, codecOf);
  const { timestampScale, firstCluster, end } = places;
  const { defaultDuration, compression } = track;
  /** Clusters in the order of the file, with the index of the first packet in each. */
  const clusters: { readonly offset: number; readonly packet: number }[] = [{ offset: firstCluster, packet: 0 }];

  let access: ByteAccess | null = null;

  async function* packets(from: number): AsyncGenerator<Packet | Fault> {
    const start = clusters.findLast(({ packet }) => packet <= from)!;
    let packet = start.packet;
    for await (const block of walkBlocks(source, track.number, start.offset, end)) {
      if ("fault" in block) {
        if (packet++ >= from) yield block;
        continue;
      }
      if (block.cluster > clusters.at(-1)!.offset && clusters.length < MAX_PACKETS) {
        clusters.push({ offset: block.cluster, packet });
      }
      // Blocks before the wanted one need not be read, unless they hold a number of frames that only they know.
      if (packet < from && block.lacing === "none" && block.byteLength > 0) {
        packet++;
        continue;
      }
      for await (const item of framesOf(block)) if (packet++ >= from) yield item;
    }
  }

  async function* framesOf(block: Block): AsyncGenerator<Packet | Fault> {
    const { byteOffset, byteLength, time, lacing } = block;
    const whole = await readPacket(source, { byteOffset, byteLength, timestamp: null, keyFrame: null });
    if ("fault" in whole) return yield whole;
    try {
      const frames = lacedFrames(whole.data, lacing, byteOffset);
      for (const [i, { start, end }] of frames.entries()) {
        if (start === end) continue;
        const data = await unpackFrame(whole.data.subarray(start, end), compression, byteOffset + start);
        const nanoseconds = i === 0 ? 0 : defaultDuration === null ? Number.NaN : i * defaultDuration;
        const seconds = (time * timestampScale + nanoseconds) / 1e9;
        const timestamp = Number.isNaN(seconds) ? null : seconds;
        yield { data, byteOffset: compression ? -1 : byteOffset + start, timestamp };
      }
    } catch (error) {
      if (!(error instanceof BitstreamError)) throw error;
      yield { fault: error };
    }
  }

  return {
    container: "matroska",
    codec: track.codec,
    fourcc: track.fourcc,
    configuration: track.configuration,
    frameRate: defaultDuration === null ? null : frameRate(defaultDuration),
    packetCount: null,
    duration,
    get access() {
      if (source.size === null) return null;
      access ??= matroskaAccess(source, source.size, places, framesOf);
      return access;
    },
    packets,
  };
}

/** Frames per second from nanoseconds that were cut to whole ones: 33366666 is 30000/1001. */
function frameRate(nanoseconds: number): number {
  const rate = 1e9 / nanoseconds;
  for (const divisor of [1, 1001]) {
    const exact = divisor === 1 ? Math.round(rate) : (Math.round((rate * 1001) / 1000) * 1000) / divisor;
    if (exact > 0 && Math.abs(1e9 / exact - nanoseconds) <= 1) return exact;
  }
  return rate;
}

async function readHeaders(source: ByteSource, codecOf: CodecLookup): Promise<Opened> {
  let track: MatroskaTrack | null = null;
  let timestampScale = DEFAULT_TIMESTAMP_SCALE;
  let duration: number | null = null;
  let tracksAt: number | null = null;
  let cuesAt: number | null = null;
  let segment: { readonly start: number; readonly end: number } | null = null;
  let at = 0;
  for (let count = 0; count < MAX_ELEMENTS_BEFORE_CLUSTERS; count++) {
    const element = await readElement(source, at);
    if (!element) {
      throw new TruncatedStreamError("the Matroska file ends before its first cluster: nothing to decode", {
        byte: at,
      });
    }
    const { id, dataOffset, size } = element;
    if (id === MatroskaId.segment) {
      segment = { start: dataOffset, end: Number.isFinite(size) ? dataOffset + size : 0 };
      at = dataOffset;
      continue;
    }
    if (id === MatroskaId.cluster) {
      if (!track && tracksAt !== null && source.size !== null) track = await tracksBehind(source, tracksAt, codecOf);
      if (!track) throw new UnknownFormatError("the Matroska file describes no tracks", { byte: at });
      const { start, end } = segment ?? { start: 0, end: 0 };
      const plain = track.compression === null;
      const places = {
        track: track.number,
        plain,
        timestampScale,
        firstCluster: at,
        segment: start,
        end,
        cues: cuesAt,
      };
      return { track, places, duration: duration === null ? null : (duration * timestampScale) / 1e9 };
    }
    if (!Number.isFinite(size)) {
      const name = `size of Matroska element ${id.toString(16)}`;
      throw new InvalidSyntaxError(name, "unknown", "a size", "RFC 8794, 6.2", { byte: at });
    }
    const wanted = id === MatroskaId.info || id === MatroskaId.tracks || id === MatroskaId.seekHead;
    const data = wanted ? await readHeader(source, dataOffset, size, "a Matroska header") : new Uint8Array(0);
    if (id === MatroskaId.tracks) track ??= findMatroskaTrack(data, dataOffset, codecOf);
    if (id === MatroskaId.info) ({ timestampScale, duration } = readInfo(data, dataOffset));
    if (id === MatroskaId.cues) cuesAt ??= at;
    if (id === MatroskaId.seekHead && segment) {
      tracksAt ??= seekPosition(data, dataOffset, segment.start, MatroskaId.tracks);
      cuesAt ??= seekPosition(data, dataOffset, segment.start, MatroskaId.cues);
    }
    at = dataOffset + size;
  }
  const limit = "elements before the first cluster";
  throw new LimitExceededError(limit, MAX_ELEMENTS_BEFORE_CLUSTERS, MAX_ELEMENTS_BEFORE_CLUSTERS, { byte: at });
}

/** TimestampScale, and the Duration in its units (RFC 9559, 5.1.2). */
function readInfo(info: Uint8Array, offset: number): { timestampScale: number; duration: number | null } {
  let timestampScale = DEFAULT_TIMESTAMP_SCALE;
  let duration: number | null = null;
  for (const { id, data } of elementsIn(info, offset)) {
    if (id === MatroskaId.timestampScale) timestampScale = unsigned(data) || timestampScale;
    if (id === MatroskaId.duration) duration = float(data);
  }
  return { timestampScale, duration: duration !== null && duration > 0 && Number.isFinite(duration) ? duration : null };
}

/** Where the seek head says that an element is (RFC 9559, 5.1.1), or null. */
function seekPosition(seekHead: Uint8Array, offset: number, segmentStart: number, wanted: number): number | null {
  for (const seek of elementsIn(seekHead, offset)) {
    if (seek.id !== MatroskaId.seek) continue;
    const parts = [...elementsIn(seek.data, seek.dataOffset)];
    const target = parts.find(({ id }) => id === MatroskaId.seekId);
    const position = parts.find(({ id }) => id === MatroskaId.seekPosition);
    if (target && position && unsigned(target.data) === wanted) return segmentStart + unsigned(position.data);
  }
  return null;
}

async function tracksBehind(source: ByteSource, at: number, codecOf: CodecLookup): Promise<MatroskaTrack | null> {
  const element = await readElement(source, at);
  if (element?.id !== MatroskaId.tracks || !Number.isFinite(element.size)) return null;
  const data = await readHeader(source, element.dataOffset, element.size, "the Matroska tracks");
  return findMatroskaTrack(data, element.dataOffset, codecOf);
}
