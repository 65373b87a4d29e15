// Inter prediction of one partition (8.4.2): of one list or both, in all planes, weighted.

import { interpolateChroma } from "./chroma-interpolation";
import { HIGH } from "./config";
import { cbAt, chromaStep, crAt, lumaAt, lumaStep } from "./destination";
import { interpolateLuma } from "./luma-interpolation";
import { SAMPLE_SHIFT, chromaDepth, chromaFormat, lumaDepth, mbChromaHeight, mbChromaWidth, mbHeight, mbWidth } from "./picture-size";
import { EXPLICIT, IMPLICIT, explicitWeights, implicitWeightOf, weighted } from "./prediction-weights";
import * as r from "./reference-samples";
import * as p from "./slice-parameters";
import { fieldMode, mbX, mbY } from "./slice-state";
import { meanOfBoth, weigh8, weighBoth8, weighBothHigh, weighHigh } from "./weighted-samples";

/** Prediction from list 1 while list 0's is at its place: Y, Cb, Cr, rows 16 samples apart. */
const second: usize = memory.data(3 * 16 * 16 * 2 + 64, 16);
const SECOND_STEP: usize = 16 << SAMPLE_SHIFT;
const SECOND_PLANE: usize = 16 * SECOND_STEP;

/**
 * Predicts the partition at (x, y) of the macroblock, `width` × `height` luma samples. `reference0`, `reference1`: indices, −1 none;
 * `vector0`, `vector1`: x in the low 16 bits, y in the high ones.
 */
export function predictPartition(
  x: i32, y: i32, width: i32, height: i32, reference0: i32, reference1: i32, vector0: u32, vector1: u32,
): void {
  const luma = lumaAt + <usize>y * lumaStep + (<usize>x << SAMPLE_SHIFT);
  const chroma = chromaOffset(x, y);
  if (reference0 < 0 || reference1 < 0) {
    const list: usize = reference0 < 0 ? 1 : 0;
    const reference = reference0 < 0 ? reference1 : reference0;
    const vector = reference0 < 0 ? vector1 : vector0;
    predictFrom(list, reference, vector, x, y, width, height, luma, cbAt + chroma, crAt + chroma, lumaStep, chromaStep);
    if (weighted == EXPLICIT) weighOne(explicitWeights(list, reference), luma, chroma, width, height);
    return;
  }
  predictFrom(0, reference0, vector0, x, y, width, height, luma, cbAt + chroma, crAt + chroma, lumaStep, chromaStep);
  predictFrom(
    1, reference1, vector1, x, y, width, height, second, second + SECOND_PLANE, second + 2 * SECOND_PLANE, SECOND_STEP, SECOND_STEP,
  );
  if (weighted == EXPLICIT) {
    weighTwo(explicitWeights(0, reference0), explicitWeights(1, reference1), luma, chroma, width, height);
    return;
  }
  const weight = weighted == IMPLICIT ? implicitWeightOf(reference0, reference1) : 32;
  if (weight != 32) {
    weighPlane(luma, lumaStep, second, width, height, 6, 64 - weight, weight, 32, lumaDepth);
    if (chromaFormat == 0) return;
    const columns = chromaWidth(width);
    const rows = chromaHeight(height);
    weighPlane(cbAt + chroma, chromaStep, second + SECOND_PLANE, columns, rows, 6, 64 - weight, weight, 32, chromaDepth);
    weighPlane(crAt + chroma, chromaStep, second + 2 * SECOND_PLANE, columns, rows, 6, 64 - weight, weight, 32, chromaDepth);
    return;
  }
  meanOfBoth(luma, lumaStep, second, SECOND_STEP, width << SAMPLE_SHIFT, height);
  if (chromaFormat == 0) return;
  const bytes = chromaWidth(width) << SAMPLE_SHIFT;
  const rows = chromaHeight(height);
  meanOfBoth(cbAt + chroma, chromaStep, second + SECOND_PLANE, SECOND_STEP, bytes, rows);
  meanOfBoth(crAt + chroma, chromaStep, second + 2 * SECOND_PLANE, SECOND_STEP, bytes, rows);
}

