// What holds for a whole stream: sizes, and the memory of everything that is kept for one picture or from one to the next.

import { allocate } from "../common/memory";

/** In macroblocks. */
export let mbWidth: i32 = 0;
export let mbHeight: i32 = 0;
/** In pixels, as displayed. */
export let width: i32 = 0;
export let height: i32 = 0;
/** Weighted quantisation (quant_type = 1). */
export let mpegQuantisation: bool = false;
/** Vectors are in quarter pixels (quarter_sample = 1), not in halves. */
export let quarterSample: bool = false;

/** u32 (two i16: x, y in half or quarter pixels) of each 8×8 block, raster order. */
export let vectors: usize = 0;
/** u8 of each 8×8 block: 1 intra. */
export let intraMask: usize = 0;
/** i32 of each 8×8 block: the picture it refers to, as the caller numbers them; −1 intra. */
export let references: usize = 0;
/** u8 of each 8×8 block: 16 or 8, 0 intra. */
export let partitions: usize = 0;
/** u8 of each macroblock of the last anchor: 1 not coded. B-VOPs have nothing there, either (7.6.9.6). */
export let notCoded: usize = 0;
/** u8 of each 8×8 block of an S-VOP: 1 where it moves globally. */
export let globalBlocks: usize = 0;
/** u8 of each macroblock: its quantiser if it is intra, else 0. */
export let intraQuantisers: usize = 0;
/** u32 list of 8×8 blocks: see motion-vector.ts. */
export let forgotten: usize = 0;
/** Prediction records of this macroblock row and the one above: see intra-prediction.ts. */
export let predictors: usize = 0;
/** Bytes of the prediction records of one macroblock. */
export const PREDICTORS_OF_MACROBLOCK: i32 = 6 * 32;

/** u8 [64], transposed like the blocks. */
export let intraMatrix: usize = 0;
export let nonIntraMatrix: usize = 0;

/** Residual planes, i16, one behind the other and packed: see residual-planes.ts. Bytes of a row of luma and of chroma. */
export let residualY: usize = 0;
export let residualCb: usize = 0;
export let residualCr: usize = 0;
export let residualStrideY: i32 = 0;
export let residualStrideC: i32 = 0;
/** u8 of each macroblock: bit 5 − i is set where block i of the residual planes is not all zeros. */
export let residualBlocks: usize = 0;

/** Pixels beyond each side of a stored luma plane; half of it in chroma. */
export const EDGE: i32 = 32;
export let strideY: i32 = 0;
export let strideC: i32 = 0;

/**
 * Planes of the picture being decoded, of the last anchor (I-, P- or S-VOP) and of the anchor before it: addresses of pixel (0, 0).
 * P- and S-VOPs refer to the last anchor; B-VOPs to the one before (past, forward) and the last (future, backward).
 */
export let currentY: usize = 0;
export let currentCb: usize = 0;
export let currentCr: usize = 0;
export let referenceY: usize = 0;
export let referenceCb: usize = 0;
export let referenceCr: usize = 0;
/** 0 before the first B-VOP. */
export let pastY: usize = 0;
export let pastCb: usize = 0;
export let pastCr: usize = 0;

/** Where cropped planes of the picture are packed for the caller. */
export let packed: usize = 0;

export function setQuarterSample(quarter: bool): void {
  quarterSample = quarter;
}

/** Sizes are known: lays out the memory. False where there is not enough. */
export function configure(pictureWidth: i32, pictureHeight: i32, weighted: bool, withResidual: bool, withReference: bool): bool {
  width = pictureWidth;
  height = pictureHeight;
  mbWidth = (pictureWidth + 15) >> 4;
  mbHeight = (pictureHeight + 15) >> 4;
  mpegQuantisation = weighted;
  const count = <usize>(mbWidth * mbHeight);
  vectors = allocate(count * 16);
  intraMask = allocate(count * 4);
  partitions = allocate(count * 4);
  references = allocate(count * 16);
  intraQuantisers = allocate(count);
  notCoded = allocate(count);
  forgotten = allocate(count * 4);
  globalBlocks = allocate(count * 4);
  predictors = allocate(<usize>(2 * mbWidth * PREDICTORS_OF_MACROBLOCK));
  intraMatrix = allocate(64);
  nonIntraMatrix = allocate(64);
  if (withResidual) {
    residualY = allocate(count * 768);
    residualBlocks = allocate(count);
    if (residualY == 0 || residualBlocks == 0) return false;
    residualStrideY = pictureWidth << 1;
    residualStrideC = ((pictureWidth + 1) >> 1) << 1;
    residualCb = residualY + <usize>(residualStrideY * pictureHeight);
    residualCr = residualCb + <usize>(residualStrideC * ((pictureHeight + 1) >> 1));
  }
  strideY = mbWidth * 16 + 2 * EDGE;
  strideC = mbWidth * 8 + EDGE;
  currentY = allocatePicture();
  if (currentY == 0) return false;
  currentCb = chromaOf(currentY, 0);
  currentCr = chromaOf(currentY, 1);
  if (withReference) {
    referenceY = allocatePicture();
    if (referenceY == 0) return false;
    referenceCb = chromaOf(referenceY, 0);
    referenceCr = chromaOf(referenceY, 1);
  }
  packed = allocate(count * 384);
  return packed != 0;
}

function rows(): i32 {
  return mbHeight * 16 + 2 * EDGE;
}

/** Address of luma pixel (0, 0) of a fresh picture, or 0. */
function allocatePicture(): usize {
  const luma = rows() * strideY;
  const chroma = (rows() >> 1) * strideC;
  const start = allocate(<usize>(luma + 2 * chroma + 64));
  return start == 0 ? 0 : start + <usize>(EDGE * strideY + EDGE);
}

/** Address of pixel (0, 0) of a chroma plane of the picture whose luma is at `luma`. */
function chromaOf(luma: usize, index: i32): usize {
  const start = luma - <usize>(EDGE * strideY + EDGE) + <usize>(rows() * strideY + index * (rows() >> 1) * strideC);
  return start + <usize>((EDGE >> 1) * strideC + (EDGE >> 1));
}

/** The decoded picture becomes the last anchor, and takes the memory of the anchor before the last for the next picture. */
export function rotatePictures(): void {
  const y = currentY;
  const cb = currentCb;
  const cr = currentCr;
  if (pastY == 0) {
    currentY = referenceY;
    currentCb = referenceCb;
    currentCr = referenceCr;
  } else {
    currentY = pastY;
    currentCb = pastCb;
    currentCr = pastCr;
    pastY = referenceY;
    pastCb = referenceCb;
    pastCr = referenceCr;
  }
  referenceY = y;
  referenceCb = cb;
  referenceCr = cr;
}

/** Before the first B-VOP: what would be overwritten next is the past anchor, so pictures get one place more. */
export function keepPast(): bool {
  if (referenceY == 0 || pastY != 0) return true;
  const fresh = allocatePicture();
  if (fresh == 0) return false;
  pastY = currentY;
  pastCb = currentCb;
  pastCr = currentCr;
  currentY = fresh;
  currentCb = chromaOf(fresh, 0);
  currentCr = chromaOf(fresh, 1);
  return true;
}
