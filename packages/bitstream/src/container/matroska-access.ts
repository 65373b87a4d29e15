import type { Packet } from "../codec.js";
import type { ByteAccess, ByteSource, Fault, FoundPacket } from "../container.js";
import { BitstreamError } from "../errors.js";
import { elementHeader, MAX_ELEMENT_HEADER } from "./ebml.js";
import { type Cue, readCues } from "./matroska-cues.js";
import { MatroskaId } from "./matroska-ids.js";
import { type Block, findCluster, walkBlocks } from "./matroska-walk.js";
import { readPacket } from "./packet-reader.js";

/** What random access needs to know of a Matroska file. */
export interface MatroskaPlaces {
  readonly track: number;
  /** Frames stand in their blocks as they are: not compressed. */
  readonly plain: boolean;
  /** Nanoseconds of a timestamp unit. */
  readonly timestampScale: number;
  readonly firstCluster: number;
  /** One past the segment's last byte, or 0 where its writer did not know. */
  readonly end: number;
  /** Byte offset of the segment's data. */
  readonly segment: number;
  /** Byte offset of the Cues element, or null. */
  readonly cues: number | null;
}

/** Blocks are passed over by their headers alone: dividing further, which searches for clusters byte by byte, costs more. */
const NEAR = 2 ** 20;

/**
 * Random access to the blocks of a Matroska file: by its cues where it has some that lead to clusters, else by searching for
 * clusters, so that live files of unknown sizes can be divided, too.
 *
 * @param framesOf reads a block
 */
export function matroskaAccess(
  source: ByteSource,
  size: number,
  places: MatroskaPlaces,
  framesOf: (block: Block) => AsyncIterable<Packet | Fault>,
): ByteAccess {
  const { track, timestampScale, firstCluster, segment } = places;
  const end = Math.min(places.end || size, size);
  let cues: Promise<readonly Cue[]> | null = null;

  async function* found(from: number, until: number): AsyncGenerator<FoundPacket & { timestamp: number }> {
    const cluster = from <= firstCluster ? firstCluster : await clusterFrom(source, from, until);
    if (cluster === null) return;
    for await (const block of walkBlocks(source, track, cluster, end)) {
      if ("fault" in block) continue;
      const { byteOffset, time, keyFrame } = block;
      if (byteOffset >= until) return;
      if (block.byteLength === 0) continue;
      const timestamp = (time * timestampScale) / 1e9;
      const read = (atMost = Number.POSITIVE_INFINITY) => firstFrame(block, atMost);
      const packets = () => packetsFrom(block);
      yield { byteOffset, position: byteOffset, timestamp, keyFrame, read, packets };
    }
  }

  async function firstTimed(from: number, until: number) {
    for await (const { byteOffset, timestamp } of found(from, until)) return { byteOffset, timestamp };
    return null;
  }

  async function firstFrame(block: Block, atMost: number): Promise<Packet | Fault> {
    if (places.plain && block.lacing === "none") return readPacket(source, { ...block, timestamp: null }, atMost);
    for await (const frame of framesOf(block)) return frame;
    return { data: new Uint8Array(0), byteOffset: block.byteOffset, timestamp: null };
  }

  async function* packetsFrom(first: Block): AsyncGenerator<Packet | Fault> {
    for await (const block of walkBlocks(source, track, first.cluster, end)) {
      if ("fault" in block) yield block;
      else if (block.byteOffset >= first.byteOffset) yield* framesOf(block);
    }
  }

  async function around(seconds: number) {
    cues ??= places.cues === null ? Promise.resolve([]) : readCues(source, places.cues, segment, track);
    const list = await cues;
    const time = (seconds * 1e9) / timestampScale;
    const index = list.findLastIndex((cue) => cue.time <= time);
    if (index < 0) return null;
    const from = list[index]!.cluster;
    const until = list.slice(index + 1).find(({ cluster }) => cluster > from)?.cluster ?? end;
    // Cues may be wrong: those of another version of the file, or of one that was cut.
    if (!(await isCluster(source, from)) || ((await firstTimed(from, end))?.timestamp ?? 0) > seconds) return null;
    if (until === end) return { from, until };
    const next = (await isCluster(source, until)) ? await firstTimed(until, end) : null;
    return next && next.timestamp > seconds ? { from, until } : null;
  }

  return { start: firstCluster, end, near: NEAR, clustered: true, found, firstTimed, around };
}

async function clusterFrom(source: ByteSource, from: number, until: number): Promise<number | null> {
  for (let at = from; ; at++) {
    const cluster = await findCluster(source, at, until);
    if (cluster === null || (await isCluster(source, cluster))) return cluster;
    at = cluster;
  }
}

/** What a cluster may begin with: its time, as a rule. */
const first: ReadonlySet<number> = new Set([MatroskaId.timestamp, MatroskaId.crc32, MatroskaId.void]);

async function isCluster(source: ByteSource, at: number): Promise<boolean> {
  const bytes = await source.read(at, 2 * MAX_ELEMENT_HEADER);
  try {
    const cluster = elementHeader(bytes, at);
    const inside = cluster && elementHeader(bytes.subarray(cluster.dataOffset - at), cluster.dataOffset);
    return cluster?.id === MatroskaId.cluster && inside !== null && first.has(inside.id);
  } catch (error) {
    if (error instanceof BitstreamError) return false;
    throw error;
  }
}
