// Inter macroblocks of SP slices and SI macroblocks (8.6): the prediction is transformed, quantised anew with QSY together with the
// levels, and becomes the decoded samples. 4:2:0 alone (Extended profile).

import { codedBlocks, coefficients, dcCoefficients } from "./caches";
import { Coefficient, Sample } from "./config";
import * as to from "./destination";
import { BLOCK_4X4 } from "./inverse-transform-4x4";
import { INTRA, SI } from "./macroblock-type";
import { lumaDepth, lumaQpOffset } from "./picture-size";
import { chromaQp, scaling4x4, storeResidual } from "./residual-reconstruction";
import { SLICE_QS, SP_FOR_SWITCH, parameter } from "./slice-parameters";
import { P_SLICE, mbType, qp, sliceType, switching } from "./slice-state";

/** Whether the macroblock is decoded this way: its levels are not scaled then. */
// @ts-ignore: decorator
@inline
export function isSwitched(): bool {
  return switching && to.wantPixels && (sliceType == P_SLICE ? (mbType & INTRA) == 0 : (mbType & SI) != 0);
}

const SAMPLE: usize = sizeof<Sample>();
const COEFFICIENT: usize = sizeof<Coefficient>();

/** LevelScale without weights, and LevelScale2 (8.6.1), by qP modulo 6 and class of position: u16[6][3]. */
const scales: usize = memory.data<u16>([10, 16, 13, 11, 18, 14, 13, 20, 16, 14, 23, 18, 16, 25, 20, 18, 29, 23], 16);
const quantisers: usize = memory.data<u16>([
  13107, 5243, 8066, 11916, 4660, 7490, 10082, 4194, 6554, 9362, 3647, 5825, 8192, 3355, 5243, 7282, 2893, 4559,
], 16);
/** A by class of position. */
const norms: usize = memory.data<u8>([16, 25, 20], 4);
/** Class of each position: both coordinates even, both odd, others. */
const classes: usize = memory.data<u8>([0, 2, 0, 2, 2, 1, 2, 1, 0, 2, 0, 2, 2, 1, 2, 1], 16);

/** The block at hand, and the DC coefficients of four: i32. */
const block: usize = memory.data(64, 16);
const predictedDc: usize = memory.data(16, 16);
/** Transformed predictions of the four blocks of a chroma plane: i32[4][16]. */
const chromaBlocks: usize = memory.data(256, 16);

// @ts-ignore: decorator
@inline
function scaleOf(quality: i32, kind: i32): i32 {
  return <i32>load<u16>(scales + (<usize>(quality % 6 * 3 + kind) << 1)) << (quality / 6);
}

/** A level of the sum of a transformed prediction and a level of the residual; `extra`: 1 for DC of chroma. */
// @ts-ignore: decorator
@inline
function requantise(predicted: i32, level: i32, kind: i32, quality: i32, target: i32, extra: i32): i32 {
  const switched = parameter(SP_FOR_SWITCH) != 0 || (mbType & SI) != 0;
  const sum = switched
    ? predicted
    : predicted + ((level * scaleOf(quality, kind) * <i32>load<u8>(norms + <usize>kind)) >> (6 - extra));
  const quantiser = <i64>load<u16>(quantisers + (<usize>(target % 6 * 3 + kind) << 1));
  const shift = <i64>(15 + extra + target / 6);
  const magnitude = <i32>((<i64>abs(sum) * quantiser + (<i64>1 << (shift - 1))) >> shift);
  return (sum < 0 ? -magnitude : magnitude) + (switched ? level : 0);
}

/** Four samples in a row or column through the forward transform. */
// @ts-ignore: decorator
@inline
function forward(at: usize, step: usize): void {
  const a = load<i32>(at);
  const b = load<i32>(at + step);
  const c = load<i32>(at + 2 * step);
  const d = load<i32>(at + 3 * step);
  store<i32>(at, a + b + c + d);
  store<i32>(at + step, 2 * a + b - c - 2 * d);
  store<i32>(at + 2 * step, a - b - c + d);
  store<i32>(at + 3 * step, a - 2 * b + 2 * c - d);
}

// @ts-ignore: decorator
@inline
function inverse(at: usize, step: usize): void {
  const a = load<i32>(at);
  const b = load<i32>(at + step);
  const c = load<i32>(at + 2 * step);
  const d = load<i32>(at + 3 * step);
  const even = a + c;
  const odd = a - c;
  const high = (b >> 1) - d;
  const low = b + (d >> 1);
  store<i32>(at, even + low);
  store<i32>(at + step, odd + high);
  store<i32>(at + 2 * step, odd - high);
  store<i32>(at + 3 * step, even - low);
}

function transformSamples(to: usize, at: usize, step: usize): void {
  for (let y: usize = 0; y < 4; y++) {
    for (let x: usize = 0; x < 4; x++) store<i32>(to + (y << 4) + (x << 2), <i32>load<Sample>(at + y * step + x * SAMPLE));
  }
  for (let i: usize = 0; i < 4; i++) forward(to + (i << 4), 4);
  for (let i: usize = 0; i < 4; i++) forward(to + (i << 2), 16);
}

