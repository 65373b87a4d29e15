import { InvalidSyntaxError } from "../errors.js";
import type { BitReader } from "./bit-reader.js";

/** How far a sprite point moved, in half units of the warping accuracy: du[i] and dv[i] of clause 7.8.4. */
export interface SpriteTrajectory {
  readonly du: readonly number[];
  readonly dv: readonly number[];
}

const CLAUSE = "ISO/IEC 14496-2, 6.2.5.4";

/** Longest warping_mv_code (Table B-33). */
const MAX_LENGTH = 14;

/**
 * Reads sprite_trajectory() (ISO/IEC 14496-2, 6.2.5.4; Table B-33).
 * @param points no_of_sprite_warping_points
 * @param markerBetween whether a marker_bit follows each x, as the standard has it
 */
export function readSpriteTrajectory(bits: BitReader, points: number, markerBetween: boolean): SpriteTrajectory {
  const du: number[] = [];
  const dv: number[] = [];
  for (let i = 0; i < points; i++) {
    du.push(readWarpingVector(bits));
    if (markerBetween) bits.marker(CLAUSE);
    dv.push(readWarpingVector(bits));
    bits.marker(CLAUSE);
  }
  return { du, dv };
}

/** warping_mv_code(): a length and that many bits, of which a leading 0 means a negative number. */
function readWarpingVector(bits: BitReader): number {
  const length = readLength(bits);
  if (length === 0) return 0;
  const value = bits.read(length, "warping_mv_code");
  return value >> (length - 1) ? value : value - 2 ** length + 1;
}

/** dmv_length: 00 is 0; 010…110 are 1…5; 111 and n ones more before a 0 are 6 + n. */
function readLength(bits: BitReader): number {
  const at = bits.position;
  const first = bits.read(2, "dmv_length");
  if (first === 0) return 0;
  const three = first * 2 + bits.read(1, "dmv_length");
  if (three < 7) return three - 1;
  let length = 6;
  for (; bits.flag("dmv_length"); length++) {
    if (length === MAX_LENGTH) {
      throw new InvalidSyntaxError("dmv_length", "111111111111", "a code of Table B-33", CLAUSE, bits.where(at));
    }
  }
  return length;
}
