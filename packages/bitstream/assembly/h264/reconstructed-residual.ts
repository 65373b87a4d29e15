// The "reconstructed" residual: what the decoded (filtered) samples are more than their inter prediction. Intra macroblocks have no
// inter prediction: theirs is 0.

import { HIGH } from "./config";
import * as to from "./destination";
import { SAMPLE_SHIFT, chromaFormat, chromaStride, lumaStride, mbChromaHeight, mbChromaWidth, mbHeight, mbWidth } from "./picture-size";

/** Keeps the negative prediction of a macroblock, which stands at its samples' place, in the planes of the residual. */
export function notePrediction(): void {
  negate(to.lumaAt, to.lumaStep, to.residualLumaAt, to.residualLumaStep, 16, 16);
  if (chromaFormat == 0) return;
  negate(to.cbAt, to.chromaStep, to.residualCbAt, to.residualChromaStep, mbChromaWidth, mbChromaHeight);
  negate(to.crAt, to.chromaStep, to.residualCrAt, to.residualChromaStep, mbChromaWidth, mbChromaHeight);
}

function negate(from: usize, step: usize, into: usize, intoStep: usize, width: i32, height: i32): void {
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x += 8) {
      const samples = HIGH ? v128.load(from + (<usize>x << 1)) : v128.load8x8_u(from + <usize>x);
      v128.store(into + (<usize>x << 1), i16x8.neg(samples));
    }
    from += step;
    into += intoStep;
  }
}

/** Adds the decoded picture to what notePrediction kept of each macroblock. */
export function addDecoded(): void {
  add(to.currentLuma, lumaStride, to.residualLuma, mbWidth << 4, mbHeight << 4);
  if (chromaFormat == 0) return;
  add(to.currentCb, chromaStride, to.residualCb, mbWidth * mbChromaWidth, mbHeight * mbChromaHeight);
  add(to.currentCr, chromaStride, to.residualCr, mbWidth * mbChromaWidth, mbHeight * mbChromaHeight);
}

function add(from: usize, stride: i32, into: usize, width: i32, height: i32): void {
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x += 8) {
      const samples = HIGH ? v128.load(from + (<usize>x << SAMPLE_SHIFT)) : v128.load8x8_u(from + <usize>x);
      const at = into + (<usize>x << 1);
      v128.store(at, i16x8.add(v128.load(at), samples));
    }
    from += <usize>stride;
    into += <usize>width << 1;
  }
}
