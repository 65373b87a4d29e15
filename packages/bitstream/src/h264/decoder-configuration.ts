import { InvalidSyntaxError, TruncatedStreamError } from "../errors.js";
import type { NalUnit } from "./nal-unit.js";
import { nalUnit } from "./nal-unit.js";

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2): MP4's avcC box, Matroska's CodecPrivate. */
export interface DecoderConfiguration {
  /** lengthSizeMinusOne + 1 */
  readonly lengthSize: number;
  /** Parameter sets, in the record's bytes. */
  readonly units: readonly NalUnit[];
  /** One past the last byte of the parameter sets. */
  readonly end: number;
}

const CLAUSE = "ISO/IEC 14496-15, 5.3.3.1.2";

/** Whether bytes begin with a record: its version is 1, which no start code and no length of a first unit begins with. */
export function isDecoderConfiguration(bytes: Uint8Array): boolean {
  return bytes.length >= 7 && bytes[0] === 1;
}

/** @throws TruncatedStreamError, InvalidSyntaxError */
export function readDecoderConfiguration(bytes: Uint8Array): DecoderConfiguration {
  let at = 0;
  function byte(element: string): number {
    if (at >= bytes.length) throw new TruncatedStreamError(`the decoder configuration ends inside ${element}`);
    return bytes[at++]!;
  }
  const units: NalUnit[] = [];
  function parameterSets(count: number, element: string): void {
    for (let i = 0; i < count; i++) {
      const length = byte(element) * 256 + byte(element);
      if (at + length > bytes.length)
        throw new TruncatedStreamError(`the decoder configuration ends inside ${element}`);
      if (length > 0) units.push(nalUnit(bytes, at, at + length));
      at += length;
    }
  }
  const version = byte("configurationVersion");
  if (version !== 1) throw new InvalidSyntaxError("configurationVersion", version, "1", CLAUSE);
  at = 4;
  const lengthSize = 1 + (byte("lengthSizeMinusOne") & 3);
  if (lengthSize === 3) throw new InvalidSyntaxError("lengthSizeMinusOne", 2, "0, 1, 3", CLAUSE);
  parameterSets(byte("numOfSequenceParameterSets") & 31, "a sequence parameter set");
  parameterSets(byte("numOfPictureParameterSets"), "a picture parameter set");
  return { lengthSize, units, end: at };
}
