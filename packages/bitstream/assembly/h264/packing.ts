// Pictures and residuals as the caller gets them: cropped, tightly packed.

import * as to from "./destination";
import { allocate } from "../common/memory";
import {
  SAMPLE_SHIFT, chromaFormat, chromaStride, cropHeight, cropWidth, cropX, cropY, lumaStride, mbChromaHeight, mbChromaWidth, mbHeight,
  mbWidth,
} from "./picture-size";

let packed: usize = 0;
let capacity: usize = 0;
let packedResidual: usize = 0;
let residualCapacity: usize = 0;

/** Packs the shown part of the current picture's planes (Sample each) one behind the other; returns their address, or 0 where there is no memory. */
export function packPicture(): usize {
  const bytes = shownSamples() << SAMPLE_SHIFT;
  if (bytes > capacity) {
    packed = allocate(bytes);
    capacity = packed == 0 ? 0 : bytes;
  }
  if (packed == 0) return 0;
  const end = pack(packed, to.currentLuma, <usize>lumaStride, SAMPLE_SHIFT, false);
  if (chromaFormat != 0) {
    pack(pack(end, to.currentCb, <usize>chromaStride, SAMPLE_SHIFT, true), to.currentCr, <usize>chromaStride, SAMPLE_SHIFT, true);
  }
  return packed;
}

/** Where packResidual() left Cb and Cr. */
export let packedCb: usize = 0;
export let packedCr: usize = 0;

/**
 * As that, of the residual's planes (i16); `packedCb` and `packedCr` tell where those of chroma are. Where no columns are cropped they are
 * where they were: nothing is copied.
 */
export function packResidual(): usize {
  const stride = <usize>mbWidth << 5;
  const chromaStep = <usize>(mbWidth * mbChromaWidth) << 1;
  if (cropWidth == mbWidth << 4) {
    const skipped = <usize>(mbChromaHeight == 8 ? cropY >> 1 : cropY) * chromaStep;
    packedCb = to.residualCb + skipped;
    packedCr = to.residualCr + skipped;
    return to.residualLuma + <usize>cropY * stride;
  }
  const bytes = shownSamples() << 1;
  if (bytes > residualCapacity) {
    packedResidual = allocate(bytes);
    residualCapacity = packedResidual == 0 ? 0 : bytes;
  }
  if (packedResidual == 0) return 0;
  packedCb = pack(packedResidual, to.residualLuma, stride, 1, false);
  if (chromaFormat != 0) {
    packedCr = pack(packedCb, to.residualCb, chromaStep, 1, true);
    pack(packedCr, to.residualCr, chromaStep, 1, true);
  }
  return packedResidual;
}

/** Chroma of a length or position in luma samples: all of a sample that is partly shown. */
function chromaOf(luma: i32, size: i32): i32 {
  return size == 8 ? (luma + 1) >> 1 : luma;
}

function shownSamples(): usize {
  const luma = <usize>(cropWidth * cropHeight);
  if (chromaFormat == 0) return luma;
  return luma + 2 * <usize>(chromaOf(cropWidth, mbChromaWidth) * chromaOf(cropHeight, mbChromaHeight));
}

/** Copies the shown part of a plane; returns what follows it. */
function pack(into: usize, plane: usize, stride: usize, shift: i32, chroma: bool): usize {
  const x = chroma && mbChromaWidth == 8 ? cropX >> 1 : cropX;
  const y = chroma && mbChromaHeight == 8 ? cropY >> 1 : cropY;
  const width = chroma ? chromaOf(cropWidth, mbChromaWidth) : cropWidth;
  const height = chroma ? chromaOf(cropHeight, mbChromaHeight) : cropHeight;
  const bytes = <usize>width << shift;
  let from = plane + <usize>y * stride + (<usize>x << shift);
  if (bytes == stride) {
    memory.copy(into, from, bytes * <usize>height);
    return into + bytes * <usize>height;
  }
  for (let row = 0; row < height; row++) {
    copyRow(into, from, bytes);
    into += bytes;
    from += stride;
  }
  return into;
}

/** Copies a row of samples; the last 16 bytes may overlap those before. */
// @ts-ignore: decorator
@inline
function copyRow(into: usize, from: usize, bytes: usize): void {
  if (bytes < 16) {
    memory.copy(into, from, bytes);
    return;
  }
  const last = bytes - 16;
  for (let at: usize = 0; at < last; at += 16) v128.store(into + at, v128.load(from + at));
  v128.store(into + last, v128.load(from + last));
}
