import { createFile, type ISOFile, Log, MP4BoxBuffer, type Sample } from "mp4box";
import type { PacketEntry } from "../container.js";
import { type BitstreamError, InvalidSyntaxError, LimitExceededError } from "../errors.js";
import { MAX_PACKETS } from "../limits.js";
import type { Box, Mp4Headers } from "./mp4-boxes.js";
import { pruneMoof, pruneMoov, trackId } from "./mp4-prune.js";

/** The samples of a track in decode order. */
export interface SampleTable {
  readonly entries: readonly PacketEntry[];
  /** Frames per second: one over the usual duration of a sample; null where there are no two. */
  readonly frameRate: number | null;
  /** Why the table ends early, where it does. */
  readonly fault: BitstreamError | null;
}

/**
 * Expands the sample table and movie fragments of a track (ISO/IEC 14496-12, 8.6–8.8): presentation times include
 * composition offsets and the edit list, so what an edit cuts off at the start has negative times.
 *
 * @param fileSize in bytes, where it is known
 * @throws InvalidSyntaxError, LimitExceededError
 */
export function readSamples({ moov, moofs }: Mp4Headers, trak: Box, fileSize: number | null): SampleTable {
  // A sample has at least one byte, so a small file cannot make us list many.
  const most = Math.min(MAX_PACKETS, fileSize ?? MAX_PACKETS);
  const id = trackId(trak);
  const kept = moofs.flatMap((moof) => {
    const pruned = pruneMoof(moof, id, most);
    return pruned ? [{ ...pruned, offset: moof.offset }] : [];
  });
  const count = kept.reduce((sum, { samples }) => sum + samples, 0);
  if (count > most) throw new LimitExceededError("samples in fragments", count, most, { byte: moov.offset });
  const file = parse([pruneMoov(moov, trak, most), ...kept.map(({ bytes }) => bytes)], moov.offset, (parsed) => {
    // The library saw the boxes one behind the other; offsets count from where fragments stand in the real file.
    parsed.moofs.forEach((moof, i) => {
      moof.start = kept[i]!.offset;
    });
  });
  const samples = file.getTrackById(id)?.samples ?? [];
  return toEntries(samples, firstEdit(file), moov.offset);
}

/** Runs the library, turning whatever it throws or prints into one typed error. */
function parse(boxes: readonly Uint8Array[], byte: number, placeFragments: (file: ISOFile) => void): ISOFile {
  const complaints: string[] = [];
  const { error } = Log;
  Log.error = (_module: string, message: unknown) => void complaints.push(String(message));
  try {
    const file = createFile();
    const size = boxes.reduce((sum, box) => sum + box.length, 0);
    const buffer = new MP4BoxBuffer(size);
    let at = 0;
    for (const box of boxes) {
      new Uint8Array(buffer).set(box, at);
      at += box.length;
    }
    file.stream.insertBuffer(buffer);
    file.parse();
    placeFragments(file);
    file.buildSampleLists();
    file.updateSampleLists();
    return file;
  } catch (cause) {
    const reason = complaints[0] ?? (cause instanceof Error ? cause.message : String(cause));
    throw new InvalidSyntaxError("the sample table", reason, "a consistent one", "ISO/IEC 14496-12, 8.6–8.8", { byte });
  } finally {
    Log.error = error;
  }
}

/** How media times become presentation times. */
interface FirstEdit {
  /** Seconds to add to a media time. */
  readonly shift: number;
  /** Media time in seconds of what is shown first; −∞ without an edit. */
  readonly from: number;
}

/** The first edit that shows something (8.6.6): start of the presentation minus its media time. */
function firstEdit(file: ISOFile): FirstEdit {
  const [trak] = file.moov.traks;
  const timescale = trak!.mdia.mdhd.timescale;
  let start = 0;
  for (const edit of trak!.edts?.elst?.entries ?? []) {
    const from = edit.media_time / timescale;
    if (edit.media_time >= 0) return { shift: start - from, from };
    start += edit.segment_duration / file.moov.mvhd.timescale; // an empty edit: nothing is shown for a while
  }
  return { shift: start, from: Number.NEGATIVE_INFINITY };
}

/** Seconds: times are quotients of whole numbers. */
const EDIT_TOLERANCE = 1e-6;

function toEntries(samples: readonly Sample[], { shift, from }: FirstEdit, byte: number): SampleTable {
  const entries: PacketEntry[] = [];
  let fault: BitstreamError | null = null;
  for (const { offset, size, cts, timescale, is_sync } of samples) {
    if (!Number.isSafeInteger(offset) || offset < 0) {
      const where = `${entries.length} of ${samples.length} samples`;
      fault = new InvalidSyntaxError("the sample table", where, "a place for each sample", "ISO/IEC 14496-12, 8.7", {
        byte,
      });
      break;
    }
    if (size === 0) continue;
    const seconds = cts / timescale;
    const presented = seconds + shift;
    entries.push({
      byteOffset: offset,
      byteLength: size,
      timestamp: Number.isFinite(presented) ? presented : null,
      // An edit that begins in the middle shows nothing of what is before: it is decoded for what refers to it.
      ...(seconds < from - EDIT_TOLERANCE && { shown: false }),
      keyFrame: is_sync,
    });
  }
  return { entries, frameRate: frameRate(samples), fault };
}

function frameRate(samples: readonly Sample[]): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || samples.length < 2) return null;
  const constant = samples.slice(0, -1).every(({ duration }) => duration === first.duration);
  const rate = constant
    ? first.timescale / first.duration
    : ((samples.length - 1) * first.timescale) / (last.dts - first.dts);
  return Number.isFinite(rate) && rate > 0 ? rate : null;
}
