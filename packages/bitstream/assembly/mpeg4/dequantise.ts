// Inverse quantisation (ISO/IEC 14496-2, 7.4.4). Blocks and matrices are stored column by column.

import { quantiser } from "./picture-state";
import { intraMatrix, nonIntraMatrix } from "./sequence";

/** dc_scaler (Table 7-1) of each quantiser, for luma and, 32 behind, for chroma. */
const SCALERS: usize = memory.data(64, 16);
/** 2^21 divided by a scaler, rounded up. */
const RECIPROCALS: usize = memory.data(64 * 4, 16);
const RECIPROCAL_BITS: i32 = 21;

/** Fills the tables of the DC coefficients' scalers. */
export function buildScalers(): void {
  for (let q = 1; q < 32; q++) {
    store<u8>(SCALERS + q, q < 5 ? 8 : q < 9 ? 2 * q : q < 25 ? q + 8 : 2 * q - 16);
    store<u8>(SCALERS + q, q < 5 ? 8 : q < 25 ? (q + 13) >> 1 : q - 6, 32);
  }
  for (let scaler = 1; scaler < 64; scaler++) {
    store<u32>(RECIPROCALS + (<usize>scaler << 2), ((1 << RECIPROCAL_BITS) + scaler - 1) / scaler);
  }
}

/** dc_scaler of the running quantiser. */
// @ts-ignore: decorator
@inline
export function dcScaler(luma: bool): i32 {
  return <i32>load<u8>(SCALERS + <usize>(quantiser + (luma ? 0 : 32)));
}

/** A value of 16 bits divided by a scaler (8…46), towards zero; exact, since 2^15 · 46 < 2^21. */
// @ts-ignore: decorator
@inline
export function divideByScaler(value: i32, scaler: i32): i32 {
  if (value < 0) return value / scaler;
  return <i32>((<u64>value * <u64>load<u32>(RECIPROCALS + (<usize>scaler << 2))) >> RECIPROCAL_BITS);
}

/** The second method (7.4.4.2), AC of an intra block: ±(2·|level|·q + q, made odd); the DC is put in place afterwards. */
export function dequantiseIntra(block: usize): void {
  const multiplier = i16x8.splat(<i16>(2 * quantiser));
  const offset = i16x8.splat(<i16>((quantiser - 1) | 1));
  const one = i16x8.splat(1);
  const minusOne = i16x8.splat(-1);
  for (let at = block; at < block + 128; at += 16) {
    const level = v128.load(at);
    const sign = i16x8.max_s(i16x8.min_s(level, one), minusOne);
    v128.store(at, i16x8.add(i16x8.mul(level, multiplier), i16x8.mul(sign, offset)));
  }
}

/** The first method (7.4.4.1), AC of an intra block: level × weight × 2q / 16, towards zero. */
export function dequantiseIntraWeighted(block: usize): void {
  for (let i: usize = 1; i < 64; i++) {
    const level = <i32>load<i16>(block + (i << 1));
    if (level != 0) store<i16>(block + (i << 1), <i16>((level * <i32>load<u8>(intraMatrix + i) * quantiser) / 8));
  }
}

/** The first method, inter block: (2 × level ± 1) × weight × 2q / 32, and mismatch control (7.4.4.5). */
export function dequantiseInterWeighted(block: usize): void {
  let sum = 0;
  for (let i: usize = 0; i < 64; i++) {
    const level = <i32>load<i16>(block + (i << 1));
    if (level == 0) continue;
    const doubled = 2 * level + (level < 0 ? -1 : 1);
    const value = (doubled * <i32>load<u8>(nonIntraMatrix + i) * quantiser) / 16;
    store<i16>(block + (i << 1), <i16>value);
    sum += value;
  }
  if ((sum & 1) == 0) store<i16>(block, load<i16>(block, 126) ^ 1, 126);
}

/**
 * Mismatch control (7.4.4.3) of an intra block with its DC in place: an even sum of the coefficients changes the last bit of the
 * last one. FFmpeg leaves it out unless it is told "bitexact".
 */
export function controlMismatch(block: usize): void {
  let sum = i16x8.splat(0);
  for (let at = block; at < block + 128; at += 16) sum = v128.xor(sum, v128.load(at));
  const four = i64x2.extract_lane(sum, 0) ^ i64x2.extract_lane(sum, 1);
  const two = four ^ (four >> 32);
  if (((two ^ (two >> 16)) & 1) == 0) store<i16>(block, load<i16>(block, 126) ^ 1, 126);
}
