import { InvalidSyntaxError, UnsupportedFeatureError } from "../errors.js";
import type { BitReader } from "./bit-reader.js";

/** A picture's size as its header says it. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What PLUSPTYPE says (ITU-T H.263, 5.1.4), as far as it holds for later pictures too. */
export interface ExtendedPictureType extends PictureSize {
  /** The picture clock is not 30000/1001 Hz. */
  readonly customClock: boolean;
  /** Annex D. */
  readonly ownVectorCodes: boolean;
  /** Annex I. */
  readonly advancedIntra: boolean;
  /** Annex K. */
  readonly slices: boolean;
  /** Annex T. */
  readonly modifiedQuantisation: boolean;
}

const CLAUSE = "ITU-T H.263, 5.1.4";
const CUSTOM_FORMAT = 6;

/**
 * Reads PLUSPTYPE and what follows it up to SSS. Pictures that use none of the optional modes differ from others in their size and
 * in rounding only.
 * @param before what the last one said, for a picture that does not repeat it (UFEP = 0)
 * @param formats sizes by source format
 * @throws UnsupportedFeatureError naming the annex of an optional mode
 */
export function readExtendedPictureType(
  bits: BitReader,
  before: ExtendedPictureType | null,
  formats: readonly (PictureSize | undefined)[],
): ExtendedPictureType & { type: "I" | "P"; roundingType: number } {
  const updateAt = bits.where();
  const update = bits.ranged(3, "ufep", 0, 1, CLAUSE) === 1;
  if (!update && before === null) throw new InvalidSyntaxError("ufep", 0, "1 in the first picture", CLAUSE, updateAt);
  let format = 0;
  let { customClock, ownVectorCodes, advancedIntra, slices, modifiedQuantisation } = before ?? NO_MODES;
  if (update) {
    format = bits.ranged(3, "source format of opptype", 1, CUSTOM_FORMAT, CLAUSE);
    customClock = bits.flag("custom pcf");
    ownVectorCodes = bits.flag("unrestricted motion vectors");
    refuse(bits, "E (arithmetic coding)");
    refuse(bits, "F (advanced prediction)");
    advancedIntra = bits.flag("advanced intra coding");
    refuse(bits, "J (deblocking filter)");
    slices = bits.flag("slice structured");
    refuse(bits, "N (reference picture selection)");
    refuse(bits, "R (independent segments)");
    refuse(bits, "S (alternative inter VLC)");
    modifiedQuantisation = bits.flag("modified quantisation");
    bits.ranged(4, "the last bits of opptype", 8, 8, CLAUSE);
  }
  const type = bits.ranged(3, "picture type code", 0, 1, CLAUSE) === 1 ? "P" : "I";
  refuse(bits, "P (reference picture resampling)");
  refuse(bits, "Q (reduced-resolution update)");
  const roundingType = bits.read(1, "rtype");
  bits.ranged(3, "the last bits of mpptype", 1, 1, CLAUSE);
  refuse(bits, "C (continuous presence multipoint)");
  const size = update ? readSize(bits, format, formats) : before!;
  if (customClock) {
    if (update) bits.read(8, "cpcfc");
    bits.read(2, "etr");
  }
  // UUI: 1, or 01 for vectors that go anywhere.
  if (update && ownVectorCodes && !bits.flag("uui")) bits.read(1, "uui");
  if (update && slices) {
    refuse(bits, "K (slice structured) with rectangular slices");
    refuse(bits, "K (slice structured) with slices in any order");
  }
  const { width, height } = size;
  const modes = { customClock, ownVectorCodes, advancedIntra, slices, modifiedQuantisation };
  return { width, height, ...modes, type, roundingType };
}

const NO_MODES = {
  customClock: false,
  ownVectorCodes: false,
  advancedIntra: false,
  slices: false,
  modifiedQuantisation: false,
};

function readSize(bits: BitReader, format: number, formats: readonly (PictureSize | undefined)[]): PictureSize {
  if (format !== CUSTOM_FORMAT) return formats[format]!;
  const EXTENDED_ASPECT_RATIO = 15;
  const ratio = bits.read(4, "pixel aspect ratio code");
  const width = (bits.read(9, "picture width indication") + 1) * 4;
  bits.marker(CLAUSE);
  const height = bits.ranged(9, "picture height indication", 1, 288, CLAUSE) * 4;
  if (ratio === EXTENDED_ASPECT_RATIO) bits.read(16, "epar");
  return { width, height };
}

/** Reads the flag of an optional mode that is not implemented. */
export function refuse(bits: BitReader, annex: string): void {
  const where = bits.where();
  if (bits.flag(`the flag of annex ${annex}`))
    throw new UnsupportedFeatureError(`H.263 annex ${annex}`, "ITU-T H.263, 5.1", where);
}
