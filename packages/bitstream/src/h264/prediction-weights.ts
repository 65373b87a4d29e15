import { clause } from "./clause.js";
import type { RbspReader } from "./rbsp-reader.js";

/** pred_weight_table() (Rec. ITU-T H.264, 7.3.3.2). */
export interface PredictionWeights {
  /** luma_log2_weight_denom, chroma_log2_weight_denom. */
  readonly lumaDenominator: number;
  readonly chromaDenominator: number;
  /** Of each list, each reference: luma weight, offset, Cb weight, offset, Cr weight, offset. */
  readonly lists: readonly (readonly number[])[];
}

const CLAUSE = clause("7.4.3.2");

/** @param active num_ref_idx_active of list 0 and, in B slices, of list 1 */
export function readPredictionWeights(
  bits: RbspReader,
  active: readonly number[],
  hasChroma: boolean,
): PredictionWeights {
  const lumaDenominator = bits.ue("luma_log2_weight_denom", 7, CLAUSE);
  const chromaDenominator = hasChroma ? bits.ue("chroma_log2_weight_denom", 7, CLAUSE) : 0;
  const lists = active.map((count) => {
    const list: number[] = [];
    for (let i = 0; i < count; i++) {
      list.push(...readWeight(bits, "luma", 1, lumaDenominator));
      if (hasChroma) list.push(...readWeight(bits, "chroma", 2, chromaDenominator));
      else list.push(1, 0, 1, 0);
    }
    return list;
  });
  return { lumaDenominator, chromaDenominator, lists };
}

function readWeight(bits: RbspReader, kind: string, planes: number, denominator: number): number[] {
  const coded = bits.flag(`${kind}_weight_flag`);
  const numbers: number[] = [];
  for (let plane = 0; plane < planes; plane++) {
    numbers.push(coded ? bits.se(`${kind}_weight`, -128, 127, CLAUSE) : 1 << denominator);
    numbers.push(coded ? bits.se(`${kind}_offset`, -128, 127, CLAUSE) : 0);
  }
  return numbers;
}