// @ts-ignore: decorator
@inline
function chromaWidth(width: i32): i32 {
  return mbChromaWidth == 8 ? width >> 1 : width;
}

// @ts-ignore: decorator
@inline
function chromaHeight(height: i32): i32 {
  return mbChromaHeight == 8 ? height >> 1 : height;
}

// @ts-ignore: decorator
@inline
function chromaOffset(x: i32, y: i32): usize {
  return <usize>chromaHeight(y) * chromaStep + (<usize>chromaWidth(x) << SAMPLE_SHIFT);
}

/** Samples of one list's picture, all planes. */
function predictFrom(
  list: usize, reference: i32, vector: u32, x: i32, y: i32, width: i32, height: i32,
  luma: usize, cb: usize, cr: usize, lumaTo: usize, chromaTo: usize,
): void {
  r.chooseReference(list, reference);
  if (r.referenceLuma == 0) {
    fillGrey(luma, lumaTo, width, height, lumaDepth);
    if (chromaFormat == 0) return;
    fillGrey(cb, chromaTo, chromaWidth(width), chromaHeight(height), chromaDepth);
    fillGrey(cr, chromaTo, chromaWidth(width), chromaHeight(height), chromaDepth);
    return;
  }
  const vectorX = <i32><i16>vector;
  let vectorY = <i32>vector >> 16;
  const fields = fieldMode ? 1 : 0;
  x += mbX << 4;
  y += mbY >> fields << 4;
  const rows = mbHeight << 4 >> fields;
  predictLuma(r.referenceLuma, lumaStep, luma, lumaTo, x, y, vectorX, vectorY, width, height, rows, lumaDepth);
  if (chromaFormat == 0) return;
  if (chromaFormat == 3) {
    predictLuma(r.referenceCb, chromaStep, cb, chromaTo, x, y, vectorX, vectorY, width, height, rows, chromaDepth);
    predictLuma(r.referenceCr, chromaStep, cr, chromaTo, x, y, vectorX, vectorY, width, height, rows, chromaDepth);
    return;
  }
  x >>= 1;
  width >>= 1;
  let fractionY: i32;
  if (chromaFormat == 1) {
    // Fields of different parity lie a quarter of a chroma sample apart (Table 8-9).
    if (fieldMode) vectorY += ((mbY & 1) - r.referenceParity) << 1;
    y = (y >> 1) + (vectorY >> 3);
    height >>= 1;
    fractionY = vectorY & 7;
  } else {
    y += vectorY >> 2;
    fractionY = (vectorY & 3) << 1;
  }
  x += vectorX >> 3;
  const planeRows = mbHeight * mbChromaHeight >> fields;
  predictChroma(r.referenceCb, cb, chromaTo, x, y, vectorX & 7, fractionY, width, height, planeRows);
  predictChroma(r.referenceCr, cr, chromaTo, x, y, vectorX & 7, fractionY, width, height, planeRows);
}

// @ts-ignore: decorator
@inline
function predictLuma(
  plane: usize, step: usize, to: usize, toStep: usize, x: i32, y: i32, vectorX: i32, vectorY: i32, width: i32, height: i32, rows: i32,
  depth: i32,
): void {
  const fractionX = vectorX & 3;
  const fractionY = vectorY & 3;
  x += vectorX >> 2;
  y += vectorY >> 2;
  const left = fractionX ? 2 : 0;
  const above = fractionY ? 2 : 0;
  const columns = width + (fractionX ? 5 : 0);
  const lines = height + (fractionY ? 5 : 0);
  let at: usize;
  if (x < left || y < above || x - left + columns > mbWidth << 4 || y - above + lines > rows) {
    at = r.copyBeyondBorders(plane, step, x - left, y - above, columns, lines, mbWidth << 4, rows);
    at += <usize>above * r.EDGE_STEP + (<usize>left << SAMPLE_SHIFT);
    step = r.EDGE_STEP;
  } else {
    at = plane + <usize>y * step + (<usize>x << SAMPLE_SHIFT);
  }
  interpolateLuma(at, step, to, toStep, width, height, fractionX, fractionY, depth);
}

