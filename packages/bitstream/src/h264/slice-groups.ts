import { clause } from "./clause.js";
import type { RbspReader } from "./rbsp-reader.js";
import type { SequenceParameterSet } from "./sequence-parameter-set.js";

/** How map units are given to slice groups (Rec. ITU-T H.264, 7.3.2.2), by slice_group_map_type. */
export type SliceGroups = { readonly count: number } & (
  | { readonly type: 0; readonly runLengths: readonly number[] }
  | { readonly type: 1 }
  | { readonly type: 2; readonly rectangles: readonly (readonly [topLeft: number, bottomRight: number])[] }
  | { readonly type: 3 | 4 | 5; readonly changeDirection: boolean; readonly changeRate: number }
  | { readonly type: 6; readonly ids: Uint8Array }
);

const CLAUSE = clause("7.4.2.2");

/** PicSizeInMapUnits */
export function mapUnits({ mbWidth, mbHeight, frameMbsOnly }: SequenceParameterSet): number {
  return (mbWidth * mbHeight) / (frameMbsOnly ? 1 : 2);
}

/** @param count num_slice_groups_minus1 + 1, at least 2 */
export function readSliceGroups(bits: RbspReader, count: number, sps: SequenceParameterSet): SliceGroups {
  const units = mapUnits(sps);
  const type = bits.ue("slice_group_map_type", 6, CLAUSE);
  if (type === 0) {
    const runLengths = Array.from({ length: count }, () => 1 + bits.ue("run_length_minus1", units - 1, CLAUSE));
    return { count, type, runLengths };
  }
  if (type === 2) {
    const rectangles = Array.from({ length: count - 1 }, () => readRectangle(bits, units));
    return { count, type, rectangles };
  }
  if (type === 3 || type === 4 || type === 5) {
    const changeDirection = bits.flag("slice_group_change_direction_flag");
    return {
      count,
      type,
      changeDirection,
      changeRate: 1 + bits.ue("slice_group_change_rate_minus1", units - 1, CLAUSE),
    };
  }
  if (type === 6) {
    const listed = 1 + bits.ue("pic_size_in_map_units_minus1", units - 1, CLAUSE);
    const length = Math.ceil(Math.log2(count));
    const ids = new Uint8Array(units);
    for (let i = 0; i < listed; i++) ids[i] = bits.ranged(length, "slice_group_id", 0, count - 1, CLAUSE);
    return { count, type, ids };
  }
  return { count, type: 1 };
}

function readRectangle(bits: RbspReader, units: number): readonly [number, number] {
  const topLeft = bits.ue("top_left", units - 1, CLAUSE);
  return [topLeft, bits.ue("bottom_right", units - 1, CLAUSE)];
}

/** Bits of slice_group_change_cycle (7.4.3). */
export function changeCycleBits(units: number, changeRate: number): number {
  return Math.ceil(Math.log2(Math.ceil(units / changeRate) + 1));
}
