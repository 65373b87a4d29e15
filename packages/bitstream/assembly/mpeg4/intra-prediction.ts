// DC and AC prediction of intra blocks (ISO/IEC 14496-2, 7.4.3). The record of a block is 16 values: the first row of its
// quantised coefficients, with the dequantised DC in place of the first, then its first column.

import { divideByScaler } from "./dequantise";
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

/** The records of a macroblock that is not there, or is no neighbour to predict from: their DC, and nothing else. */
const NONE: usize = memory.data(6 * 32, 16);

/** Records of the macroblock at hand and of its neighbours (those of NONE where they do not predict), and the neighbours' quantisers. */
let here: usize = 0;
let left: usize = 0;
let above: usize = 0;
let aboveLeft: usize = 0;
let leftQuantiser: i32 = 0;
let aboveQuantiser: i32 = 0;

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

/** Before anything is decoded. */
export function prepareIntraPrediction(): void {
  for (let block = 0; block < 6; block++) store<i16>(record(NONE, block), NO_DC);
}

/** Finds the neighbours of the macroblock at hand, whose blocks 0…5 are then predicted in turn. */
export function beginIntraPrediction(): void {
  const inside = mbX > 0;
  leftQuantiser = inside ? quantiserOf(mbIndex - 1) : 0;
  aboveQuantiser = quantiserOf(mbIndex - mbWidth);
  const aboveLeftQuantiser = inside ? quantiserOf(mbIndex - mbWidth - 1) : 0;
  here = records(mbX, 0);
  left = leftQuantiser != 0 ? records(mbX - 1, 0) : NONE;
  above = aboveQuantiser != 0 ? records(mbX, 1) : NONE;
  aboveLeft = aboveLeftQuantiser != 0 ? records(mbX - 1, 1) : NONE;
}

/**
 * Chooses the direction for block 0…5: the smaller difference of |A − B| (left, above left) and |B − C| (above) tells along
 * which edge pixels change less (7.4.3.1, Figure 7-6).
 */
export function predict(block: i32, scaler: i32): void {
  own = record(here, block);
  let qa = quantiser;
  let qc = quantiser;
  let a: usize, b: usize, c: usize;
  if (block < 4) {
    if (block & 1) a = record(here, block - 1);
    else {
      qa = leftQuantiser;
      a = record(left, block + 1);
    }
    if (block & 2) c = record(here, block - 2);
    else {
      qc = aboveQuantiser;
      c = record(above, block + 2);
    }
    b = block == 3 ? record(here, 0) : block == 2 ? record(left, 1) : record(block == 1 ? above : aboveLeft, block == 1 ? 2 : 3);
  } else {
    qa = leftQuantiser;
    qc = aboveQuantiser;
    a = record(left, block);
    b = record(aboveLeft, block);
    c = record(above, block);
  }
  const da = <i32>load<i16>(a);
  const db = <i32>load<i16>(b);
  const dc = <i32>load<i16>(c);
  fromAbove = abs(da - db) < abs(db - dc);
  source = fromAbove ? c : a;
  sourceQuantiser = fromAbove ? qc : qa;
  predictedDc = divideByScaler((fromAbove ? dc : da) + (scaler >> 1), scaler);
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
