import { createFile, type ISOFile, Log, MP4BoxBuffer, type Sample } from "mp4box";
import type { PacketEntry } from "../container.js";
import { type BitstreamError, InvalidSyntaxError, LimitExceededError } from "../errors.js";
import { MAX_PACKETS } from "../limits.js";
import type { Box, Mp4Headers } from "./mp4-boxes.js";
import { type Edit, type Presented, presented, TooManySamples } from "./mp4-edits.js";
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
 * composition offsets and the edit list. What an edit cuts off is marked as not shown, or left out where nothing refers to it.
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
  const samples = timedByFragments(file.getTrackById(id)?.samples ?? [], file);
  const order = present(samples, editsOf(file, moofs.length > 0), moofs.length > 0, MAX_PACKETS, moov.offset);
  return toEntries(samples, order, moov.offset);
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

/** The track's edits; a fragmented file's samples are shifted by the first, and none is cut off, as FFmpeg does it. */
function editsOf(file: ISOFile, fragmented: boolean): Edit[] {
  const mediaScale = file.moov.traks[0]!.mdia.mdhd.timescale;
  const edits: Edit[] = [];
  for (const { media_time, segment_duration } of file.moov.traks[0]!.edts?.elst?.entries ?? []) {
    const duration = Math.round((segment_duration * mediaScale) / file.moov.mvhd.timescale);
    if (media_time < 0) edits.push({ mediaTime: -1, duration });
    else if (fragmented) return [...edits, { mediaTime: media_time, duration: 0 }];
    else edits.push({ mediaTime: media_time, duration });
  }
  return edits;
}

/** Samples with bytes as the edits present them; without an edit that shows something, as they are. */
function present(samples: readonly Sample[], edits: readonly Edit[], shiftOnly: boolean, most: number, byte: number) {
  const timed = samples.map(({ cts, is_sync }) => ({ time: cts, isSync: is_sync }));
  const [first] = edits.filter(({ mediaTime }) => mediaTime >= 0);
  if (!first || shiftOnly) {
    const gaps = edits.findIndex(({ mediaTime }) => mediaTime >= 0);
    const before = edits.slice(0, Math.max(0, gaps)).reduce((sum, { duration }) => sum + duration, 0);
    const shift = before - (first?.mediaTime ?? 0);
    const again = overlapping(samples);
    return timed.map(({ time }, sample): Presented => ({ sample, time: time + shift, shown: !again.has(sample) }));
  }
  const found = presented(timed, edits, most);
  if (found instanceof TooManySamples) {
    throw new LimitExceededError("samples that the edits present", found.count, most, { byte });
  }
  return found;
}

/** Samples with the times that their fragments say (tfdt: ISO/IEC 14496-12, 8.8.12); the library continues those of the fragment before. */
function timedByFragments(samples: readonly Sample[], file: ISOFile): readonly Sample[] {
  const filled = file.moofs.flatMap(({ trafs }) =>
    trafs.filter(({ truns }) => truns.some(({ sample_count }) => sample_count > 0)),
  );
  let fragment = -1;
  let shift = 0;
  return samples.map((sample) => {
    if (sample.number_in_traf === 0) {
      fragment++;
      const begin = filled[fragment]?.tfdt?.baseMediaDecodeTime;
      if (begin !== undefined) shift = begin - sample.dts;
    }
    return shift === 0 ? sample : { ...sample, dts: sample.dts + shift, cts: sample.cts + shift };
  });
}

/** Samples of fragments that begin before the one before them ends: up to there they are decoded and not shown, as FFmpeg has it. */
function overlapping(samples: readonly Sample[]): ReadonlySet<number> {
  const found = new Set<number>();
  let end = Number.NEGATIVE_INFINITY;
  for (const [i, { dts, number_in_traf }] of samples.entries()) {
    const before = samples[i - 1];
    if (before && number_in_traf === 0) end = before.dts;
    if (dts <= end) found.add(i);
  }
  return found;
}

function toEntries(samples: readonly Sample[], order: readonly Presented[], byte: number): SampleTable {
  const entries: PacketEntry[] = [];
  let fault: BitstreamError | null = null;
  let next = order[0]?.sample ?? 0;
  for (const { sample, time, shown } of order) {
    const joined = sample !== next;
    next = sample + 1;
    const { offset, size, timescale, is_sync } = samples[sample]!;
    if (!Number.isSafeInteger(offset) || offset < 0) {
      const where = `${entries.length} of ${samples.length} samples`;
      fault = new InvalidSyntaxError("the sample table", where, "a place for each sample", "ISO/IEC 14496-12, 8.7", {
        byte,
      });
      break;
    }
    if (size === 0) continue;
    const seconds = time / timescale;
    entries.push({
      byteOffset: offset,
      byteLength: size,
      timestamp: Number.isFinite(seconds) ? seconds : null,
      keyFrame: is_sync,
      shown,
      ...(joined ? { joined } : {}),
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
