// The decoded picture as the reference of the next.

import { extendPlane } from "./edges";
import { edgeHeight, edgeWidth } from "./picture-state";
import { currentCb, currentCr, currentY, EDGE, mbHeight, mbWidth, strideC, strideY } from "./sequence";

/** Extends the decoded picture beyond its sides. */
export function edgesOfCurrent(): void {
  const fullWidth = mbWidth << 4;
  const fullHeight = mbHeight << 4;
  extendPlane(currentY, strideY, edgeWidth, edgeHeight, fullWidth, fullHeight, EDGE);
  extendPlane(currentCb, strideC, edgeWidth >> 1, edgeHeight >> 1, fullWidth >> 1, fullHeight >> 1, EDGE >> 1);
  extendPlane(currentCr, strideC, edgeWidth >> 1, edgeHeight >> 1, fullWidth >> 1, fullHeight >> 1, EDGE >> 1);
}
