import { BitstreamError } from "../errors.js";
import type { Origin } from "../mpeg4/bit-reader.js";
import { clause } from "./clause.js";
import { MAX_SEI_BYTES, MAX_SLICE_HEADER_BYTES } from "./limits.js";
import { NalType, type NalUnit, nalUnits, unescaped } from "./nal-unit.js";
import { isNewPicture } from "./new-picture.js";
import type { ParameterSets } from "./parameter-sets.js";
import { RbspReader } from "./rbsp-reader.js";
import { NO_SEI, readSei, type SeiMessages } from "./sei.js";
import { readSliceHeader, type SliceHeader } from "./slice-header.js";

/** Where macroblocks begin: a NAL unit, and a bit in it, counted without emulation prevention bytes from its header byte. */
export interface SliceData {
  readonly unit: NalUnit;
  readonly startBit: number;
}

/** A slice, whole or in partitions (Rec. ITU-T H.264, 7.3.2.9). */
export interface CodedSlice extends SliceData {
  readonly header: SliceHeader;
  /** slice_id of a partitioned slice, else −1. */
  readonly sliceId: number;
  partitionB: SliceData | null;
  partitionC: SliceData | null;
}

/** A frame or a field, by its slices in the order of the stream; redundant ones are among them. */
export interface CodedPicture {
  /** Of its first slice: all of them agree in what tells pictures apart. */
  readonly header: SliceHeader;
  readonly slices: CodedSlice[];
  readonly sei: SeiMessages;
  /** Byte of the packet that its first slice begins at. */
  readonly start: number;
}

/** What a packet holds. */
export interface PacketPictures {
  readonly pictures: readonly CodedPicture[];
  /** The parameter sets that hold after it. */
  readonly sets: ParameterSets;
  readonly sei: SeiMessages;
  /** The first NAL unit that makes no sense, or null. */
  readonly fault: BitstreamError | null;
}

/** Bytes that nearly all slice headers fit in. */
const SHORT_HEADER_BYTES = 64;

/**
 * The pictures of a packet, by its slices' headers. NAL units of other layers (prefix units, SVC's and MVC's slices, auxiliary pictures)
 * are passed over: what is left is the base layer.
 *
 * @param lengthSize as in {@link nalUnits}
 * @param sets the parameter sets so far
 */
export function readCodedPictures(
  data: Uint8Array,
  lengthSize: number,
  sets: ParameterSets,
  origin: Origin,
): PacketPictures {
  const known = lastRead.get(data);
  if (known?.sets === sets && known.lengthSize === lengthSize) return known.read;
  const read = readPacket(data, lengthSize, sets, origin);
  lastRead.set(data, { sets, lengthSize, read });
  return read;
}

/** A packet is read for its headers, and once more when it is decoded. */
const lastRead = new WeakMap<
  Uint8Array,
  { readonly sets: ParameterSets; readonly lengthSize: number; readonly read: PacketPictures }
>();

function readPacket(data: Uint8Array, lengthSize: number, sets: ParameterSets, origin: Origin): PacketPictures {
  const pictures: CodedPicture[] = [];
  let after = sets;
  let sei = NO_SEI;
  let pending = NO_SEI;
  let fault: BitstreamError | null = null;
  for (const unit of nalUnits(data, lengthSize)) {
    try {
      readUnit(unit);
    } catch (error) {
      if (!(error instanceof BitstreamError)) throw error;
      fault ??= error;
    }
  }
  return { pictures, sets: after, sei, fault };

  function readUnit(unit: NalUnit): void {
    if (unit.type === NalType.sei) {
      pending = readSei(unescaped(data, unit, MAX_SEI_BYTES), pending);
      sei = { ...pending, encoder: sei.encoder ?? pending.encoder };
    } else if (unit.type === NalType.partitionB || unit.type === NalType.partitionC) {
      addPartition(unit);
    } else if (unit.type === NalType.slice || unit.type === NalType.idrSlice || unit.type === NalType.partitionA) {
      addSlice(readSlice(data, unit, after, origin));
    } else {
      after = after.with(data, unit, origin);
    }
  }

  function addSlice(slice: CodedSlice): void {
    const current = pictures.at(-1);
    const last = current?.slices.at(-1);
    if (current && last && !isNewPicture(last.header, slice.header)) {
      current.slices.push(slice);
      return;
    }
    pictures.push({ header: slice.header, slices: [slice], sei: pending, start: slice.unit.start });
    pending = NO_SEI;
  }

  function addPartition(unit: NalUnit): void {
    const bits = new RbspReader(unescaped(data, unit, SHORT_HEADER_BYTES), located(origin, unit));
    const sliceId = bits.ue("slice_id", 2 ** 31, clause("7.4.2.9.2"));
    const slice = pictures.at(-1)?.slices.findLast((candidate) => candidate.sliceId === sliceId);
    if (!slice) return;
    if (slice.header.pps.redundantPicCntPresent) bits.ue("redundant_pic_cnt", 127, clause("7.4.2.9.2"));
    const partition = { unit, startBit: bits.position };
    if (unit.type === NalType.partitionB) slice.partitionB ??= partition;
    else slice.partitionC ??= partition;
  }
}

/**
 * The slice of a NAL unit, by its header.
 *
 * @throws BitstreamError if that makes no sense
 */
export function readSlice(data: Uint8Array, unit: NalUnit, sets: ParameterSets, origin: Origin): CodedSlice {
  const bytes = unescaped(data, unit, SHORT_HEADER_BYTES);
  try {
    return readSliceFrom(bytes, unit, sets, origin);
  } catch (error) {
    if (bytes.length < SHORT_HEADER_BYTES) throw error;
    return readSliceFrom(unescaped(data, unit, MAX_SLICE_HEADER_BYTES), unit, sets, origin);
  }
}

function readSliceFrom(bytes: Uint8Array, unit: NalUnit, sets: ParameterSets, origin: Origin): CodedSlice {
  const bits = new RbspReader(bytes, located(origin, unit));
  const header = readSliceHeader(bits, unit, sets, origin);
  const partitioned = unit.type === NalType.partitionA;
  const sliceId = partitioned ? bits.ue("slice_id", 2 ** 31, clause("7.4.2.9.1")) : -1;
  return { unit, header, startBit: bits.position, sliceId, partitionB: null, partitionC: null };
}

/** Places of faults are those of the file, but for emulation prevention bytes. */
function located({ frame, byteOffset }: Origin, { start }: NalUnit): Origin {
  return {
    ...(frame === undefined ? {} : { frame }),
    ...(byteOffset === undefined || byteOffset < 0 ? {} : { byteOffset: byteOffset + start }),
  };
}