function putSamples(from: usize, at: usize, step: usize): void {
  for (let i: usize = 0; i < 4; i++) inverse(from + (i << 4), 4);
  for (let i: usize = 0; i < 4; i++) inverse(from + (i << 2), 16);
  const largest = (1 << lumaDepth) - 1;
  for (let y: usize = 0; y < 4; y++) {
    for (let x: usize = 0; x < 4; x++) {
      const value = (load<i32>(from + (y << 4) + (x << 2)) + 32) >> 6;
      store<Sample>(at + y * step + x * SAMPLE, <Sample>max(0, min(largest, value)));
    }
  }
}

/** Turns transformed predictions into coefficients, from position `first` on. Levels are cleared. */
function requantiseBlock(at: usize, levels: usize, first: usize, quality: i32, target: i32): void {
  for (let i = first; i < 16; i++) {
    const kind = <i32>load<u8>(classes + i);
    const level = <i32>load<Coefficient>(levels + i * COEFFICIENT);
    const predicted = load<i32>(at + (i << 2));
    store<i32>(at + (i << 2), requantise(predicted, level, kind, quality, target, 0) * scaleOf(target, kind));
    store<Coefficient>(levels + i * COEFFICIENT, 0);
  }
}

/** Luma of one block (8.6.1, 8.6.2): the prediction at `at` becomes the decoded samples. */
export function switchLumaBlock(levels: usize, at: usize, step: usize): void {
  transformSamples(block, at, step);
  requantiseBlock(block, levels, 0, qp + lumaQpOffset, parameter(SLICE_QS));
  putSamples(block, at, step);
}

/** Chroma of the macroblock, whose prediction stands at destination.ts' samples. */
export function switchChroma(): void {
  switchChromaPlane(1, to.cbAt);
  switchChromaPlane(2, to.crAt);
}

function switchChromaPlane(plane: usize, samples: usize): void {
  store<u32>(codedBlocks + (plane << 2), 0);
  const quality = chromaQp(<i32>plane - 1, qp);
  const target = chromaQp(<i32>plane - 1, parameter(SLICE_QS));
  const levels = coefficients + plane * 16 * BLOCK_4X4;
  for (let i: usize = 0; i < 4; i++) {
    const at = chromaBlocks + (i << 6);
    transformSamples(at, samples + (i & 1) * 4 * SAMPLE + (i >> 1) * 4 * to.chromaStep, to.chromaStep);
    store<i32>(predictedDc + (i << 2), load<i32>(at));
    requantiseBlock(at, levels + i * BLOCK_4X4, 1, quality, target);
  }
  const dc = dcCoefficients + (plane << 6);
  hadamard(predictedDc);
  for (let i: usize = 0; i < 16; i += 4) {
    store<i32>(predictedDc + i, requantise(load<i32>(predictedDc + i), load<i32>(dc + i), 0, quality, target, 1));
    store<i32>(dc + i, 0);
  }
  hadamard(predictedDc);
  for (let i: usize = 0; i < 4; i++) {
    const at = chromaBlocks + (i << 6);
    store<i32>(at, (load<i32>(predictedDc + (i << 2)) * scaleOf(target, 0)) >> 1);
    putSamples(at, samples + (i & 1) * 4 * SAMPLE + (i >> 1) * 4 * to.chromaStep, to.chromaStep);
  }
}

/** The 2×2 transform of four values in raster order, in place. */
function hadamard(at: usize): void {
  const a = load<i32>(at);
  const b = load<i32>(at, 4);
  const c = load<i32>(at, 8);
  const d = load<i32>(at, 12);
  store<i32>(at, a + b + c + d);
  store<i32>(at, a - b + c - d, 4);
  store<i32>(at, a + b - c - d, 8);
  store<i32>(at, a - b - c + d, 12);
}

const heldCoefficients: usize = memory.data(48 * 16 * 4, 16);
const heldDc: usize = memory.data(3 * 16 * 4, 16);

/** The residual as it were in another slice, to its planes. */
export function storeSwitchedResidual(): void {
  memory.copy(heldCoefficients, coefficients, 48 * BLOCK_4X4);
  memory.copy(heldDc, dcCoefficients, 3 * 16 * 4);
  const list = mbType & INTRA ? 0 : 3;
  for (let plane = 0; plane < 3; plane++) {
    const factors = scaling4x4(list + plane, plane == 0 ? qp + lumaQpOffset : chromaQp(plane - 1, qp));
    const levels = coefficients + <usize>plane * 16 * BLOCK_4X4;
    for (let i: usize = 0; i < 256; i++) {
      const level = <i32>load<Coefficient>(levels + i * COEFFICIENT);
      store<Coefficient>(levels + i * COEFFICIENT, <Coefficient>((level * load<i32>(factors + ((i & 15) << 2)) + 8) >> 4));
    }
  }
  storeResidual();
  memory.copy(coefficients, heldCoefficients, 48 * BLOCK_4X4);
  memory.copy(dcCoefficients, heldDc, 3 * 16 * 4);
}

/** An inter macroblock of an SP slice, whose prediction stands at destination.ts' samples. */
export function switchMacroblock(): void {
  for (let i: usize = 0; i < 16; i++) {
    const x = ((i & 1) | ((i >> 1) & 2)) << 2;
    const y = (((i >> 1) & 1) | ((i >> 2) & 2)) << 2;
    switchLumaBlock(coefficients + i * BLOCK_4X4, to.lumaAt + x * SAMPLE + y * to.lumaStep, to.lumaStep);
  }
  store<u32>(codedBlocks, 0);
  switchChroma();
}
