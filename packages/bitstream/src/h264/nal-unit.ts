import { nextStartCode } from "../mpeg4/start-codes.js";
import { MAX_NAL_UNITS } from "./limits.js";

/** nal_unit_type (Rec. ITU-T H.264, Table 7-1). */
export const NalType = {
  slice: 1,
  partitionA: 2,
  partitionB: 3,
  partitionC: 4,
  idrSlice: 5,
  sei: 6,
  sequenceParameterSet: 7,
  pictureParameterSet: 8,
  accessUnitDelimiter: 9,
  endOfSequence: 10,
  endOfStream: 11,
  prefix: 14,
  subsetSequenceParameterSet: 15,
} as const;

/** A NAL unit in its packet, from its header byte to one past its last byte; emulation prevention bytes are still there. */
export interface NalUnit {
  readonly type: number;
  /** nal_ref_idc */
  readonly referenceIdc: number;
  readonly start: number;
  readonly end: number;
}

/** Bytes that a length may have: a unit beyond is no unit, but a start code or damage. */
const LONGEST = 1 << 26;

/**
 * The NAL units of a packet. It is split at start codes (Annex B) or by the lengths in front of its units (ISO/IEC 14496-15), whichever
 * it looks like: encoders and remuxers put either into either kind of container.
 *
 * @param lengthSize bytes of a length (1, 2, 4) that the container announces; 0: it announces start codes
 */
export function nalUnits(data: Uint8Array, lengthSize: number): NalUnit[] {
  const prefixed = beginsWithStartCode(data);
  if (lengthSize > 0 && !(prefixed && !lengthsFit(data, lengthSize))) return byLengths(data, lengthSize);
  if (!prefixed && lengthSize === 0 && lengthsFit(data, 4)) return byLengths(data, 4);
  return byStartCodes(data);
}

/** Whether data begins with a start code, after zero bytes. */
function beginsWithStartCode(data: Uint8Array): boolean {
  return data[0] === 0 && data[1] === 0 && (data[2] === 1 || (data[2] === 0 && data[3] === 1));
}

/** Whether lengths lead from unit to unit as far as the data goes, which may be the beginning of a packet. */
function lengthsFit(data: Uint8Array, lengthSize: number): boolean {
  let at = 0;
  while (at + lengthSize < data.length) {
    const length = readLength(data, at, lengthSize);
    const header = data[at + lengthSize]!;
    const type = header & 0x1f;
    if (length === 0 || length > LONGEST || header & 0x80 || type === 0 || type > 21) return false;
    if (length === 1 && type < NalType.endOfSequence) return false;
    at += lengthSize + length;
  }
  return at > 0;
}

function byLengths(data: Uint8Array, lengthSize: number): NalUnit[] {
  const units: NalUnit[] = [];
  for (let at = 0; at + lengthSize < data.length && units.length < MAX_NAL_UNITS; ) {
    const start = at + lengthSize;
    at = Math.min(data.length, start + readLength(data, at, lengthSize));
    if (at > start) units.push(nalUnit(data, start, at));
  }
  return units;
}

function byStartCodes(data: Uint8Array): NalUnit[] {
  const units: NalUnit[] = [];
  for (let at = nextStartCode(data, 0); at >= 0 && units.length < MAX_NAL_UNITS; ) {
    const next = nextStartCode(data, at + 4);
    units.push(nalUnit(data, at + 3, next < 0 ? data.length : next));
    at = next;
  }
  return units;
}

/** The unit whose header byte is at `start`, without the zero bytes behind it. */
export function nalUnit(data: Uint8Array, start: number, end: number): NalUnit {
  let last = end;
  while (last > start + 1 && data[last - 1] === 0) last--;
  const header = data[start]!;
  return { type: header & 0x1f, referenceIdc: (header >> 5) & 3, start, end: last };
}

function readLength(data: Uint8Array, at: number, lengthSize: number): number {
  let length = 0;
  for (let i = 0; i < lengthSize; i++) length = length * 256 + data[at + i]!;
  return length;
}

/**
 * The first bytes of a unit's RBSP, its header byte included: without emulation prevention bytes (7.4.1).
 *
 * @param atMost bytes that are enough
 */
export function unescaped(data: Uint8Array, { start, end }: NalUnit, atMost: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(end - start, atMost));
  let length = 0;
  let zeros = 0;
  for (let at = start; at < end && length < bytes.length; at++) {
    const byte = data[at]!;
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    bytes[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return bytes.subarray(0, length);
}
