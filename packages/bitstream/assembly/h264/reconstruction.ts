// What becomes of a macroblock once its syntax is read.

import { codedBlocks } from "./caches";
import * as to from "./destination";
import { predictInter } from "./inter-prediction";
import { reconstructIntra } from "./intra-reconstruction";
import { INTRA } from "./macroblock-type";
import { notePrediction } from "./reconstructed-residual";
import { addResidual, storeResidual } from "./residual-reconstruction";
import { mbType } from "./slice-state";
import { isSwitched, storeSwitchedResidual, switchMacroblock } from "./switching-residual";

/**
 * Called by the slice data's decoders for each macroblock when its type, motion (caches and arrays), modes, coefficients and QP are
 * known and written back. Skipped macroblocks, too.
 */
export function reconstructMacroblock(): void {
  if (to.wantPixels) {
    to.goToDestination();
    const switched = isSwitched();
    if (switched && to.wantCoded) storeSwitchedResidual();
    if (mbType & INTRA) {
      reconstructIntra();
      return;
    }
    predictInter();
    if (to.wantReconstructed) notePrediction();
    if (switched) switchMacroblock();
    else addResidual();
  } else if (to.wantCoded && (load<u64>(codedBlocks) | <u64>load<u32>(codedBlocks, 8) | <u64>(mbType & INTRA)) != 0) {
    to.goToDestination();
    storeResidual();
  }
}
