// I_PCM macroblocks (8.3.5): samples as they are.

import { pcmSamples } from "./caches";
import { HIGH } from "./config";
import * as to from "./destination";
import { chromaFormat, mbChromaHeight, mbChromaWidth } from "./picture-size";

/** Copies the samples to their place; with wantCoded to the residual's planes, too. */
export function placePcm(): void {
  let from = copySamples(pcmSamples, to.lumaAt, to.lumaStep, 16, 16);
  if (chromaFormat != 0) {
    from = copySamples(from, to.cbAt, to.chromaStep, mbChromaWidth, mbChromaHeight);
    copySamples(from, to.crAt, to.chromaStep, mbChromaWidth, mbChromaHeight);
  }
  if (to.wantCoded) storePcmResidual();
}

/** Nothing is predicted: the samples are the residual. */
export function storePcmResidual(): void {
  let from = copyWords(pcmSamples, to.residualLumaAt, to.residualLumaStep, 16, 16);
  if (chromaFormat == 0) return;
  from = copyWords(from, to.residualCbAt, to.residualChromaStep, mbChromaWidth, mbChromaHeight);
  copyWords(from, to.residualCrAt, to.residualChromaStep, mbChromaWidth, mbChromaHeight);
}

function copySamples(from: usize, at: usize, step: usize, width: i32, height: i32): usize {
  if (HIGH) return copyWords(from, at, step, width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 8) {
      const samples = v128.load(from);
      v128.store64_lane(at + <usize>x, i8x16.narrow_i16x8_u(samples, samples), 0);
      from += 16;
    }
    at += step;
  }
  return from;
}

/** Returns what follows the samples that it copied. */
function copyWords(from: usize, at: usize, step: usize, width: i32, height: i32): usize {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 8) {
      v128.store(at + <usize>(x << 1), v128.load(from));
      from += 16;
    }
    at += step;
  }
  return from;
}
