import type { ByteSource } from "../container.js";
import { BitstreamError } from "../errors.js";
import { MAX_PACKETS } from "../limits.js";
import { readHeader } from "../source/read.js";
import { elementsIn, readElement, unsigned } from "./ebml.js";
import { MatroskaId } from "./matroska-ids.js";

/** Where a cluster stands in which a key frame does (RFC 9559, 5.1.5). */
export interface Cue {
  /** In timestamp units. */
  readonly time: number;
  /** Byte offset of the cluster. */
  readonly cluster: number;
}

/**
 * Reads the Cues element at a place, for one track.
 *
 * @param segment byte offset of the segment's data, from which positions count
 * @returns cues by time; none where there is no such element, or one that makes no sense: cues are an index, and can be done without
 */
export async function readCues(
  source: ByteSource,
  at: number,
  segment: number,
  track: number,
): Promise<readonly Cue[]> {
  try {
    const element = await readElement(source, at);
    if (element?.id !== MatroskaId.cues || !Number.isFinite(element.size)) return [];
    const data = await readHeader(source, element.dataOffset, element.size, "the Matroska cues");
    return cuesIn(data, element.dataOffset, segment, track);
  } catch (error) {
    if (error instanceof BitstreamError && error._tag !== "SourceError") return [];
    throw error;
  }
}

function cuesIn(data: Uint8Array, offset: number, segment: number, track: number): Cue[] {
  const cues: Cue[] = [];
  for (const point of elementsIn(data, offset)) {
    if (point.id !== MatroskaId.cuePoint) continue;
    const parts = [...elementsIn(point.data, point.dataOffset)];
    const time = parts.find(({ id }) => id === MatroskaId.cueTime);
    for (const positions of parts) {
      if (positions.id !== MatroskaId.cueTrackPositions || !time) continue;
      const fields = new Map([...elementsIn(positions.data, positions.dataOffset)].map(({ id, data }) => [id, data]));
      const cluster = fields.get(MatroskaId.cueClusterPosition);
      if (!cluster || unsigned(fields.get(MatroskaId.cueTrack) ?? new Uint8Array(0)) !== track) continue;
      cues.push({ time: unsigned(time.data), cluster: segment + unsigned(cluster) });
      if (cues.length === MAX_PACKETS) return cues;
    }
  }
  return cues.sort((a, b) => a.time - b.time);
}
