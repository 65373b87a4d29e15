import { LimitExceededError } from "../errors.js";
import type { DeepPlanes, MotionField, Picture, Planes, Residual } from "../frame.js";
import type { SequenceParameterSet } from "./sequence-parameter-set.js";
import type { MacroblockLayer } from "./wasm-module.js";

// Arrays named "views" look into the decoder's memory and hold until it decodes the next picture.

/**
 * The motion of the picture just decoded, as views.
 *
 * @param lists 1 of a P-picture, 2 of a B-picture
 */
export function viewMotion(wasm: MacroblockLayer, sps: SequenceParameterSet, lists: 1 | 2): MotionField {
  const interlaced = !sps.frameMbsOnly;
  wasm.exportMotion(lists, interlaced);
  const columns = 4 * sps.mbWidth;
  const rows = 4 * sps.mbHeight;
  const blocks = columns * rows;
  const memory = wasm.memory.buffer;
  return {
    columns,
    rows,
    blockSize: 4,
    unitsPerPixel: 4,
    vectors: new Int16Array(memory, lists === 2 ? wasm.bidirectionalVectors() : wasm.vectors(), 2 * lists * blocks),
    lists,
    references: new Int32Array(memory, wasm.references(), lists * blocks),
    intra: new Uint8Array(memory, wasm.intraMask(), blocks),
    partition: new Uint8Array(memory, wasm.partitionWidths(), blocks),
    partitionHeight: new Uint8Array(memory, wasm.partitionHeights(), blocks),
    ...(lists === 2 && { direct: new Uint8Array(memory, wasm.directFlags(), blocks) }),
    fieldPairs: interlaced ? new Uint8Array(memory, wasm.fieldFlags(), blocks) : null,
  };
}

/** Conditions of the macroblocks of a picture decoded in spite of a fault, those of the shown part (its size rounded up). */
export function macroblockDamage(wasm: MacroblockLayer, sps: SequenceParameterSet): Uint8Array {
  const all = new Uint8Array(wasm.memory.buffer, wasm.macroblockConditions(), sps.mbWidth * sps.mbHeight);
  const columns = (sps.width + 15) >> 4;
  const rows = (sps.height + 15) >> 4;
  if (columns === sps.mbWidth) return all.subarray(0, columns * rows);
  const shown = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    shown.set(all.subarray(row * sps.mbWidth, row * sps.mbWidth + columns), row * columns);
  }
  return shown;
}

/**
 * Packs what is wanted of the picture just decoded, before it is viewed: memory may grow, and views end with that.
 *
 * @returns addresses for {@link viewPicture} and {@link viewResidual}; 0: not wanted
 * @throws LimitExceededError where memory does not suffice
 */
export function pack(
  wasm: MacroblockLayer,
  sps: SequenceParameterSet,
  wanted: { readonly picture: boolean; readonly residual: boolean },
): { picture: number; residual: number } {
  const packed = {
    picture: wanted.picture ? wasm.packPicture() : 0,
    residual: wanted.residual ? wasm.packResidual() : 0,
  };
  if ((wanted.picture && packed.picture === 0) || (wanted.residual && packed.residual === 0)) {
    throw new LimitExceededError("the picture area", sps.width * sps.height, 0);
  }
  return packed;
}

/**
 * The picture just decoded, cropped, as views. Samples of more than 8 bits stand in `deep`, and rounded in the picture itself.
 *
 * @param at where it was packed
 * @param missing a field that is not there (1 top, 2 bottom): its lines are copies of the other's; 0: both are there
 */
