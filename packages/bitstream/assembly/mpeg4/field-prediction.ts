// Prediction of a macroblock field by field (ISO/IEC 14496-2, 7.7.2.1): eight lines of each field, from a field of the reference.
// References go on beyond their sides as frames do: their last line, of the bottom field, follows both fields.

import { divxFieldChroma } from "./field-state";
import { average16, average8 } from "./half-pel-average";
import { predict16, predict8 } from "./motion-compensation";
import { edgeHeight, edgeWidth, mbX, mbY } from "./picture-state";
import { predictLuma8 } from "./quarter-macroblock";
import { averaged, limit, sourceCb, sourceCr, sourceY } from "./reference-position";
import { currentCb, currentCr, currentY, quarterSample, strideC, strideY } from "./sequence";

/**
 * Predicts both fields.
 * @param top address of the vector of the top field, `bottom` of the bottom field's
 * @param references the fields referred to, as readFieldReferences (field-motion.ts) has them
 */
export function predictFields(top: usize, bottom: usize, references: i32): void {
  predictField(0, <i32>load<i16>(top), <i32>load<i16>(top, 2), references & 1);
  predictField(1, <i32>load<i16>(bottom), <i32>load<i16>(bottom, 2), references >> 1);
}

/** Predicts field 0 (top) or 1 from field `referred`. */
function predictField(field: i32, x: i32, y: i32, referred: i32): void {
  if (quarterSample) {
    predictQuarterField(field, x, y, referred);
    return;
  }
  const source = lumaOfField((mbX << 4) + (x >> 1), (mbY << 3) + (y >> 1), referred);
  const target = currentY + <usize>(((mbY << 4) + field) * strideY + (mbX << 4));
  const fraction = (x & 1) | ((y & 1) << 1);
  if (averaged) average16(source, strideY << 1, target, strideY << 1, fraction, 8);
  else predict16(source, strideY << 1, target, strideY << 1, fraction, 8);
  if (divxFieldChroma) {
    const cx = (x >> 1) | (x & 1);
    const cy = y >> 1;
    predictFieldChroma(field, (mbX << 3) + (cx >> 1), (mbY << 2) + (cy >> 1), (cx & 1) | ((cy & 1) << 1), referred);
  } else {
    predictFieldChroma(field, (mbX << 3) + (x >> 2), (mbY << 2) + (y >> 2), (x & 3 ? 1 : 0) | (y & 3 ? 2 : 0), referred);
  }
}

/** As predictField, in quarter pixels: FFmpeg filters the lines as two blocks of 8×8. */
function predictQuarterField(field: i32, x: i32, y: i32, referred: i32): void {
  const source = lumaOfField((mbX << 4) + (x >> 2), (mbY << 3) + (y >> 2), referred);
  const target = currentY + <usize>(((mbY << 4) + field) * strideY + (mbX << 4));
  const fraction = (x & 3) | ((y & 3) << 2);
  predictLuma8(source, target, strideY << 1, fraction);
  predictLuma8(source + 8, target + 8, strideY << 1, fraction);
  const cx = x / 2;
  const cy = y >> 1;
  predictFieldChroma(field, (mbX << 3) + (cx >> 2), (mbY << 2) + (cy >> 2), (cx & 3 ? 1 : 0) | (cy & 3 ? 2 : 0), referred);
}

/** Address of pixel (x, y) of a field of the reference, x and y limited so that what follows is in memory. */
function lumaOfField(x: i32, y: i32, field: i32): usize {
  return sourceY + <usize>((2 * limit(y, 8, (edgeHeight + 1) >> 1) + field) * strideY + limit(x, 16, edgeWidth));
}

function predictFieldChroma(field: i32, x: i32, y: i32, fraction: i32, referred: i32): void {
  const row = 2 * limit(y, 4, (edgeHeight + 3) >> 2) + referred;
  const source = <usize>(row * strideC + limit(x, 8, edgeWidth >> 1));
  const target = <usize>(((mbY << 3) + field) * strideC + (mbX << 3));
  const stride = strideC << 1;
  if (averaged) {
    average8(sourceCb + source, stride, currentCb + target, stride, fraction, 4);
    average8(sourceCr + source, stride, currentCr + target, stride, fraction, 4);
  } else {
    predict8(sourceCb + source, stride, currentCb + target, stride, fraction, 4);
    predict8(sourceCr + source, stride, currentCr + target, stride, fraction, 4);
  }
}
