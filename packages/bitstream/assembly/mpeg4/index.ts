// The macroblock layer of MPEG-4 Part 2 (ISO/IEC 14496-2), one instance per stream. Headers are read by the caller
// (src/mpeg4/), which also owns every array that leaves. Reading order: bits, vlc-tables, vlc, video-packet, macroblock,
// motion-vector, texture (coefficients, intra-prediction, dequantise, transform-*), inter-macroblock (motion-compensation),
// quarter-macroblock (quarter-pel), sprite-warp, field-*, b-picture (b-macroblock, b-direct, b-motion),
// data-partitioning (reversible-vlc), short-header, resynchronise (damage), edges.

import { recycle } from "../common/memory";
import { beginBits, pos, reserveInput } from "./bits";
import { buildAdvancedIntraTable } from "./advanced-intra";
import { setLongEscapes, setShortEscapes } from "./coefficients";
import { bDirect, bIntraMask, bPartitions, bReferences, bVectors, configureBidirectional } from "./b-motion";
import { configurePartitions } from "./data-partitioning";
import { buildScalers } from "./dequantise";
import { anyDecoded, conditions, holdReference, tolerate } from "./damage";
import { faultBit, faultCode, faultValue } from "./fault";
import { configureFieldMotion, publishFieldVectors } from "./field-motion";
import { beginFields, bFieldFlags, configureFields, fieldFlags } from "./field-state";
import { packRows } from "./pixels";
import { decodeMacroblocks, setPartitioned } from "./picture";
import { forget, setSlices } from "./motion-vector";
import { setShortTools } from "./short-header";
import {
  B_VOP, beginBidirectional, beginPicture, behave, forgottenCount, setReversible, vopType, want,
} from "./picture-state";
import { buildReversibleTables } from "./reversible-vlc";
import { setQuarterBehaviour } from "./quarter-macroblock";
import { prepareIntraPrediction } from "./intra-prediction";
import { edgesOfCurrent } from "./references";
import { predictFrom } from "./reference-position";
import { buildScans, chooseScans } from "./scan-orders";
import * as sequence from "./sequence";
import { clearWarp } from "./sprite-warp";
import { setTimeIncrementBits } from "./video-packet";
import { buildTables } from "./vlc";

export { recycle, reserveInput };
export { setWarp } from "./sprite-warp";

/** Prepares for a stream; false where memory does not suffice. Called once. */
export function configure(
  width: i32, height: i32, weighted: bool, timeIncrementBits: i32, withResidual: bool, withReference: bool,
): bool {
  buildTables();
  buildScalers();
  prepareIntraPrediction();
  buildScans();
  setTimeIncrementBits(timeIncrementBits);
  return sequence.configure(width, height, weighted, withResidual, withReference);
}

/** Prepares for data partitioning, and reversible codes in it; false where memory does not suffice. After configure. */
export function usePartitions(reversible: bool): bool {
  setPartitioned(true);
  setReversible(reversible);
  return configurePartitions() && (!reversible || buildReversibleTables());
}

/** Prepares for going on after faults; false where memory does not suffice. After configure. */
export function tolerateDamage(): bool {
  return tolerate();
}

/** Says whether the picture before can stand in for macroblocks that are lost of the next one. */
export function setReferenceHeld(held: bool): void {
  holdReference(held);
}

/** After a fault that is tolerated: u8 of each macroblock (damage.ts), or 0 where none could be decoded. */
export function macroblockConditions(): usize {
  return anyDecoded() ? conditions : 0;
}

/** Prepares for interlaced coding; false where memory does not suffice. After configure. */
export function useFields(): bool {
  return configureFields() && configureFieldMotion();
}

/** Sets what only a picture of an interlaced stream depends on, after setPicture; the distances are in fields. */
export function setFields(
  topFieldFirst: bool, alternateScan: bool, trb: i32, trd: i32, alwaysTransformType: bool, divxChroma: bool,
): void {
  chooseScans(alternateScan);
  beginFields(vopType == B_VOP, topFieldFirst, trb, trd, alwaysTransformType, divxChroma);
}

/** Which macroblocks are predicted field by field, of the last anchor and of the last B-VOP (field-state.ts). */
export function fieldPrediction(): usize {
  return fieldFlags;
}

export function bidirectionalFieldPrediction(): usize {
  return bFieldFlags;
}

/** Where the caller writes the weighting matrices, transposed: intra, then non-intra. */
export function matrices(): usize {
  return sequence.intraMatrix;
}

/** The decoded picture becomes the last anchor. Not before it is packed: its extension may hide samples that are shown. */
export function rotatePictures(): void {
  edgesOfCurrent();
  sequence.rotatePictures();
}

