import type { PredictionWeights } from "./prediction-weights.js";
import type { ReferencePicture } from "./reference-frame.js";
import { type SliceHeader, SliceType } from "./slice-header.js";

/** Cells shared with assembly/h264/slice-parameters.ts. */
const Cell = {
  sliceType: 0,
  firstMb: 1,
  structure: 2,
  mbaff: 3,
  cabac: 4,
  cabacInitIdc: 5,
  sliceQp: 6,
  sliceQs: 7,
  spForSwitch: 8,
  active0: 9,
  active1: 10,
  directSpatial: 11,
  direct8x8Inference: 12,
  deblocking: 13,
  alphaOffset: 14,
  betaOffset: 15,
  cbQpOffset: 16,
  crQpOffset: 17,
  transform8x8Mode: 18,
  constrainedIntra: 19,
  weighted: 20,
  lumaDenominator: 21,
  chromaDenominator: 22,
  sliceNumber: 23,
  currentSlot: 24,
  sliceGroups: 25,
  data: 26,
  dataBytes: 27,
  startBit: 28,
  lossless: 29,
  partitioned: 30,
  dataB: 31,
  dataBBytes: 32,
  startBitB: 33,
  dataC: 34,
  dataCBytes: 35,
  startBitC: 36,
  redundant: 37,
} as const;
export const SLICE_CELLS = 38;

/** A payload in the decoder's memory. */
export interface Payload {
  readonly address: number;
  readonly bytes: number;
  readonly startBit: number;
}

const NO_PAYLOAD: Payload = { address: 0, bytes: 0, startBit: 0 };

/** Where a slice stands in its picture, and its data. */
export interface PlacedSlice {
  readonly slot: number;
  /** Of the slice in its frame, both fields counted together. */
  readonly number: number;
  readonly data: Payload;
  /** Partitions B and C, where the slice is partitioned; null inside: missing. */
  readonly partitions: readonly [Payload | null, Payload | null] | null;
}

/** Fills the cells that a slice is decoded by. */
export function writeSliceParameters(cells: Int32Array, header: SliceHeader, placed: PlacedSlice): void {
  const { pps, sliceType, structure, weights } = header;
  const { sps } = pps;
  const partitionB = placed.partitions?.[0] ?? NO_PAYLOAD;
  const partitionC = placed.partitions?.[1] ?? NO_PAYLOAD;
  cells[Cell.sliceType] = sliceType;
  cells[Cell.firstMb] = header.firstMb;
  cells[Cell.structure] = structure;
  cells[Cell.mbaff] = Number(sps.mbaff && structure === 3);
  cells[Cell.cabac] = Number(pps.cabac);
  cells[Cell.cabacInitIdc] = header.cabacInitIdc;
  cells[Cell.sliceQp] = header.qp;
  cells[Cell.sliceQs] = header.qs;
  cells[Cell.spForSwitch] = Number(header.spForSwitch);
  cells[Cell.active0] = header.active[0];
  cells[Cell.active1] = header.active[1];
  cells[Cell.directSpatial] = Number(header.directSpatial);
  cells[Cell.direct8x8Inference] = Number(sps.direct8x8Inference);
  cells[Cell.deblocking] = header.disableDeblocking;
  cells[Cell.alphaOffset] = header.alphaOffset;
  cells[Cell.betaOffset] = header.betaOffset;
  cells[Cell.cbQpOffset] = pps.cbQpOffset;
  cells[Cell.crQpOffset] = pps.crQpOffset;
  cells[Cell.transform8x8Mode] = Number(pps.transform8x8);
  cells[Cell.constrainedIntra] = Number(pps.constrainedIntra);
  cells[Cell.weighted] = weights ? 1 : sliceType === SliceType.B && pps.weightedBipredIdc === 2 ? 2 : 0;
  cells[Cell.lumaDenominator] = weights?.lumaDenominator ?? 0;
  cells[Cell.chromaDenominator] = weights?.chromaDenominator ?? 0;
  cells[Cell.sliceNumber] = placed.number;
  cells[Cell.currentSlot] = placed.slot;
  cells[Cell.sliceGroups] = Number(pps.sliceGroups !== null);
  cells[Cell.data] = placed.data.address;
  cells[Cell.dataBytes] = placed.data.bytes;
  cells[Cell.startBit] = placed.data.startBit;
  cells[Cell.lossless] = Number(sps.losslessTransformBypass);
  cells[Cell.partitioned] = Number(placed.partitions !== null);
  cells[Cell.dataB] = partitionB.address;
  cells[Cell.dataBBytes] = partitionB.bytes;
  cells[Cell.startBitB] = partitionB.startBit;
  cells[Cell.dataC] = partitionC.address;
  cells[Cell.dataCBytes] = partitionC.bytes;
  cells[Cell.startBitC] = partitionC.startBit;
  cells[Cell.redundant] = Number(header.redundantPicCnt > 0);
}

/** Entries of a list: at most 32, of two cells in `referenceLists`, six in `weightTable`. */
const ENTRIES = 32;
export const LIST_CELLS = 2 * ENTRIES * 2;
export const WEIGHT_CELLS = 2 * ENTRIES * 6;

/** Fills `referenceLists`: slot (−1: missing) and structure of each entry. */
export function writeReferenceLists(cells: Int32Array, lists: readonly (readonly (ReferencePicture | null)[])[]): void {
  cells.fill(-1);
  for (const [list, entries] of lists.entries()) {
    for (const [i, entry] of entries.entries()) {
      cells[2 * (list * ENTRIES + i)] = entry?.frame.slot ?? -1;
      cells[2 * (list * ENTRIES + i) + 1] = entry?.structure ?? 3;
    }
  }
}

export function writeWeights(cells: Int32Array, { lists }: PredictionWeights): void {
  for (const [list, numbers] of lists.entries()) cells.set(numbers, list * ENTRIES * 6);
}
