// Look-up tables made of the code tables when the module starts: an index of the next bits gives length and value.

import { allocateTable, recycled } from "../common/memory";
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

/**
 * u64 entries that hold one coefficient, or two where both codes fit into the index: bits 0–7 length of what is held; 8–17 and
 * 18–27 run + 1 of the first and the second, and PAIR_LAST more in a block's last one; 32–47 and 48–63 their levels with sign.
 * An entry of one has 0 as the second's run and level. What is not in the table (escapes, no code) has PAIR_NONE as the first's
 * run, which leads out of any block.
 */
export let pairsIntra: usize = 0;
export let pairsInter: usize = 0;
export const PAIR_BITS: i32 = 12;
export const PAIR_LAST: i32 = 256;
const PAIR_NONE: u64 = 128;

/**
 * u16 entries for passing over coefficients, as many as fit into the index: bits 0–4 their length; 5–11 the sum of run + 1;
 * bit 12: the block ends behind them. 0: an escape, or no code.
 */
export let skipsIntra: usize = 0;
export let skipsInter: usize = 0;
export const SKIP_BITS: i32 = 13;
export const SKIP_END: i32 = 0x1000;

/** Added to the run of a block's last coefficient, so that one comparison finds both the end and an overrun. */
export const LAST: i32 = 128;

/** u8 [last, run]: largest level (Tables B-19, B-20) and u8 [last, level]: largest run (Tables B-21, B-22) that have a code. */
export let maximaIntra: usize = 0;
export let maximaInter: usize = 0;
/** Offset of the largest runs in a table of maxima. */
export const MAX_RUN: usize = 128;

/** Builds every table. Laid out first of all, so that they stand where they stood in recycled memory. */
export function buildTables(): void {
  mcbpcIntra = build(tables.MCBPC_INTRA, tables.MCBPC_INTRA_COUNT, MCBPC_BITS);
  mcbpcInter = build(tables.MCBPC_INTER, tables.MCBPC_INTER_COUNT, MCBPC_BITS);
  cbpy = build(tables.CBPY, tables.CBPY_COUNT, CBPY_BITS);
  mvd = build(tables.MVD, tables.MVD_COUNT, MVD_BITS);
  dcSizeLuma = build(tables.DC_SIZE_LUMA, tables.DC_SIZE_COUNT, DC_SIZE_BITS);
  dcSizeChroma = build(tables.DC_SIZE_CHROMA, tables.DC_SIZE_COUNT, DC_SIZE_BITS);
  maximaIntra = allocateTable(256);
  maximaInter = allocateTable(256);
  tcoefIntra = buildCoefficients(tables.TCOEF_INTRA, tables.TCOEF_INTRA_GROUPS, tables.TCOEF_INTRA_GROUP_COUNT, maximaIntra);
  tcoefInter = buildCoefficients(tables.TCOEF_INTER, tables.TCOEF_INTER_GROUPS, tables.TCOEF_INTER_GROUP_COUNT, maximaInter);
  pairsIntra = buildPairs(tcoefIntra);
  pairsInter = buildPairs(tcoefInter);
  skipsIntra = buildSkips(tcoefIntra);
  skipsInter = buildSkips(tcoefInter);
}

function build(codes: usize, count: i32, bits: i32): usize {
  const table = allocateTable(<usize>2 << bits);
  if (recycled) return table;
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
  const table = allocateTable(<usize>4 << TCOEF_BITS);
  if (recycled) return table;
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

/** The entry of a table of coefficients for the code at the head of the `count` bits of `bits`, or 0 if it is not all in them. */
function codeIn(single: usize, bits: i32, count: i32): i32 {
  if (count <= 0) return 0;
  const index = count < TCOEF_BITS ? bits << (TCOEF_BITS - count) : bits >> (count - TCOEF_BITS);
  const entry = load<i32>(single + (<usize>(index & ((1 << TCOEF_BITS) - 1)) << 2));
  return (entry & 0xff) <= count && <u32>entry >> 16 != 0 ? entry : 0;
}

function buildPairs(single: usize): usize {
  const table = allocateTable(<usize>8 << PAIR_BITS);
  if (recycled) return table;
  for (let index = 0; index < 1 << PAIR_BITS; index++) {
    let entry = PAIR_NONE << 8;
    const first = codeIn(single, index, PAIR_BITS);
    if (first != 0) {
      const left = PAIR_BITS - (first & 0xff);
      const second = runOf(first) < LAST ? codeIn(single, index & ((1 << left) - 1), left) : 0;
      const length = (first & 0xff) + (second & 0xff);
      entry = <u64>length | (<u64>pairRun(first) << 8) | (<u64>signedLevel(first, index, left) << 32);
      if (second != 0) entry |= (<u64>pairRun(second) << 18) | (<u64>signedLevel(second, index, PAIR_BITS - length) << 48);
    }
    store<u64>(table + (<usize>index << 3), entry);
  }
  return table;
}

// @ts-ignore: decorator
@inline
function runOf(entry: i32): i32 {
  return (entry >> 8) & 0xff;
}

function pairRun(entry: i32): i32 {
  const run = runOf(entry);
  return run < LAST ? run : run - LAST + PAIR_LAST;
}

/** The level of an entry as 16 bits; its sign is bit `at` of `bits`. */
function signedLevel(entry: i32, bits: i32, at: i32): u16 {
  const level = entry >> 16;
  return <u16>((bits >> at) & 1 ? -level : level);
}

function buildSkips(single: usize): usize {
  const table = allocateTable(<usize>2 << SKIP_BITS);
  if (recycled) return table;
  for (let index = 0; index < 1 << SKIP_BITS; index++) {
    let length = 0;
    let runs = 0;
    while (true) {
      const left = SKIP_BITS - length;
      const entry = codeIn(single, index & ((1 << left) - 1), left);
      if (entry == 0) break;
      length += entry & 0xff;
      runs += runOf(entry) & (LAST - 1);
      if (runOf(entry) >= LAST) {
        runs |= SKIP_END >> 5;
        break;
      }
    }
    store<u16>(table + (<usize>index << 1), <u16>(length | (runs << 5)));
  }
  return table;
}
