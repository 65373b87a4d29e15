import type { SplitterNotes } from "../codec.js";
import { BitstreamError } from "../errors.js";
import { nextStartCode } from "../mpeg4/start-codes.js";
import { readSlice } from "./coded-pictures.js";
import { MAX_SLICE_HEADER_BYTES } from "./limits.js";
import { NalType, type NalUnit, nalUnit, unescaped } from "./nal-unit.js";
import { isNewPicture } from "./new-picture.js";
import { NO_PARAMETER_SETS, ParameterSets } from "./parameter-sets.js";
import { RbspReader } from "./rbsp-reader.js";
import { readSliceStart, type SliceHeader } from "./slice-header.js";
import { isSecondField } from "./stream-progress.js";

/** What is known of a slice: all of its header, where its parameter sets have come, or only how it begins. */
interface SeenSlice {
  readonly unit: NalUnit;
  readonly firstMb: number;
  readonly header: SliceHeader | null;
}

/**
 * End of the access unit that begins at `start` in a byte stream (Rec. ITU-T H.264, 7.4.1.2.3 and 7.4.1.2.4), or −1 if that is not
 * in `bytes`. Two fields of one frame are one unit here. Parameter sets are noted for the units that follow; where none are known, a
 * slice with first_mb_in_slice 0 begins a picture.
 *
 * @param final the stream ends with `bytes`, so that the rest is the last unit
 */
export function nextAccessUnit(bytes: Uint8Array, start: number, final: boolean, notes: SplitterNotes = {}): number {
  let sets = notes.sets instanceof ParameterSets ? notes.sets : NO_PARAMETER_SETS;
  /** The last slice of the unit so far. */
  let last: SeenSlice | null = null;
  /** Where the next unit begins, unless what follows is the second field: before its first delimiter, parameter set or SEI. */
  let boundary = -1;
  let paired = false;
  for (let at = nextStartCode(bytes, start); at >= 0; ) {
    const next = nextStartCode(bytes, at + 4);
    // A parameter set or a slice's header may go on behind what there is.
    if (next < 0 && !final && bytes.length - at < MAX_SLICE_HEADER_BYTES) return -1;
    const unit = nalUnit(bytes, at + 3, next < 0 ? bytes.length : next);
    if (last !== null && beginsUnit(unit.type) && boundary < 0) boundary = withZero(bytes, at, start);
    if (isSlice(unit.type)) {
      const slice = seeSlice(bytes, unit, sets);
      if (last !== null && (boundary >= 0 || beginsPicture(last, slice))) {
        const second = !paired && last.header && slice.header && completes(last.header, slice.header);
        if (!second) return done(boundary >= 0 ? boundary : withZero(bytes, at, start));
        paired = true;
        boundary = -1;
      }
      last = slice;
    } else if (last === null || (!paired && boundary >= 0)) {
      sets = withSet(bytes, unit, sets);
    }
    // A frame, or two fields, are complete: nothing need be looked at to know where they end.
    if (boundary >= 0 && (paired || last?.header?.structure === 3)) return done(boundary);
    at = next;
  }
  if (!final || start >= bytes.length) return -1;
  return done(bytes.length);

  function done(end: number): number {
    notes.sets = sets;
    return end;
  }
}

/**
 * Where an access unit may begin in bytes from anywhere in a byte stream: a delimiter, parameter set, SEI message or slice with
 * first_mb_in_slice 0; −1: nowhere.
 */
export function resync(bytes: Uint8Array, from: number): number {
  for (let at = nextStartCode(bytes, from); at >= 0; at = nextStartCode(bytes, at + 4)) {
    const type = bytes[at + 3]! & 0x1f;
    const begins = type >= NalType.sei && type <= NalType.accessUnitDelimiter;
    // first_mb_in_slice is 0 where the first bit behind the header is 1.
    if (begins || (isSlice(type) && at + 4 < bytes.length && bytes[at + 4]! >= 0x80)) return withZero(bytes, at, from);
  }
  return -1;
}

/** NAL units that stand before the first slice of an access unit only (7.4.1.2.3). */
function beginsUnit(type: number): boolean {
  return (type >= NalType.sei && type <= NalType.accessUnitDelimiter) || (type >= NalType.prefix + 1 && type <= 18);
}

function isSlice(type: number): boolean {
  return type === NalType.slice || type === NalType.idrSlice || type === NalType.partitionA;
}

/** The start code's zero_byte goes with it. */
function withZero(bytes: Uint8Array, at: number, from: number): number {
  return at > from && bytes[at - 1] === 0 ? at - 1 : at;
}

function seeSlice(bytes: Uint8Array, unit: NalUnit, sets: ParameterSets): SeenSlice {
  const header = tolerant(() => readSlice(bytes, unit, sets, {}).header);
  const firstMb = header?.firstMb ?? tolerant(() => readSliceStart(new RbspReader(unescaped(bytes, unit, 16))).firstMb);
  return { unit, firstMb: firstMb ?? 0, header };
}

function beginsPicture(last: SeenSlice, slice: SeenSlice): boolean {
  if (last.header && slice.header) return isNewPicture(last.header, slice.header);
  const idr = (unit: NalUnit) => unit.type === NalType.idrSlice;
  const differ =
    idr(last.unit) !== idr(slice.unit) || (last.unit.referenceIdc === 0) !== (slice.unit.referenceIdc === 0);
  return differ || slice.firstMb === 0;
}

function completes(first: SliceHeader, second: SliceHeader): boolean {
  const { structure, frameNum, idr } = first;
  return structure !== 3 && isSecondField(second, { structure, frameNum, idr, order: 0 });
}

function withSet(bytes: Uint8Array, unit: NalUnit, sets: ParameterSets): ParameterSets {
  return tolerant(() => sets.with(bytes, unit)) ?? sets;
}

/** What makes no sense is told when its packet is decoded. */
function tolerant<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof BitstreamError) return null;
    throw error;
  }
}
