// DC and AC prediction of intra blocks (ISO/IEC 14496-2, 7.4.3). The record of a block is 16 values: the first row of its
// quantised coefficients, with the dequantised DC in place of the first, then its first column.

import { mbIndex, mbX, mbY, packetStart, quantiser, unlimitedDc } from "./picture-state";
import { intraQuantisers, mbWidth, predictors, PREDICTORS_OF_MACROBLOCK } from "./sequence";

const RECORD: usize = 32;
const COLUMN: usize = 16;
/** The DC of a neighbour that is not there. */
const NO_DC: i32 = 1024;

/** The prediction of the block last asked about: DC, and whether it comes from above (else from the left). */
export let predictedDc: i32 = 0;
export let fromAbove: bool = false;
/** The record of the block itself. */
let own: usize = 0;
/** The record that AC is predicted from, 0 for none, and the quantiser of its macroblock. */
let source: usize = 0;
let sourceQuantiser: i32 = 0;

/** Records of a macroblock in this row (0) or the one above (1). */
// @ts-ignore: decorator
@inline
function records(x: i32, above: i32): usize {
  return predictors + <usize>((((mbY ^ above) & 1) * mbWidth + x) * PREDICTORS_OF_MACROBLOCK);
}

/** Quantiser of a macroblock that can predict, or 0: it must be intra and of this video packet. */
// @ts-ignore: decorator
@inline
function quantiserOf(index: i32): i32 {
  return index >= packetStart ? <i32>load<u8>(intraQuantisers + <usize>index) : 0;
}

// @ts-ignore: decorator
@inline
function record(macroblock: usize, block: i32): usize {
  return macroblock + <usize>block * RECORD;
}

/**
 * Chooses the direction for block 0…5: the smaller difference of |A − B| (left, above left) and |B − C| (above) tells along
 * which edge pixels change less (7.4.3.1, Figure 7-6).
 */
export function predict(block: i32, dcScaler: i32): void {
  const here = records(mbX, 0);
  own = record(here, block);
  let qa = quantiser;
  let qb = quantiser;
  let qc = quantiser;
  let a: usize, b: usize, c: usize;
  const luma = block < 4;
  if (luma && (block & 1)) a = record(here, block - 1);
  else {
    qa = mbX > 0 ? quantiserOf(mbIndex - 1) : 0;
    a = record(records(mbX - 1, 0), luma ? block + 1 : block);
  }
  if (luma && (block & 2)) c = record(here, block - 2);
  else {
    qc = quantiserOf(mbIndex - mbWidth);
    c = record(records(mbX, 1), luma ? block + 2 : block);
  }
  if (block == 3) b = record(here, 0);
  else if (block == 1) {
    qb = qc;
    b = record(records(mbX, 1), 2);
  } else if (block == 2) {
    qb = qa;
    b = record(records(mbX - 1, 0), 1);
  } else {
    qb = mbX > 0 ? quantiserOf(mbIndex - mbWidth - 1) : 0;
    b = record(records(mbX - 1, 1), luma ? 3 : block);
  }
  const da = qa != 0 ? <i32>load<i16>(a) : NO_DC;
  const db = qb != 0 ? <i32>load<i16>(b) : NO_DC;
  const dc = qc != 0 ? <i32>load<i16>(c) : NO_DC;
  fromAbove = abs(da - db) < abs(db - dc);
  source = fromAbove ? c : a;
  sourceQuantiser = fromAbove ? qc : qa;
  predictedDc = ((fromAbove ? dc : da) + (dcScaler >> 1)) / dcScaler;
}

/** Stores the DC for prediction: dequantised, limited to 0…2047. */
// @ts-ignore: decorator
@inline
export function storeDc(value: i32): void {
  if (value < 0) value = 0;
  else if (value > 2047 && !unlimitedDc) value = 2047;
  store<i16>(own, <i16>value);
}

/** Adds the predicted first row or column to the quantised coefficients (7.4.3.3), rescaled to this quantiser. */
export function addPredictedAc(coefficients: usize): void {
  if (sourceQuantiser == 0) return;
  for (let i: usize = 1; i < 8; i++) {
    let value = <i32>load<i16>(source + (fromAbove ? 0 : COLUMN) + (i << 1));
    if (value == 0) continue;
    if (sourceQuantiser != quantiser) {
      const scaled = value * sourceQuantiser;
      value = (scaled + (scaled < 0 ? -(quantiser >> 1) : quantiser >> 1)) / quantiser;
    }
    const at = coefficients + (fromAbove ? i << 4 : i << 1);
    store<i16>(at, <i16>(<i32>load<i16>(at) + value));
  }
}

/** Stores first row and first column of the quantised coefficients for the blocks to come. */
// @ts-ignore: decorator
@inline
export function storeAc(coefficients: usize): void {
  const dc = load<i16>(own);
  v128.store(own + COLUMN, v128.load(coefficients));
  store<i16>(own, load<i16>(coefficients, 16), 2);
  store<i16>(own, load<i16>(coefficients, 32), 4);
  store<i16>(own, load<i16>(coefficients, 48), 6);
  store<i16>(own, load<i16>(coefficients, 64), 8);
  store<i16>(own, load<i16>(coefficients, 80), 10);
  store<i16>(own, load<i16>(coefficients, 96), 12);
  store<i16>(own, load<i16>(coefficients, 112), 14);
  store<i16>(own, dc);
}

/** Stores that there are no AC coefficients. */
// @ts-ignore: decorator
@inline
export function storeNoAc(): void {
  const dc = <i32>load<u16>(own);
  v128.store(own, i32x4.replace_lane(i32x4.splat(0), 0, dc));
  v128.store(own + COLUMN, i32x4.splat(0));
}
