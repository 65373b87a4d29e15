// Global motion compensation (ISO/IEC 14496-2, 7.8): macroblocks copied from where the picture's warp says. Positions have
// 16 + shift fractional bits, shift = sprite_warping_accuracy + 1; samples between pixels are bilinear.

import { predict16 } from "./motion-compensation";
import { storeVector } from "./motion-vector";
import { edgeHeight, edgeWidth, forwardCode, mbX, mbY, roundingType, standardMeans } from "./picture-state";
import { limit, sourceCb, sourceCr, sourceY } from "./reference-position";
import {
  currentCb, currentCr, currentY, globalBlocks, height, mbHeight, mbWidth, quarterSample, strideC, strideY, width,
} from "./sequence";

/** The picture is an S-VOP with global motion compensation. */
export let globalMotion: bool = false;

/** no_of_sprite_warping_points */
export let warpingPoints: i32 = 0;
/** sprite_warping_accuracy: vectors in 1/2, 1/4, 1/8 or 1/16 pixel. */
let accuracy: i32 = 0;
/** Everything moves alike: offsets are in units of the accuracy. */
let translation: bool = false;
/** Rounds the vector of a translation as DivX 5.00 build 413 did. */
let early: bool = false;
/** Where pixel (0, 0) of luma and of chroma comes from. */
let offsetX: i32 = 0;
let offsetY: i32 = 0;
let chromaOffsetX: i32 = 0;
let chromaOffsetY: i32 = 0;
/** What a step to the right adds to x and y, and a step down. */
let rightX: i32 = 0;
let rightY: i32 = 0;
let downX: i32 = 0;
let downY: i32 = 0;

/** The next picture has no global motion, until setWarp says otherwise. */
export function clearWarp(): void {
  globalMotion = false;
}

/** Sets the warp of the picture: see src/mpeg4/sprite-warp.ts. */
export function setWarp(
  points: i32, isTranslation: bool, isEarly: bool, warpingAccuracy: i32, x: i32, y: i32, chromaX: i32, chromaY: i32,
  xToRight: i32, yToRight: i32, xDown: i32, yDown: i32,
): void {
  globalMotion = true;
  memory.fill(globalBlocks, 0, <usize>(mbWidth * mbHeight * 4));
  warpingPoints = points;
  translation = isTranslation;
  early = isEarly;
  accuracy = warpingAccuracy;
  offsetX = x;
  offsetY = y;
  chromaOffsetX = chromaX;
  chromaOffsetY = chromaY;
  rightX = xToRight;
  rightY = yToRight;
  downX = xDown;
  downY = yDown;
}

/** Notes that the macroblock at hand moves globally, and its vector. */
export function noteGlobal(): void {
  storeVector(globalVectorX(), globalVectorY());
  const at = globalBlocks + <usize>(mbY * mbWidth * 4 + mbX * 2);
  store<u16>(at, 0x0101);
  store<u16>(at + <usize>(mbWidth << 1), 0x0101);
}

/** x of the vector that stands for the macroblock's global motion in prediction and export: the mean of its pixels' (7.8.7.3). */
function globalVectorX(): i32 {
  return translation ? translationVector(offsetX) : meanVector(offsetX, rightX - onePixel(), downX);
}

/** Likewise, y. */
function globalVectorY(): i32 {
  return translation ? translationVector(offsetY) : meanVector(offsetY, rightY, downY - onePixel());
}

// @ts-ignore: decorator
@inline
function onePixel(): i32 {
  return 1 << (16 + accuracy + 1);
}

function translationVector(offset: i32): i32 {
  const quarter: i32 = quarterSample ? 1 : 0;
  if (early && accuracy >= quarter) return inRange(offset / (1 << (accuracy - quarter)));
  return inRange(rounded(offset << quarter, accuracy));
}

/** Mean over the macroblock's pixels of how far each moves along one axis. */
function meanVector(offset: i32, right: i32, down: i32): i32 {
  const first = offset + (right * mbX + down * mbY) * 16;
  let moved = i32x4.add(i32x4.splat(first), i32x4.mul(i32x4.splat(right), i32x4(0, 1, 2, 3)));
  const four = i32x4.splat(right * 4);
  const step = i32x4.splat(down);
  let sum = i32x4.splat(0);
  for (let y = 0; y < 16; y++) {
    let at = moved;
    for (let x = 0; x < 16; x += 4) {
      sum = i32x4.add(sum, i32x4.shr_s(at, 16));
      at = i32x4.add(at, four);
    }
    moved = i32x4.add(moved, step);
  }
  const total = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
  return inRange(rounded(total, accuracy + 8 - (quarterSample ? 1 : 0)));
}

