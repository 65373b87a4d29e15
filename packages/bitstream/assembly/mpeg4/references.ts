// The decoded picture as the reference of the next.

import { extendPlane } from "./edges";
import { B_VOP, edgeHeight, edgeWidth, vopType } from "./picture-state";
import { currentCb, currentCr, currentY, EDGE, mbHeight, mbWidth, referenceY, strideC, strideY } from "./sequence";

/** Extends the decoded picture beyond its sides, if it will be referred to. */
export function edgesOfCurrent(): void {
  if (referenceY == 0 || vopType == B_VOP) return;
  const fullWidth = mbWidth << 4;
  const fullHeight = mbHeight << 4;
  extendPlane(currentY, strideY, edgeWidth, edgeHeight, fullWidth, fullHeight, EDGE);
  extendPlane(currentCb, strideC, edgeWidth >> 1, edgeHeight >> 1, fullWidth >> 1, fullHeight >> 1, EDGE >> 1);
  extendPlane(currentCr, strideC, edgeWidth >> 1, edgeHeight >> 1, fullWidth >> 1, fullHeight >> 1, EDGE >> 1);
}
