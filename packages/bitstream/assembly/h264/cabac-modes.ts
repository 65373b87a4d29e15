// What comes between the type of a macroblock and its residual, motion excepted (7.3.5, 7.3.5.1).

import { decision } from "./cabac-engine";
import { entryOfBlock, FIRST, modeCache } from "./caches";
import { fault, MB_QP_DELTA } from "./fault";
import { chromaModes, codedBlockPatterns } from "./macroblock-arrays";
import { TRANSFORM_8X8 } from "./macroblock-type";
import { leftIndex, leftRows, leftType, lowerLeftIndex, topIndex, topType } from "./neighbours";
import { chromaFormat, lumaQpOffset } from "./picture-size";
import { lastQpDelta, qp, setLastQpDelta, setQp } from "./slice-state";

/** transform_size_8x8_flag. */
export function readTransformFlag(): bool {
  return decision(399 + <i32>((leftType & TRANSFORM_8X8) != 0) + <i32>((topType & TRANSFORM_8X8) != 0)) != 0;
}

/** prev_intra_pred_mode_flag and rem_intra_pred_mode: the mode, predicted from those at the left of and above a cache entry (8.3.1.1). */
function readMode(entry: usize): i32 {
  const left = <i32>load<i8>(modeCache + entry - 1);
  const above = <i32>load<i8>(modeCache + entry - 8);
  const predicted = left < 0 || above < 0 ? 2 : min(left, above);
  if (decision(68)) return predicted;
  let mode = decision(69);
  mode |= decision(69) << 1;
  mode |= decision(69) << 2;
  return mode < predicted ? mode : mode + 1;
}

/** Intra4x4PredMode of all blocks, into modeCache. */
export function readModes4x4(): void {
  for (let i: usize = 0; i < 16; i++) {
    const entry = <usize>load<u8>(entryOfBlock + i);
    store<i8>(modeCache + entry, readMode(entry));
  }
}

/** Intra8x8PredMode of all blocks, into modeCache. */
export function readModes8x8(): void {
  for (let i: usize = 0; i < 16; i += 4) {
    const entry = <usize>load<u8>(entryOfBlock + i);
    const mode = readMode(entry) * 0x101;
    store<u16>(modeCache + entry, mode);
    store<u16>(modeCache + entry + 8, mode);
  }
}

// @ts-ignore: decorator
@inline
function hasChromaMode(index: i32): i32 {
  return <i32>(index >= 0 && load<u8>(chromaModes + <usize>index) != 0);
}

/** intra_chroma_pred_mode. */
export function readChromaMode(): i32 {
  if (decision(64 + hasChromaMode(leftIndex) + hasChromaMode(topIndex)) == 0) return 0;
  if (decision(67) == 0) return 1;
  return 2 + decision(67);
}

/** The pattern of a neighbour; where there is none, one that adds nothing to ctxIdxInc (9.3.3.1.1.4). */
// @ts-ignore: decorator
@inline
function patternAt(index: i32): i32 {
  return index < 0 ? 0x0f : <i32>load<u16>(codedBlockPatterns + (<usize>index << 1));
}

/** Whether the 8×8 block of a left neighbour that has row `row` of 4×4 blocks has no coefficients. */
// @ts-ignore: decorator
@inline
function leftEmpty(pattern: i32, row: usize): i32 {
  return ((pattern >> ((<i32>load<u8>(leftRows + row) & 2) | 1)) & 1) ^ 1;
}

/** coded_block_pattern: luma in bits 0…3, chroma in bits 4…5. */
export function readCodedBlockPattern(): i32 {
  const left = patternAt(leftIndex);
  const above = patternAt(topIndex);
  const empty = ~above;
  let pattern = decision(73 + leftEmpty(left, 0) + ((empty >> 1) & 2));
  pattern |= decision(73 + (pattern ^ 1) + ((empty >> 2) & 2)) << 1;
  const lowerLeft = patternAt(lowerLeftIndex);
  pattern |= decision(73 + leftEmpty(lowerLeft, 2) + ((~pattern & 1) << 1)) << 2;
  pattern |= decision(73 + (((pattern >> 2) & 1) ^ 1) + (~pattern & 2)) << 3;
  if (chromaFormat == 0 || chromaFormat == 3) return pattern;
  const leftChroma = (left >> 4) & 3;
  const aboveChroma = (above >> 4) & 3;
  if (decision(77 + <i32>(leftChroma != 0) + (<i32>(aboveChroma != 0) << 1)) == 0) return pattern;
  return pattern | (16 << decision(81 + (leftChroma >> 1) + (aboveChroma & 2)));
}

/** mb_qp_delta, and QPY by it (7.4.5). */
export function readQpDelta(): bool {
  let context = 60 + <i32>(lastQpDelta != 0);
  let code = 0;
  const most = 52 + lumaQpOffset;
  while (decision(context)) {
    context = code == 0 ? 62 : 63;
    if (++code > most) return fault(MB_QP_DELTA, code);
  }
  const delta = (code & 1) != 0 ? (code + 1) >> 1 : -(code >> 1);
  setLastQpDelta(delta);
  if (code != 0) {
    let next = qp + delta;
    if (next > 51) next -= most;
    else if (next < -lumaQpOffset) next += most;
    setQp(next);
  }
  return true;
}
