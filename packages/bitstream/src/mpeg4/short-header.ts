import { InvalidSyntaxError } from "../errors.js";
import type { BitReader } from "./bit-reader.js";
import {
  type ExtendedPictureType,
  type PictureSize,
  readExtendedPictureType,
  refuse,
} from "./extended-picture-type.js";

/**
 * The header of a picture with short video header (ISO/IEC 14496-2, 6.2.5.2), which is a picture of ITU-T H.263 (5.1): up to its
 * first group of blocks.
 */
export interface ShortHeader extends PictureSize {
  readonly type: "I" | "P";
  /** 1…31 */
  readonly quantiser: number;
  /** 0 or 1; 1 only in pictures with PLUSPTYPE. */
  readonly roundingType: number;
  /** How vectors are coded: as always, or in one of the two ways of annex D. */
  readonly vectorCoding: VectorCoding;
  /** Slices instead of groups of blocks (annex K). */
  readonly slices: boolean;
  /** Rows of macroblocks in a group of blocks: 1, 2 or 4. */
  readonly rowsOfGroup: number;
  /** What PLUSPTYPE says, which later pictures may leave out; null in pictures without it. */
  readonly extended: ExtendedPictureType | null;
}

/** Codings of vectors, numbered as in assembly/mpeg4/unrestricted-vector.ts. */
export const VECTOR_CODINGS = ["restricted", "long", "own codes"] as const;
export type VectorCoding = (typeof VECTOR_CODINGS)[number];

const CLAUSE = "ITU-T H.263, 5.1";
/** source_format (ISO/IEC 14496-2, Table 6-25): sub-QCIF, QCIF, CIF, 4CIF, 16CIF. */
const FORMATS: readonly (PictureSize | undefined)[] = [
  undefined,
  { width: 128, height: 96 },
  { width: 176, height: 144 },
  { width: 352, height: 288 },
  { width: 704, height: 576 },
  { width: 1408, height: 1152 },
];
/** source_format of a picture with PLUSPTYPE. */
const EXTENDED = 7;
/** Supplemental bytes that are passed over before a header counts as damaged. */
const MAX_SUPPLEMENTAL = 1024;

/**
 * Reads a picture header from short_video_start_marker on.
 * @param before what the last PLUSPTYPE said, for a header that repeats it
 * @throws InvalidSyntaxError; UnsupportedFeatureError naming the annex of H.263 that a picture uses
 */
export function readShortHeader(bits: BitReader, before: ExtendedPictureType | null = null): ShortHeader {
  const start = bits.position;
  bits.ranged(22, "short_video_start_marker", 32, 32, CLAUSE);
  bits.read(8, "temporal_reference");
  bits.marker(CLAUSE);
  bits.ranged(1, "zero_bit", 0, 0, CLAUSE);
  bits.read(3, "split_screen_indicator, document_camera_indicator, full_picture_freeze_release");
  const format = bits.ranged(3, "source_format", 1, EXTENDED, CLAUSE);
  const head = format === EXTENDED ? readExtendedHead(bits, before) : readHead(bits, format);
  for (let count = 0; bits.flag("pei"); count++) {
    if (count > MAX_SUPPLEMENTAL) {
      throw new InvalidSyntaxError("pei", "1", `at most ${MAX_SUPPLEMENTAL} times`, CLAUSE, bits.where(start));
    }
    bits.read(8, "psupp");
  }
  if (head.slices) readFirstSlice(bits, head);
  const rowsOfGroup = head.height <= 400 ? 1 : head.height <= 800 ? 2 : 4;
  return { ...head, rowsOfGroup };
}

/** Most macroblocks of a picture, and bits of a macroblock address in it (Table K.2). */
const ADDRESS_BITS: readonly (readonly [number, number])[] = [
  [48, 6],
  [99, 7],
  [396, 9],
  [1584, 11],
  [6336, 13],
  [9216, 14],
];

/** The header of a picture's first slice, which lacks start code, quantiser and frame id (annex K.2); FFmpeg leaves SEPB2 out, too. */
function readFirstSlice(bits: BitReader, { width, height }: PictureSize): void {
  const count = Math.ceil(width / 16) * Math.ceil(height / 16);
  const [, length] = ADDRESS_BITS.find(([most]) => count <= most) ?? [0, 14];
  bits.marker(CLAUSE);
  bits.ranged(length, "mba of the first slice", 0, 0, CLAUSE);
  bits.marker(CLAUSE);
}

/** PTYPE from picture_coding_type on, and PQUANT. */
function readHead(bits: BitReader, format: number): Omit<ShortHeader, "rowsOfGroup"> {
  const size = FORMATS[format];
  if (!size) throw new InvalidSyntaxError("source_format", format, "1…5, 7", CLAUSE, bits.where());
  const type = bits.flag("picture_coding_type") ? "P" : "I";
  const vectorCoding = bits.flag("unrestricted motion vector mode") ? "long" : "restricted";
  for (const annex of ["E (arithmetic coding)", "F (advanced prediction)", "G (PB-frames)"]) {
    refuse(bits, annex);
  }
  const quantiser = bits.ranged(5, "vop_quant", 1, 31, CLAUSE);
  refuse(bits, "C (continuous presence multipoint)");
  return { ...size, type, quantiser, roundingType: 0, vectorCoding, slices: false, extended: null };
}

/** PLUSPTYPE and PQUANT. */
function readExtendedHead(bits: BitReader, before: ExtendedPictureType | null): Omit<ShortHeader, "rowsOfGroup"> {
  const { type, roundingType, ...extended } = readExtendedPictureType(bits, before, FORMATS);
  const quantiser = bits.ranged(5, "pquant", 1, 31, CLAUSE);
  const { width, height, slices, ownVectorCodes } = extended;
  const vectorCoding = ownVectorCodes ? "own codes" : "restricted";
  return { width, height, type, quantiser, roundingType, vectorCoding, slices, extended };
}

/** Whether a picture with short video header begins at byte `at`: short_video_start_marker, 0000 0000 0000 0000 1000 00. */
export function isShortHeader(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0 && (bytes[at + 2]! & 0xfc) === 0x80;
}

/** Offset of the next picture with short video header at or after byte `from`, or −1. */
export function nextShortHeader(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 3 <= bytes.length; at++) {
    const third = bytes[at + 2]!;
    if (third === 0) continue;
    if ((third & 0xfc) === 0x80 && bytes[at] === 0 && bytes[at + 1] === 0) return at;
    at += 2;
  }
  return -1;
}