/** value / 2^bits, rounded; as FFmpeg has it, which takes 1 from values below 1 where bits is 0. */
function rounded(value: i32, bits: i32): i32 {
  const half = (1 << bits) >> 1;
  return (value > 0 ? value + half : value + half - 1) >> bits;
}

/** Limited to the range of coded vectors. */
function inRange(vector: i32): i32 {
  const length = 1 << (forwardCode + 4);
  return max(-length, min(length - 1, vector));
}

/** Predicts the macroblock at hand from the picture that predictFrom chose. */
export function predictGlobal(): void {
  const y = currentY + <usize>((mbY << 4) * strideY + (mbX << 4));
  const chroma = <usize>((mbY << 3) * strideC + (mbX << 3));
  if (translation) {
    translateLuma(y);
    translateChroma(chroma);
    return;
  }
  const left = offsetX + (rightX * mbX + downX * mbY) * 16;
  const top = offsetY + (rightY * mbX + downY * mbY) * 16;
  warp(sourceY, strideY, y, 16, left, top, edgeWidth, edgeHeight);
  warp(sourceY, strideY, y + 8, 16, left + rightX * 8, top + rightY * 8, edgeWidth, edgeHeight);
  const chromaLeft = chromaOffsetX + (rightX * mbX + downX * mbY) * 8;
  const chromaTop = chromaOffsetY + (rightY * mbX + downY * mbY) * 8;
  warp(sourceCb, strideC, currentCb + chroma, 8, chromaLeft, chromaTop, edgeWidth >> 1, edgeHeight >> 1);
  warp(sourceCr, strideC, currentCr + chroma, 8, chromaLeft, chromaTop, edgeWidth >> 1, edgeHeight >> 1);
}

function translateLuma(target: usize): void {
  const left = max(min((mbX << 4) + (offsetX >> (accuracy + 1)), width), -16);
  const top = max(min((mbY << 4) + (offsetY >> (accuracy + 1)), height), -16);
  // Sixteenths of a pixel.
  const x = left == width ? 0 : (offsetX << (3 - accuracy)) & 15;
  const y = top == height ? 0 : (offsetY << (3 - accuracy)) & 15;
  const source = sourceY + <usize>(limit(top, 16, edgeHeight) * strideY + limit(left, 16, edgeWidth));
  if ((x | y) & 7) {
    bilinear(source, strideY, target, 16, x, y);
    bilinear(source + 8, strideY, target + 8, 16, x, y);
  } else predict16(source, strideY, target, strideY, (x >> 3) | ((y >> 3) << 1), 16);
}

function translateChroma(target: usize): void {
  const left = max(min((mbX << 3) + (chromaOffsetX >> (accuracy + 1)), width >> 1), -8);
  const top = max(min((mbY << 3) + (chromaOffsetY >> (accuracy + 1)), height >> 1), -8);
  const x = left == width >> 1 ? 0 : (chromaOffsetX << (3 - accuracy)) & 15;
  const y = top == height >> 1 ? 0 : (chromaOffsetY << (3 - accuracy)) & 15;
  const at = <usize>(limit(top, 8, edgeHeight >> 1) * strideC + limit(left, 8, edgeWidth >> 1));
  bilinear(sourceCb + at, strideC, currentCb + target, 8, x, y);
  bilinear(sourceCr + at, strideC, currentCr + target, 8, x, y);
}

/** Eight columns at a distance of (x, y) sixteenths of a pixel; planes of one stride. */
function bilinear(source: usize, stride: usize, target: usize, rows: i32, x: i32, y: i32): void {
  const a = i16x8.splat(<i16>((16 - x) * (16 - y)));
  const b = i16x8.splat(<i16>(x * (16 - y)));
  const c = i16x8.splat(<i16>((16 - x) * y));
  const d = i16x8.splat(<i16>(x * y));
  const offset = i16x8.splat(<i16>(128 - roundingType));
  for (let row = 0; row < rows; row++) {
    put(target, i16x8.shr_u(i16x8.add(weighted(source, stride, a, b, c, d), offset), 8));
    source += stride;
    target += stride;
  }
}

/** Sums of eight pixels, their right, lower and lower right neighbours, weighted: modulo 2^16. */
// @ts-ignore: decorator
@inline
function weighted(at: usize, stride: usize, a: v128, b: v128, c: v128, d: v128): v128 {
  return i16x8.add(
    i16x8.add(i16x8.mul(pixels(at), a), i16x8.mul(pixels(at + 1), b)),
    i16x8.add(i16x8.mul(pixels(at + stride), c), i16x8.mul(pixels(at + stride + 1), d)),
  );
}

// @ts-ignore: decorator
@inline
function pixels(at: usize): v128 {
  return i16x8.extend_low_i8x16_u(v128.load64_zero(at));
}

// @ts-ignore: decorator
@inline
function put(target: usize, values: v128): void {
  v128.store64_lane(target, i8x16.narrow_i16x8_u(values, values), 0);
}