export function viewPicture(wasm: MacroblockLayer, sps: SequenceParameterSet, at: number, missing: 0 | 1 | 2): Picture {
  const { bitDepthLuma, bitDepthChroma, vui } = sps;
  const memory = wasm.memory.buffer;
  const says = {
    ...(vui?.fullRange && { fullRange: true }),
    ...(vui && vui.matrix !== 2 && { matrix: vui.matrix }),
  };
  if (bitDepthLuma === 8 && bitDepthChroma === 8) {
    const make = (offset: number, length: number) => new Uint8Array(memory, at + offset, length);
    const picture = shaped(sps, make, (length) => new Uint8Array(length).fill(128));
    if (missing) repeatLines(picture, missing);
    return { ...picture, ...says };
  }
  const bitDepth = Math.max(bitDepthLuma, bitDepthChroma);
  const make = (offset: number, length: number) => new Uint16Array(memory, at + 2 * offset, length);
  const deep = { ...shaped(sps, make, (length) => new Uint16Array(length).fill(2 ** (bitDepth - 1))), bitDepth };
  if (missing) repeatLines(deep, missing);
  alignDepths(deep, bitDepthLuma, sps.chromaFormatIdc === 0 ? bitDepth : bitDepthChroma);
  const { width, height, chromaWidth, chromaHeight, y, cb, cr } = deep;
  const rounded = { y: toEight(y, bitDepth), cb: toEight(cb, bitDepth), cr: toEight(cr, bitDepth) };
  return { width, height, chromaWidth, chromaHeight, ...rounded, deep, ...says };
}

/** Gives luma and chroma of different depths the larger one. */
function alignDepths({ bitDepth, y, cb, cr }: DeepPlanes, luma: number, chroma: number): void {
  for (const [plane, depth] of [[y, luma] as const, [cb, chroma] as const, [cr, chroma] as const]) {
    if (depth < bitDepth) for (let i = 0; i < plane.length; i++) plane[i] = plane[i]! << (bitDepth - depth);
  }
}

function toEight(samples: Uint16Array, bitDepth: number): Uint8Array {
  const half = 1 << (bitDepth - 9);
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = Math.min(255, (samples[i]! + half) >> (bitDepth - 8));
  return bytes;
}

/** FFmpeg shows a frame of which one field is missing so. */
function repeatLines({ width, chromaWidth, y, cb, cr }: Planes<Uint8Array | Uint16Array>, missing: 1 | 2): void {
  for (const [plane, stride] of [[y, width] as const, [cb, chromaWidth] as const, [cr, chromaWidth] as const]) {
    const rows = plane.length / stride;
    for (let row = missing - 1; row < rows; row += 2) {
      const other = missing === 1 ? row + 1 : row - 1;
      if (other < rows) plane.copyWithin(row * stride, other * stride, (other + 1) * stride);
    }
  }
}

/**
 * The residual of the picture just decoded, cropped, as views.
 *
 * @param at where it was packed
 */
export function viewResidual(
  wasm: MacroblockLayer,
  sps: SequenceParameterSet,
  at: number,
  kind: Residual["kind"],
): Residual {
  const memory = wasm.memory.buffer;
  const size = planeSizes(sps);
  const luma = size.width * size.height;
  const chroma = size.chromaWidth * size.chromaHeight;
  const y = new Int16Array(memory, at, luma);
  const intra = kind === "coded" ? "differences" : "pixels";
  const grey = sps.chromaFormatIdc === 0;
  const cb = grey ? new Int16Array(chroma) : new Int16Array(memory, wasm.residualCb(), chroma);
  const cr = grey ? new Int16Array(chroma) : new Int16Array(memory, wasm.residualCr(), chroma);
  return { kind, intra, ...size, y, cb, cr };
}

function planeSizes({ width, height, chromaFormatIdc }: SequenceParameterSet) {
  const chromaWidth = chromaFormatIdc === 3 ? width : (width + 1) >> 1;
  const chromaHeight = chromaFormatIdc >= 2 ? height : (height + 1) >> 1;
  return { width, height, chromaWidth, chromaHeight };
}

/** @param grey chroma of monochrome pictures, as FFmpeg gives it */
function shaped<T>(
  sps: SequenceParameterSet,
  make: (offset: number, length: number) => T,
  grey: (length: number) => T,
): Planes<T> {
  const size = planeSizes(sps);
  const luma = size.width * size.height;
  const chroma = size.chromaWidth * size.chromaHeight;
  const y = make(0, luma);
  if (sps.chromaFormatIdc === 0) return { ...size, y, cb: grey(chroma), cr: grey(chroma) };
  return { ...size, y, cb: make(luma, chroma), cr: make(luma + chroma, chroma) };
}
