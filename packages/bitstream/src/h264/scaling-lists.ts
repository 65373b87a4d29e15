import { clause } from "./clause.js";
import type { RbspReader } from "./rbsp-reader.js";

/**
 * The scaling lists of a parameter set in the order of their coefficients (zig-zag): six of 16 entries (Intra Y, Cb, Cr, Inter Y, Cb,
 * Cr) and six of 64 (Intra Y, Inter Y, Intra Cb, Inter Cb, Intra Cr, Inter Cr); Table 7-2.
 */
export type ScalingLists = readonly Uint8Array[];

// Table 7-3 (Default_4x4_Intra, Default_4x4_Inter) and Table 7-4 (Default_8x8_Intra, Default_8x8_Inter).
// biome-ignore format: tables
const DEFAULT_4X4_INTRA = Uint8Array.of(6, 13, 13, 20, 20, 20, 28, 28, 28, 28, 32, 32, 32, 37, 37, 42);
// biome-ignore format: tables
const DEFAULT_4X4_INTER = Uint8Array.of(10, 14, 14, 20, 20, 20, 24, 24, 24, 24, 27, 27, 27, 30, 30, 34);
// biome-ignore format: tables
const DEFAULT_8X8_INTRA = Uint8Array.of(
  6, 10, 10, 13, 11, 13, 16, 16, 16, 16, 18, 18, 18, 18, 18, 23, 23, 23, 23, 23, 23, 25, 25, 25, 25, 25, 25, 25, 27, 27, 27, 27,
  27, 27, 27, 27, 29, 29, 29, 29, 29, 29, 29, 31, 31, 31, 31, 31, 31, 33, 33, 33, 33, 33, 36, 36, 36, 36, 38, 38, 38, 40, 40, 42,
);
// biome-ignore format: tables
const DEFAULT_8X8_INTER = Uint8Array.of(
  9, 13, 13, 15, 13, 15, 17, 17, 17, 17, 19, 19, 19, 19, 19, 21, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 22, 24, 24, 24, 24,
  24, 24, 24, 24, 25, 25, 25, 25, 25, 25, 25, 27, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 30, 30, 30, 30, 32, 32, 32, 33, 33, 35,
);
const DEFAULTS: ScalingLists = [
  ...[DEFAULT_4X4_INTRA, DEFAULT_4X4_INTRA, DEFAULT_4X4_INTRA],
  ...[DEFAULT_4X4_INTER, DEFAULT_4X4_INTER, DEFAULT_4X4_INTER],
  ...[DEFAULT_8X8_INTRA, DEFAULT_8X8_INTER, DEFAULT_8X8_INTRA],
  ...[DEFAULT_8X8_INTER, DEFAULT_8X8_INTRA, DEFAULT_8X8_INTER],
];

/** Flat_4x4_16 and Flat_8x8_16: where nothing is said. */
export const FLAT: ScalingLists = DEFAULTS.map((list) => new Uint8Array(list.length).fill(16));

/** Lists that stand for themselves: the first of their kind. They fall back to a default, the others to the list before them. */
const FIRST_OF_KIND = [0, 3, 6, 7];

/**
 * The scaling matrix of a parameter set (7.3.2.1.1.1), lists that are not there falling back to others (Table 7-2).
 *
 * @param coded lists that may be there: 8 or 12, of a picture parameter set without 8×8 transforms 6
 * @param fallBack what the first lists of each kind fall back to: rule set A: the defaults; rule set B: those of the sequence
 */
export function readScalingLists(bits: RbspReader, coded: number, fallBack: ScalingLists = DEFAULTS): ScalingLists {
  const lists: Uint8Array[] = [];
  for (let i = 0; i < 12; i++) {
    const before = FIRST_OF_KIND.includes(i) ? fallBack[i]! : lists[i < 6 ? i - 1 : i - 2]!;
    const present = i < coded && bits.flag("scaling_list_present_flag");
    lists.push(present ? (readScalingList(bits, DEFAULTS[i]!.length) ?? DEFAULTS[i]!) : before);
  }
  return lists;
}

/** scaling_list(): null where it says to use the default. */
function readScalingList(bits: RbspReader, size: number): Uint8Array | null {
  const list = new Uint8Array(size);
  let last = 8;
  let next = 8;
  for (let j = 0; j < size; j++) {
    if (next !== 0) {
      next = (last + bits.se("delta_scale", -128, 127, clause("7.4.2.1.1.1")) + 256) & 255;
      if (j === 0 && next === 0) return null;
    }
    last = next === 0 ? last : next;
    list[j] = last;
  }
  return list;
}