/** Sets what the next picture's macroblocks depend on. `type`: vop_coding_type. */
export function setPicture(
  type: i32, roundingType: i32, dcThreshold: i32, quantiser: i32, forwardCode: i32, reference: i32,
): void {
  beginPicture(type, roundingType, dcThreshold, quantiser, forwardCode, reference);
  clearWarp();
  predictFrom(sequence.referenceY, sequence.referenceCb, sequence.referenceCr, false);
}

/** Sets what only a B-VOP depends on, after setPicture; false where memory does not suffice. */
export function setBidirectional(backwardCode: i32, futureReference: i32, trb: i32, trd: i32): bool {
  beginBidirectional(backwardCode, futureReference, trb, trd);
  forget();
  return configureBidirectional() && sequence.keepPast();
}

/** Sets what is wanted of it. */
export function setOutput(pixels: bool, coded: bool, reconstructed: bool): void {
  want(pixels, coded, reconstructed);
}

/** Sets the encoder's ways (src/mpeg4/encoder-behaviour.ts) and how half-pel means are rounded. */
export function setBehaviour(xvid: bool, unlimitedDc: bool, edgeAtPictureSize: bool, standardRounding: bool): void {
  behave(
    xvid, unlimitedDc, standardRounding,
    edgeAtPictureSize ? sequence.width : sequence.mbWidth << 4,
    edgeAtPictureSize ? sequence.height : sequence.mbHeight << 4,
  );
}

/**
 * Vectors are in quarter pixels; `chromaHalving` (quarter-macroblock.ts) is how chroma vectors are made of them, and
 * `oldDiagonals` asks for the samples of quarter-pel-old.ts.
 */
export function setQuarterPel(quarterSample: bool, chromaHalving: i32, oldDiagonals: bool): void {
  sequence.setQuarterSample(quarterSample);
  setQuarterBehaviour(chromaHalving, oldDiagonals);
}

/** Decodes the macroblocks of a picture: `bytes` of input from bit `start` on. Returns 0 or a fault's number. */
export function decode(bytes: i32, start: i32, resyncMarkers: bool): i32 {
  beginBits(<usize>bytes, start);
  const good = decodeMacroblocks(resyncMarkers, 0);
  publishFieldVectors();
  return good ? 0 : faultCode;
}

/**
 * Says what pictures with short video headers use: how vectors are coded (unrestricted-vector.ts), slices, and annexes I and T of H.263.
 * False where memory does not suffice.
 */
export function useShortTools(vectorCoding: i32, withSlices: bool, advancedIntra: bool, modified: bool): bool {
  setShortTools(vectorCoding, advancedIntra, modified);
  setSlices(withSlices);
  setLongEscapes(modified);
  return !advancedIntra || buildAdvancedIntraTable();
}

/** As decode, of a picture with short video header, `rowsOfGroup` rows of macroblocks in a group of blocks. */
export function decodeShort(bytes: i32, start: i32, rowsOfGroup: i32): i32 {
  setShortEscapes(true);
  beginBits(<usize>bytes, start);
  return decodeMacroblocks(false, rowsOfGroup) ? 0 : faultCode;
}

/** Position of the bit behind the last picture. */
export function position(): i32 {
  return pos;
}

export function getFaultBit(): i32 {
  return faultBit;
}

export function getFaultValue(): i32 {
  return faultValue;
}

export function vectors(): usize {
  return sequence.vectors;
}

/** The 8×8 blocks whose vectors libavcodec forgets: their number, and where it is listed which. */
export function getForgottenCount(): i32 {
  return forgottenCount;
}

export function forgottenBlocks(): usize {
  return sequence.forgotten;
}

export function intraMask(): usize {
  return sequence.intraMask;
}

export function references(): usize {
  return sequence.references;
}

export function globalBlocks(): usize {
  return sequence.globalBlocks;
}

export function partitions(): usize {
  return sequence.partitions;
}

export function bidirectionalVectors(): usize {
  return bVectors;
}

export function bidirectionalReferences(): usize {
  return bReferences;
}

export function bidirectionalPartitions(): usize {
  return bPartitions;
}

export function bidirectionalDirect(): usize {
  return bDirect;
}

/** All zeros: B-VOPs have no intra macroblocks. */
export function bidirectionalIntraMask(): usize {
  return bIntraMask;
}

/** Packs the cropped planes of the current picture one behind the other; returns their address. */
export function packPicture(): usize {
  const width = sequence.width;
  const height = sequence.height;
  const chromaWidth = <usize>((width + 1) >> 1);
  const chromaHeight = (height + 1) >> 1;
  let at = packRows(sequence.currentY, <usize>sequence.strideY, <usize>width, height, sequence.packed);
  at = packRows(sequence.currentCb, <usize>sequence.strideC, chromaWidth, chromaHeight, at);
  packRows(sequence.currentCr, <usize>sequence.strideC, chromaWidth, chromaHeight, at);
  return sequence.packed;
}

/** The planes of the residual, one behind the other. */
export function residual(): usize {
  return sequence.residualY;
}