/**
 * Warps eight columns.
 * @param plane address of its pixel (0, 0), `planeWidth` × `planeHeight` before its edges
 * @param x, y where the first pixel comes from
 */
function warp(plane: usize, stride: usize, target: usize, rows: i32, x: i32, y: i32, planeWidth: i32, planeHeight: i32): void {
  if (!standardMeans && movesByWholePixels(rows, x, y, planeWidth, planeHeight)) {
    warpTogether(plane, stride, target, rows, x, y, planeWidth, planeHeight);
    return;
  }
  const bits = accuracy + 1;
  const one = 1 << bits;
  const offset = (1 << (2 * accuracy + 1)) - roundingType;
  for (let row = 0; row < rows; row++) {
    let atX = x;
    let atY = y;
    for (let column: usize = 0; column < 8; column++) {
      const fx = (atX >> 16) & (one - 1);
      const fy = (atY >> 16) & (one - 1);
      const left = max(-2, min(planeWidth, atX >> (16 + bits)));
      const top = max(-2, min(planeHeight, atY >> (16 + bits)));
      const at = plane + <usize>(top * <i32>stride + left);
      const above = <i32>load<u8>(at) * (one - fx) + <i32>load<u8>(at, 1) * fx;
      const below = <i32>load<u8>(at + stride) * (one - fx) + <i32>load<u8>(at + stride, 1) * fx;
      store<u8>(target + column, (above * (one - fy) + below * fy + offset) >> (2 * bits));
      atX += rightX;
      atY += rightY;
    }
    x += downX;
    y += downY;
    target += stride;
  }
}

/** FFmpeg's condition for taking the block's pixels from one place, only their fractions apart. */
function movesByWholePixels(rows: i32, x: i32, y: i32, planeWidth: i32, planeHeight: i32): bool {
  const bits = 16 + accuracy + 1;
  if ((rightX | rightY | downX | downY) & 15) return false;
  const rightOfX = (rightX - (1 << bits)) * 7;
  const downOfY = (downY - (1 << bits)) * (rows - 1);
  const downOfX = downX * (rows - 1);
  const rightOfY = rightY * 7;
  const differs =
    (x ^ (x + rightOfX)) | (x ^ (x + downOfX)) | (x ^ (x + rightOfX + downOfX)) |
    (y ^ (y + rightOfY)) | (y ^ (y + downOfY)) | (y ^ (y + rightOfY + downOfY));
  if (differs >> bits) return false;
  if (rows <= 8) return true;
  const left = x >> bits;
  const top = y >> bits;
  return left >= 0 && left < planeWidth - 8 && top >= 0 && top < planeHeight - rows;
}

/**
 * Eight columns whose pixels all move by the same number of whole pixels and a fraction of their own.
 * The four bits above the 12 of a 16-bit position are taken as the fraction: with less than 1/16 pixel accuracy, low bits of
 * the whole part are among them, and the sample is not between its neighbours. That is FFmpeg's arithmetic on x86.
 */
function warpTogether(
  plane: usize, stride: usize, target: usize, rows: i32, x: i32, y: i32, planeWidth: i32, planeHeight: i32,
): void {
  const bits = accuracy + 1;
  const left = limit(x >> (16 + bits), 8, planeWidth);
  const top = limit(y >> (16 + bits), 8, planeHeight);
  let source = plane + <usize>(top * <i32>stride + left);
  const columns = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  let atX = i16x8.add(i16x8.splat(<i16>(x >> 4)), i16x8.mul(columns, i16x8.splat(<i16>(rightX >> 4))));
  let atY = i16x8.add(i16x8.splat(<i16>(y >> 4)), i16x8.mul(columns, i16x8.splat(<i16>(rightY >> 4))));
  const stepX = i16x8.splat(<i16>(downX >> 4));
  const stepY = i16x8.splat(<i16>(downY >> 4));
  const rounding: i32 = (1 << (2 * accuracy + 1)) - roundingType;
  const unit: i32 = 1 << bits;
  const one = i16x8.splat(<i16>unit);
  const offset = i16x8.splat(<i16>rounding);
  for (let row = 0; row < rows; row++) {
    const fx = i16x8.shr_u(atX, 12);
    const fy = i16x8.shr_u(atY, 12);
    const gx = i16x8.sub(one, fx);
    const gy = i16x8.sub(one, fy);
    const sums = weighted(
      source, stride, i16x8.mul(gx, gy), i16x8.mul(fx, gy), i16x8.mul(gx, fy), i16x8.mul(fx, fy),
    );
    put(target, i16x8.shr_u(i16x8.add(sums, offset), 2 * bits));
    atX = i16x8.add(atX, stepX);
    atY = i16x8.add(atY, stepY);
    source += stride;
    target += stride;
  }
}
