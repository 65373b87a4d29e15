// What holds for one picture and changes from macroblock to macroblock.

import { forgotten, mbHeight, mbWidth } from "./sequence";

/** vop_coding_type (Table 6-20). */
export const I_VOP: i32 = 0;
export const P_VOP: i32 = 1;
export const B_VOP: i32 = 2;
export const S_VOP: i32 = 3;
export let vopType: i32 = I_VOP;
/** A P- or S-VOP. */
export let predicted: bool = false;
export let roundingType: i32 = 0;
/** Quantisers from this one on code the intra DC coefficient with the others. */
export let dcThreshold: i32 = 0;
export let forwardCode: i32 = 0;
export let backwardCode: i32 = 0;
/** The caller's number of the picture referred to: in a B-VOP the past one. */
export let reference: i32 = 0;
/** Of a B-VOP: the future one. */
export let futureReference: i32 = 0;
/** Ticks from the past anchor to the B-VOP, and to the future anchor (7.6.9.5.2). */
export let trb: i32 = 0;
export let trd: i32 = 1;
/** The last anchor was an I-VOP: all of it is coded, and nothing moves. */
export let anchorIntra: bool = true;
/** Running quantiser. */
export let quantiser: i32 = 0;
/** That of chroma blocks: differs in pictures with modified quantisation only (modified-quantisation.ts). */
export let chromaQuantiser: i32 = 0;

/** What the caller wants. */
export let wantPixels: bool = false;
export let wantCoded: bool = false;
export let wantReconstructed: bool = false;
/** XviD's inverse transform instead of the plain one. */
export let xvidTransform: bool = false;
export let unlimitedDc: bool = false;
/** Half-pel means and mismatch control as the standard has them, not as FFmpeg does on x86. */
export let standardMeans: bool = false;
/** Size from which references are extended. */
export let edgeWidth: i32 = 0;
export let edgeHeight: i32 = 0;

/** Position of the macroblock, in macroblocks and in raster order. */
export let mbX: i32 = 0;
export let mbY: i32 = 0;
export let mbIndex: i32 = 0;
/** First macroblock of the video packet: nothing before it predicts. */
export let packetStart: i32 = 0;

/** Vectors of the last anchor that libavcodec forgets (motion-vector.ts). */
export let forgottenCount: i32 = 0;

/** Packets of a damaged picture may come again and again: what is noted twice is not noted more often than there is room. */
export function noteForgotten(block: i32): void {
  if (forgottenCount == mbWidth * mbHeight) return;
  store<u32>(forgotten + (<usize>forgottenCount << 2), block);
  forgottenCount += 1;
}

export function beginPicture(type: i32, rounding: i32, threshold: i32, quant: i32, fcode: i32, referred: i32): void {
  vopType = type;
  predicted = type == P_VOP || type == S_VOP;
  if (type != B_VOP) {
    anchorIntra = type == I_VOP;
    forgottenCount = 0;
  }
  reversible = layerReversible && type != B_VOP;
  roundingType = rounding;
  dcThreshold = threshold;
  quantiser = quant;
  chromaQuantiser = quant;
  forwardCode = fcode;
  reference = referred;
  mbX = 0;
  mbY = 0;
  mbIndex = 0;
  packetStart = 0;
}

/** What only B-VOPs have; after beginPicture. */
export function beginBidirectional(fcode: i32, future: i32, past: i32, anchors: i32): void {
  backwardCode = fcode;
  futureReference = future;
  trb = past;
  trd = anchors;
}

export function want(pixels: bool, coded: bool, reconstructed: bool): void {
  wantPixels = pixels;
  wantCoded = coded;
  wantReconstructed = reconstructed;
}

export function behave(xvid: bool, noDcLimit: bool, standardRounding: bool, w: i32, h: i32): void {
  xvidTransform = xvid;
  unlimitedDc = noDcLimit;
  standardMeans = standardRounding;
  edgeWidth = w;
  edgeHeight = h;
}

// @ts-ignore: decorator
@inline
export function setQuantiser(value: i32): void {
  quantiser = value;
  chromaQuantiser = value;
}

/** Coefficients are coded in reversible codes: those of a layer that says so, but for B-VOPs, which have no partitions. */
export let reversible: bool = false;
let layerReversible: bool = false;

export function setReversible(value: bool): void {
  layerReversible = value;
}

export function setChromaQuantiser(value: i32): void {
  chromaQuantiser = value;
}

/** Goes to a macroblock by its number. */
export function goToMacroblock(index: i32, mbWidth: i32): void {
  mbIndex = index;
  mbY = index / mbWidth;
  mbX = index - mbY * mbWidth;
}

export function beginPacket(): void {
  packetStart = mbIndex;
}

/** Goes on to the next macroblock. */
// @ts-ignore: decorator
@inline
export function nextMacroblock(mbWidth: i32): void {
  mbIndex += 1;
  mbX += 1;
  if (mbX == mbWidth) {
    mbX = 0;
    mbY += 1;
  }
}
