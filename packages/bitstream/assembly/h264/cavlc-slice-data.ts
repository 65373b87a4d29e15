// Slice data in exponential Golomb codes and CAVLC (7.3.4, 9.1, 9.2).

import { end, moreData, pos, read, ue, window } from "./bits";
import { readMacroblock, skipMacroblock } from "./cavlc-macroblock";
import { buildResidualTables } from "./cavlc-residual";
import { buildCoefficientTables } from "./coefficient-tables";
import { beginPartitions, withoutResidual } from "./data-partitions";
import { MB_ADDRESS, MB_SKIP_RUN, PARTITION, TRUNCATED, fault } from "./fault";
import { inferFieldFlag } from "./field-inference";
import { alreadyDecoded, firstMacroblock, isNeeded, macroblocksLeft, mbAddress, nextMacroblock } from "./next-macroblock";
import { REDUNDANT, parameter } from "./slice-parameters";
import { I_SLICE, mbaff, setMbField, sliceType } from "./slice-state";

let prepared: bool = false;

/** Decodes macroblocks up to the slice's end; each goes through reconstructMacroblock(). False: a fault was noted. */
export function decodeCavlcSlice(): bool {
  if (!prepared) {
    buildCoefficientTables();
    buildResidualTables();
    prepared = true;
  }
  if (!beginPartitions() || !firstMacroblock()) return false;
  return decodeMacroblocks() && (withoutResidual == 0 || fault(PARTITION, withoutResidual, end));
}

function decodeMacroblocks(): bool {
  const redundant = parameter(REDUNDANT) != 0;
  if (redundant && !isNeeded()) return true;
  const inter = sliceType != I_SLICE;
  let skippedBefore = false;
  do {
    if (inter) {
      let run = ue();
      if (run > <u32>macroblocksLeft()) return fault(MB_SKIP_RUN, run, pos);
      skippedBefore = run > 0;
      for (; run > 0; run--) {
        if (mbaff && (mbAddress & 1) == 0) setMbField(run == 1 && moreData() ? <i64>window(pos) < 0 : inferFieldFlag());
        if (alreadyDecoded()) return redundant || fault(MB_ADDRESS, mbAddress, pos);
        if (!skipMacroblock()) return false;
        if (!nextMacroblock()) return run == 1 && !moreData() ? true : fault(MB_SKIP_RUN, run, pos);
      }
      if (!moreData()) return pos == end ? true : fault(TRUNCATED, mbAddress, end);
    }
    if (mbaff && ((mbAddress & 1) == 0 || skippedBefore)) setMbField(read(1) != 0);
    if (alreadyDecoded()) return redundant || fault(MB_ADDRESS, mbAddress, pos);
    if (!readMacroblock()) return false;
    if (pos > end) return fault(TRUNCATED, mbAddress, end);
  } while (moreData() && nextMacroblock());
  return true;
}
