// What test/h264/neighbours.test.ts drives: caches filled and vectors predicted for macroblocks that it makes up, outside of any slice.

import { countCache, modeCache, referenceCache, vectorCache } from "../h264/caches";
import { fillCounts, fillModes, fillMotion, storeCounts, storeModes, storeMotion, storeNoMotion } from "../h264/fill-caches";
import { beginMotion } from "../h264/fill-motion";
import * as arrays from "../h264/macroblock-arrays";
import { SKIP } from "../h264/macroblock-type";
import * as motion from "../h264/motion-prediction";
import { findNeighbours } from "../h264/neighbours";
import { mbCount, mbGuard, prepareSlot, setSize } from "../h264/picture-size";
import * as parameters from "../h264/slice-parameters";
import * as state from "../h264/slice-state";

/** Lays out a stream of pictures of a size in macroblocks, 4:2:0. */
export function configure(width: i32, height: i32): bool {
  setSize(width, height, 1, 8, 8, false, false);
  if (!arrays.allocateArrays() || !prepareSlot(0)) return false;
  arrays.pointTo(0);
  return true;
}

/** Begins a P slice of two references, the only one of its picture. */
export function begin(structure: i32, mbaff: bool): void {
  const guard = mbGuard();
  memory.fill(arrays.sliceNumbers - guard * 2, 0xff, (mbCount() + guard) * 2);
  store<i32>(parameters.sliceParameters + (parameters.STRUCTURE << 2), structure);
  store<i32>(parameters.sliceParameters + (parameters.MBAFF << 2), mbaff ? 1 : 0);
  store<i32>(parameters.sliceParameters + (parameters.ACTIVE_0 << 2), 2);
  state.beginSlice();
  beginMotion();
}

/** Goes to a macroblock and fills the caches from its neighbours. */
export function goTo(x: i32, y: i32, field: bool, type: u32): void {
  state.goTo(x, y);
  state.setMbField(field);
  state.setMbType(type);
  findNeighbours();
  fillCounts();
  fillModes();
  fillMotion();
}

/** The vector of a partition: x in the low 16 bits, y in the high ones. */
export function predict(entry: usize, blocks: usize, reference: i32): u32 {
  motion.predictVector(0, entry, blocks, reference);
  return (motion.predictedX & 0xffff) | (motion.predictedY << 16);
}

/** That of P_Skip, of the macroblock gone to last. */
export function predictSkip(entry: usize): u32 {
  const type = state.mbType;
  state.setMbType(type | SKIP);
  fillMotion();
  motion.predictSkip();
  const vector = load<u32>(vectorCache + (entry << 2));
  state.setMbType(type);
  fillMotion();
  return vector;
}

/** Keeps what was written to the caches. */
export function keep(intra: bool): void {
  storeCounts();
  storeModes();
  if (intra) storeNoMotion();
  else storeMotion();
  store<u32>(arrays.types + (<usize>state.mbIndex << 2), state.mbType);
  store<u16>(arrays.sliceNumbers + (<usize>state.mbIndex << 1), <u16>state.sliceNumber);
}

/** Addresses of the caches. */
export function counts(): usize {
  return countCache;
}

export function modes(): usize {
  return modeCache;
}

export function references(): usize {
  return referenceCache;
}

export function vectors(): usize {
  return vectorCache;
}
