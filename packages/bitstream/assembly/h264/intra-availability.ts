// Which neighbouring samples intra prediction may use (8.3.1.2, 8.3.2.2, 8.3.3, 8.3.4): those of macroblocks that are available, and
// with constrained_intra_pred_flag not inter-coded.

import { types } from "./macroblock-arrays";
import { FIELD, INTRA, SI } from "./macroblock-type";
import * as neighbours from "./neighbours";
import { mbStride } from "./picture-size";
import { constrainedIntra, mbField, mbType, mbaff } from "./slice-state";

export let top: bool = false;
export let topLeft: bool = false;
export let topRight: bool = false;
/** Left samples of rows 0…7 and of rows 8…15. */
export let left: bool = false;
export let lowerLeft: bool = false;

// What a mode of prediction needs.
export const NEEDS_LEFT: u8 = 1;
export const NEEDS_TOP: u8 = 2;
export const NEEDS_CORNER: u8 = 4;

/** Finds them for the macroblock at hand. */
export function findAvailable(): void {
  if (!constrainedIntra) {
    top = neighbours.topType != 0;
    topLeft = neighbours.topLeftType != 0;
    topRight = neighbours.topRightType != 0;
    left = neighbours.leftType != 0;
    lowerLeft = left;
    return;
  }
  top = usable(neighbours.topType);
  topLeft = usable(neighbours.topLeftType);
  topRight = usable(neighbours.topRightType);
  left = usable(neighbours.leftType);
  lowerLeft = usable(neighbours.lowerLeftType);
  if (mbaff && !mbField && (neighbours.leftType & FIELD) != 0) {
    // Rows of a frame macroblock are beside both macroblocks of a field pair in turn.
    const upper = ((neighbours.leftIndex / mbStride) & 1) == 0;
    const other = neighbours.leftIndex + (upper ? mbStride : -mbStride);
    left = left && usable(load<u32>(types + (<usize>other << 2)));
    lowerLeft = left;
  }
}

/** An SI macroblock serves only SI macroblocks. */
// @ts-ignore: decorator
@inline
function usable(type: u32): bool {
  return (type & INTRA) != 0 && ((type & SI) == 0 || (mbType & SI) != 0);
}