// @ts-ignore: decorator
@inline
function predictChroma(
  plane: usize, to: usize, toStep: usize, x: i32, y: i32, fractionX: i32, fractionY: i32, width: i32, height: i32, rows: i32,
): void {
  const columns = width + (fractionX ? 1 : 0);
  const lines = height + (fractionY ? 1 : 0);
  let step = chromaStep;
  let at: usize;
  if (x < 0 || y < 0 || x + columns > mbWidth << 3 || y + lines > rows) {
    at = r.copyBeyondBorders(plane, step, x, y, columns, lines, mbWidth << 3, rows);
    step = r.EDGE_STEP;
  } else {
    at = plane + <usize>y * step + (<usize>x << SAMPLE_SHIFT);
  }
  interpolateChroma(at, step, to, toStep, width, height, fractionX, fractionY);
}

/** What stands for the samples of a picture that has none. */
function fillGrey(to: usize, step: usize, width: i32, rows: i32, depth: i32): void {
  const grey = 1 << (depth - 1);
  for (let y = 0; y < rows; y++) {
    if (HIGH) {
      for (let x: usize = 0; x < <usize>width << 1; x += 2) store<u16>(to + x, <u16>grey);
    } else {
      memory.fill(to, 128, width);
    }
    to += step;
  }
}

/** Explicit weights of one list. */
function weighOne(weights: usize, luma: usize, chroma: usize, width: i32, height: i32): void {
  weighSingle(luma, lumaStep, width, height, p.parameter(p.LUMA_DENOMINATOR), weights, lumaDepth);
  if (chromaFormat == 0) return;
  const shift = p.parameter(p.CHROMA_DENOMINATOR);
  weighSingle(cbAt + chroma, chromaStep, chromaWidth(width), chromaHeight(height), shift, weights + 8, chromaDepth);
  weighSingle(crAt + chroma, chromaStep, chromaWidth(width), chromaHeight(height), shift, weights + 16, chromaDepth);
}

function weighSingle(to: usize, step: usize, width: i32, rows: i32, shift: i32, weights: usize, depth: i32): void {
  const weight = load<i32>(weights);
  const offset = load<i32>(weights, 4) << (depth - 8);
  if (weight == 1 << shift && offset == 0) return;
  if (HIGH) weighHigh(to, step, width, rows, shift, weight, offset, depth);
  else weigh8(to, step, width, rows, shift, weight, offset);
}

/** Explicit weights of two lists. */
function weighTwo(weights0: usize, weights1: usize, luma: usize, chroma: usize, width: i32, height: i32): void {
  weighPair(luma, lumaStep, second, width, height, p.parameter(p.LUMA_DENOMINATOR), weights0, weights1, lumaDepth);
  if (chromaFormat == 0) return;
  const shift = p.parameter(p.CHROMA_DENOMINATOR);
  const columns = chromaWidth(width);
  const rows = chromaHeight(height);
  weighPair(cbAt + chroma, chromaStep, second + SECOND_PLANE, columns, rows, shift, weights0 + 8, weights1 + 8, chromaDepth);
  weighPair(crAt + chroma, chromaStep, second + 2 * SECOND_PLANE, columns, rows, shift, weights0 + 16, weights1 + 16, chromaDepth);
}

function weighPair(
  to: usize, step: usize, from: usize, width: i32, rows: i32, shift: i32, weights0: usize, weights1: usize, depth: i32,
): void {
  const offset = ((load<i32>(weights0, 4) << (depth - 8)) + (load<i32>(weights1, 4) << (depth - 8)) + 1) >> 1;
  const round = (1 << shift) + (offset << (shift + 1));
  weighPlane(to, step, from, width, rows, shift + 1, load<i32>(weights0), load<i32>(weights1), round, depth);
}

function weighPlane(
  to: usize, step: usize, from: usize, width: i32, rows: i32, shift: i32, weight0: i32, weight1: i32, round: i32, depth: i32,
): void {
  if (HIGH) weighBothHigh(to, step, from, SECOND_STEP, width, rows, shift, weight0, weight1, round, depth);
  else weighBoth8(to, step, from, SECOND_STEP, width, rows, shift, weight0, weight1, round);
}
