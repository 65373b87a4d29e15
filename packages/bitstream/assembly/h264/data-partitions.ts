// The payloads of a slice: one, or three data partitions (7.3.2.9): A has everything but the residual, B that of intra macroblocks and
// samples of I_PCM, C that of inter macroblocks. B and C may be missing.

import { beginBits, dataInUse, end, pos, reserveBits, resumeBits } from "./bits";
import { distrustMacroblock } from "./concealment";
import { INTRA } from "./macroblock-type";
import * as p from "./slice-parameters";
import { mbType } from "./slice-state";

export let partitioned: bool = false;
let headers: usize = 0;
let headersPos: i32 = 0;
let headersEnd: i32 = 0;
/** usize, i32, i32 of partition B, then C: data, position, end. Data 0: missing. */
const residuals: usize = memory.data(2 * 12, 16);
/** The one in use. */
let residual: usize = 0;
/** Macroblocks whose partition is missing or damaged. */
export let withoutResidual: i32 = 0;

/** Begins reading the payloads that slice-parameters.ts tells of. False where there is no memory. */
export function beginPartitions(): bool {
  partitioned = p.parameter(p.PARTITIONED) != 0;
  withoutResidual = 0;
  let bytes = <usize>p.parameter(p.DATA_BYTES);
  if (partitioned) bytes += <usize>(p.parameter(p.DATA_B_BYTES) + p.parameter(p.DATA_C_BYTES));
  if (!reserveBits(bytes)) return false;
  if (partitioned) {
    beginResidual(residuals, p.parameter(p.DATA_B), p.parameter(p.DATA_B_BYTES), p.parameter(p.START_BIT_B));
    beginResidual(residuals + 12, p.parameter(p.DATA_C), p.parameter(p.DATA_C_BYTES), p.parameter(p.START_BIT_C));
  }
  beginBits(<usize>p.parameter(p.DATA), <usize>p.parameter(p.DATA_BYTES), p.parameter(p.START_BIT));
  return true;
}

function beginResidual(to: usize, from: i32, bytes: i32, start: i32): void {
  if (bytes > 0) beginBits(<usize>from, <usize>bytes, start);
  store<u32>(to, bytes > 0 ? <u32>dataInUse() : 0);
  store<i32>(to, pos, 4);
  store<i32>(to, end, 8);
}

/** Turns to the partition of the macroblock's residual, if there are partitions. False: it is missing. */
// @ts-ignore: decorator
@inline
export function enterResidual(): bool {
  return !partitioned || enterPartition();
}

/**
 * Turns back to partition A. `fine`: no fault was found. False: there was one, and macroblocks do without the partition from here on,
 * this one included.
 */
// @ts-ignore: decorator
@inline
export function leaveResidual(fine: bool): bool {
  return partitioned ? leavePartition(fine) : fine;
}

function enterPartition(): bool {
  const wanted = residuals + (mbType & INTRA ? 0 : 12);
  if (load<u32>(wanted) == 0) {
    withoutResidual += 1;
    distrustMacroblock();
    return false;
  }
  headers = dataInUse();
  headersPos = pos;
  headersEnd = end;
  residual = wanted;
  resumeBits(<usize>load<u32>(wanted), load<i32>(wanted, 4), load<i32>(wanted, 8));
  return true;
}

function leavePartition(fine: bool): bool {
  const whole = fine && pos <= end;
  store<i32>(residual, pos, 4);
  resumeBits(headers, headersPos, headersEnd);
  if (whole) return true;
  store<u32>(residual, 0);
  withoutResidual += 1;
  distrustMacroblock();
  return false;
}
