// H.264 (Rec. ITU-T H.264 | ISO/IEC 14496-10), one instance per stream. Headers, the decoded picture buffer and reference lists are the
// caller's (src/h264/), which also owns every array that leaves. Reading order: picture, slice-state, cavlc-slice-data,
// cabac-slice-data, neighbours, fill-caches, motion-prediction, direct-prediction, reconstruction, intra-reconstruction,
// residual-reconstruction, scaling-factors, inter-prediction, deblocking, concealment, motion-export.

import { allocateConditions, conditions } from "./concealment";
import { configureDeblocking } from "./deblocking";
import { faultBit, faultValue } from "./fault";
import { payloadBytes } from "./input";
import { allocateArrays, vectors0 } from "./macroblock-arrays";
import * as motion from "./motion-export";
import { packedCb, packedCr } from "./packing";
import { setCrop, setSize } from "./picture-size";
import { slotAddress } from "./picture-slots";
import { configureScaling } from "./scaling-factors";
import * as parameters from "./slice-parameters";

export { recycle } from "../common/memory";
export { reserveInput, unescape } from "./input";
export { reserveSliceGroups } from "./next-macroblock";
export { beginPicture, decodeSlice, distrustSlice, finishField, finishPicture } from "./picture";
export { buildScaling } from "./residual-reconstruction";
export { copySlot } from "./copy-slot";
export { imitateOldX264 } from "./cabac-macroblock";
export { exportMotion } from "./motion-export";
export { packPicture, packResidual } from "./packing";
export { setCrop };

/**
 * Prepares for a stream; false where memory does not suffice. Called once. `height` in macroblocks is that of frames.
 * `keep`: pictures are referred to (output "pictures").
 */
export function configure(
  width: i32, height: i32, chromaFormat: i32, lumaDepth: i32, chromaDepth: i32, framesOnly: bool, keep: bool,
): bool {
  setSize(width, height, chromaFormat, lumaDepth, chromaDepth, framesOnly, keep);
  setCrop(0, 0, width << 4, height << 4);
  return allocateArrays() && allocateConditions() && motion.allocateExport() && configureScaling() && configureDeblocking();
}

/** Of the payload that unescape() made last. */
export function getPayloadBytes(): i32 {
  return payloadBytes;
}

/** i32 cells of a slot: picture-slots.ts. */
export function slot(index: i32): usize {
  return slotAddress(index);
}

/** Addresses of what slice-parameters.ts describes. */
export function sliceParameters(): usize {
  return parameters.sliceParameters;
}

export function referenceLists(): usize {
  return parameters.referenceLists;
}

export function weightTable(): usize {
  return parameters.weightTable;
}

export function scalingLists(): usize {
  return parameters.scalingLists;
}

export function getFaultBit(): i32 {
  return faultBit;
}

export function getFaultValue(): i32 {
  return faultValue;
}

/** u8 of each macroblock: 0 intact, 1 doubtful, 2 lost. */
export function macroblockConditions(): usize {
  return conditions;
}

/** After exportMotion(): i16 pairs by 4×4 block, of one list, and of both. */
export function vectors(): usize {
  return vectors0;
}

export function bidirectionalVectors(): usize {
  return motion.bidirectionalVectors;
}

export function references(): usize {
  return motion.exportedReferences;
}

export function intraMask(): usize {
  return motion.intraMask;
}

export function partitionWidths(): usize {
  return motion.partitionWidths;
}

export function partitionHeights(): usize {
  return motion.partitionHeights;
}

export function directFlags(): usize {
  return motion.directFlags;
}

export function fieldFlags(): usize {
  return motion.fieldFlags;
}

/** After packResidual(): where the planes of chroma are. */
export function residualCb(): usize {
  return packedCb;
}

export function residualCr(): usize {
  return packedCr;
}
