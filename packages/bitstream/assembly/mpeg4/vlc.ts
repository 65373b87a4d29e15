// Look-up tables made of the code tables when the module starts: an index of the next bits gives length and value.

import { allocate } from "./memory";
import * as tables from "./vlc-tables";

/** u16 entries: value × 256 + length; 0: no such code. */
export let mcbpcIntra: usize = 0;
export let mcbpcInter: usize = 0;
export let cbpy: usize = 0;
export let mvd: usize = 0;
export let dcSizeLuma: usize = 0;
export let dcSizeChroma: usize = 0;

export const MCBPC_BITS: i32 = 9;
export const CBPY_BITS: i32 = 6;
export const MVD_BITS: i32 = 12;
export const DC_SIZE_BITS: i32 = 12;
export const TCOEF_BITS: i32 = 12;

/**
 * u32 entries of the coefficient tables: bits 0–7 length with the sign bit; 8–15 run + 1, and LAST more in the last one;
 * 16–31 level, 0 for the escape; 0: no such code.
 */
export let tcoefIntra: usize = 0;
export let tcoefInter: usize = 0;

/** Added to the run of a block's last coefficient, so that one comparison finds both the end and an overrun. */
export const LAST: i32 = 128;

/** u8 [last, run]: largest level (Tables B-19, B-20) and u8 [last, level]: largest run (Tables B-21, B-22) that have a code. */
export let maximaIntra: usize = 0;
export let maximaInter: usize = 0;
/** Offset of the largest runs in a table of maxima. */
export const MAX_RUN: usize = 128;

/** Builds every table. */
export function buildTables(): void {
  mcbpcIntra = build(tables.MCBPC_INTRA, tables.MCBPC_INTRA_COUNT, MCBPC_BITS);
  mcbpcInter = build(tables.MCBPC_INTER, tables.MCBPC_INTER_COUNT, MCBPC_BITS);
  cbpy = build(tables.CBPY, tables.CBPY_COUNT, CBPY_BITS);
  mvd = build(tables.MVD, tables.MVD_COUNT, MVD_BITS);
  dcSizeLuma = build(tables.DC_SIZE_LUMA, tables.DC_SIZE_COUNT, DC_SIZE_BITS);
  dcSizeChroma = build(tables.DC_SIZE_CHROMA, tables.DC_SIZE_COUNT, DC_SIZE_BITS);
  maximaIntra = allocate(256);
  maximaInter = allocate(256);
  tcoefIntra = buildCoefficients(tables.TCOEF_INTRA, tables.TCOEF_INTRA_GROUPS, tables.TCOEF_INTRA_GROUP_COUNT, maximaIntra);
  tcoefInter = buildCoefficients(tables.TCOEF_INTER, tables.TCOEF_INTER_GROUPS, tables.TCOEF_INTER_GROUP_COUNT, maximaInter);
}

function build(codes: usize, count: i32, bits: i32): usize {
  const table = allocate(<usize>2 << bits);
  for (let i = 0; i < count; i++) {
    const entry = codes + <usize>(3 * i);
    const code = <i32>load<u8>(entry);
    const length = <i32>load<u8>(entry, 1);
    const value = <i32>load<u8>(entry, 2);
    const first = code << (bits - length);
    for (let k = 0; k < 1 << (bits - length); k++) store<u16>(table + ((first + k) << 1), <u16>((value << 8) | length));
  }
  return table;
}

function buildCoefficients(codes: usize, groups: usize, groupCount: i32, maxima: usize): usize {
  const table = allocate(<usize>4 << TCOEF_BITS);
  let at = codes;
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>(4 * g);
    const last = <i32>load<u8>(group);
    const levels = <i32>load<u8>(group, 3);
    for (let run = <i32>load<u8>(group, 1); run <= <i32>load<u8>(group, 2); run++) {
      store<u8>(maxima + (last * 64 + run), <u8>levels);
      for (let level = 1; level <= levels; level++) {
        store<u8>(maxima + MAX_RUN + (last * 64 + level), <u8>run);
        fill(table, <i32>load<u8>(at), <i32>load<u8>(at, 1), (level << 16) | ((run + 1 + last * LAST) << 8), 1);
        at += 2;
      }
    }
  }
  fill(table, tables.ESCAPE_CODE, tables.ESCAPE_LENGTH, 0, 0);
  return table;
}

function fill(table: usize, code: i32, length: i32, value: i32, sign: i32): void {
  const first = code << (TCOEF_BITS - length);
  for (let k = 0; k < 1 << (TCOEF_BITS - length); k++) store<u32>(table + ((first + k) << 2), value | (length + sign));
}
