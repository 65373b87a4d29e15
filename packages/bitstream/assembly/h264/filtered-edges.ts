// The edges of one macroblock (8.7), in all planes: 4:2:0 and 4:2:2 have chroma edges where theirs of 4 or 8 samples are, 4:4:4 has
// luma's.

import { columnStrengths, rowStrengths } from "./boundary-strength";
import { filterChromaColumns, filterChromaRows, setChromaThresholds } from "./chroma-edge-filter";
import { HIGH } from "./config";
import { currentCb, currentCr, currentLuma } from "./destination";
import { chromaQpOf } from "./edge-quantisers";
import { setThresholds } from "./edge-thresholds";
import * as s from "./filtered-slices";
import { filterLines } from "./line-filter";
import { filterColumns, filterColumnsStrongly, filterRows, filterRowsStrongly } from "./luma-edge-filter";
import {
  SAMPLE_SHIFT, chromaDepth, chromaFormat, chromaStride, lumaDepth, lumaStride, mbChromaHeight, mbChromaWidth,
} from "./picture-size";

/** The macroblock's first samples, and bytes from one of its rows to the next. */
export let lumaAt: usize = 0;
export let cbAt: usize = 0;
export let crAt: usize = 0;
export let lumaStep: usize = 0;
export let chromaStep: usize = 0;
/** QPY, and QPC of both chroma planes. */
export let qp: i32 = 0;
let qpCb: i32 = 0;
let qpCr: i32 = 0;
let cbOffset: i32 = 0;
let crOffset: i32 = 0;
let offsetA: i32 = 0;
let offsetB: i32 = 0;
/** transform_size_8x8_flag. */
let wide: bool = false;

/** Goes to the macroblock at (x, y) of storage; `slice`: filtered-slices.ts. */
export function goToEdges(x: i32, y: i32, fields: bool, slice: usize, transform8x8: bool, quantiser: i32): void {
  const double: usize = fields ? 1 : 0;
  const first = fields ? y & ~1 : y;
  const parity = fields ? y & 1 : 0;
  lumaAt = currentLuma + <usize>((first * 16 + parity) * lumaStride + (x << (4 + SAMPLE_SHIFT)));
  lumaStep = <usize>lumaStride << double;
  wide = transform8x8;
  qp = quantiser;
  offsetA = load<i8>(slice, s.OFFSET_A);
  offsetB = load<i8>(slice, s.OFFSET_B);
  if (chromaFormat == 0) return;
  const chroma = <usize>((first * mbChromaHeight + parity) * chromaStride + ((x * mbChromaWidth) << SAMPLE_SHIFT));
  cbAt = currentCb + chroma;
  crAt = currentCr + chroma;
  chromaStep = <usize>chromaStride << double;
  cbOffset = load<i8>(slice, s.CB_OFFSET);
  crOffset = load<i8>(slice, s.CR_OFFSET);
  qpCb = chromaQpOf(qp, cbOffset);
  qpCr = chromaQpOf(qp, crOffset);
}

/** Sets the thresholds of luma for an edge to a macroblock of QPY `beside`. False: nothing is filtered. */
export function lumaThresholds(beside: i32): bool {
  return setThresholds((qp + beside + 1) >> 1, offsetA, offsetB, lumaDepth);
}

/** As that of Cb (`plane` 0) or Cr. */
export function planeThresholds(plane: i32, beside: i32): bool {
  const own = plane == 0 ? qpCb : qpCr;
  const other = chromaQpOf(beside, plane == 0 ? cbOffset : crOffset);
  return setThresholds((own + other + 1) >> 1, offsetA, offsetB, chromaDepth);
}

function pairThresholds(beside: i32): bool {
  return setChromaThresholds(
    (qpCb + chromaQpOf(beside, cbOffset) + 1) >> 1, (qpCr + chromaQpOf(beside, crOffset) + 1) >> 1, offsetA, offsetB,
  );
}

/** The edge to the macroblock on the left, of QPY `beside`. */
export function filterLeft(beside: i32): void {
  const strengths = load<u32>(columnStrengths);
  if (strengths == 0) return;
  if (lumaThresholds(beside)) lumaColumns(lumaAt, lumaStep, strengths);
  if (chromaFormat == 3) {
    if (planeThresholds(0, beside)) lumaColumns(cbAt, chromaStep, strengths);
    if (planeThresholds(1, beside)) lumaColumns(crAt, chromaStep, strengths);
  } else if (chromaFormat != 0) {
    chromaColumns(0, strengths, beside);
  }
}

/** The edges between its own columns. */
export function filterInnerColumns(): void {
  if ((load<u32>(columnStrengths, 4) | load<u32>(columnStrengths, 8) | load<u32>(columnStrengths, 12)) == 0) return;
  if (lumaThresholds(qp)) innerColumns(lumaAt, lumaStep);
  if (chromaFormat == 3) {
    if (planeThresholds(0, qp)) innerColumns(cbAt, chromaStep);
    if (planeThresholds(1, qp)) innerColumns(crAt, chromaStep);
  } else if (chromaFormat != 0) {
    const strengths = load<u32>(columnStrengths, 8);
    if (strengths) chromaColumns(4 << SAMPLE_SHIFT, strengths, qp);
  }
}

/** The edge to the macroblock above, of QPY `beside`. */
export function filterTop(beside: i32): void {
  const strengths = load<u32>(rowStrengths);
  if (strengths != 0) filterTopAt(lumaAt, cbAt, crAt, lumaStep, chromaStep, strengths, beside);
}

/** As that, of rows that may be those of one field only. */
export function filterTopAt(
  luma: usize, cb: usize, cr: usize, lumaRowStep: usize, chromaRowStep: usize, strengths: u32, beside: i32,
): void {
  if (lumaThresholds(beside)) lumaRowsAt(luma, lumaRowStep, strengths);
  if (chromaFormat == 3) {
    if (planeThresholds(0, beside)) lumaRowsAt(cb, chromaRowStep, strengths);
    if (planeThresholds(1, beside)) lumaRowsAt(cr, chromaRowStep, strengths);
  } else if (chromaFormat != 0) {
    chromaRowsAt(cb, cr, chromaRowStep, strengths, beside);
  }
}

/** The edges between its own rows. */
export function filterInnerRows(): void {
  if ((load<u32>(rowStrengths, 4) | load<u32>(rowStrengths, 8) | load<u32>(rowStrengths, 12)) == 0) return;
  if (lumaThresholds(qp)) innerRows(lumaAt, lumaStep);
  if (chromaFormat == 3) {
    if (planeThresholds(0, qp)) innerRows(cbAt, chromaStep);
    if (planeThresholds(1, qp)) innerRows(crAt, chromaStep);
  } else if (chromaFormat == 1) {
    const strengths = load<u32>(rowStrengths, 8);
    if (strengths) chromaRowsAt(cbAt + (chromaStep << 2), crAt + (chromaStep << 2), chromaStep, strengths, qp);
  } else if (chromaFormat == 2) {
    for (let edge: usize = 1; edge < 4; edge++) {
      const strengths = load<u32>(rowStrengths + (edge << 2));
      const at = (chromaStep << 2) * edge;
      if (strengths) chromaRowsAt(cbAt + at, crAt + at, chromaStep, strengths, qp);
    }
  }
}

function innerColumns(at: usize, step: usize): void {
  for (let edge: usize = wide ? 2 : 1; edge < 4; edge += wide ? 2 : 1) {
    const strengths = load<u32>(columnStrengths + (edge << 2));
    if (strengths) lumaColumns(at + (edge << (2 + SAMPLE_SHIFT)), step, strengths);
  }
}

function innerRows(at: usize, step: usize): void {
  for (let edge: usize = wide ? 2 : 1; edge < 4; edge += wide ? 2 : 1) {
    const strengths = load<u32>(rowStrengths + (edge << 2));
    if (strengths) lumaRowsAt(at + (step << 2) * edge, step, strengths);
  }
}

// @ts-ignore: decorator
@inline
function isStrong(strengths: u32): bool {
  return (strengths & 4) != 0;
}

// @ts-ignore: decorator
@inline
function lumaColumns(at: usize, step: usize, strengths: u32): void {
  if (HIGH) filterLines(at, step, 2, 16, 2, strengths, false);
  else if (isStrong(strengths)) filterColumnsStrongly(at, step);
  else filterColumns(at, step, strengths);
}

// @ts-ignore: decorator
@inline
function lumaRowsAt(at: usize, step: usize, strengths: u32): void {
  if (HIGH) filterLines(at, 2, step, 16, 2, strengths, false);
  else if (isStrong(strengths)) filterRowsStrongly(at, step);
  else filterRows(at, step, strengths);
}

/** bS of 4 blocks to 8 lines of Cb and the same of Cr. */
// @ts-ignore: decorator
@inline
function twoEach(strengths: u32): v128 {
  const all = i32x4.splat(strengths);
  return v128.shuffle<i8>(all, all, 0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 1, 1, 2, 2, 3, 3);
}

/** Chroma's edge at the column `offset` bytes from the macroblock's first. */
function chromaColumns(offset: usize, strengths: u32, beside: i32): void {
  if (HIGH) {
    const shift = mbChromaHeight == 8 ? 1 : 2;
    if (planeThresholds(0, beside)) filterLines(cbAt + offset, chromaStep, 2, mbChromaHeight, shift, strengths, true);
    if (planeThresholds(1, beside)) filterLines(crAt + offset, chromaStep, 2, mbChromaHeight, shift, strengths, true);
    return;
  }
  if (!pairThresholds(beside)) return;
  const strong = isStrong(strengths);
  if (mbChromaHeight == 8) {
    filterChromaColumns(cbAt + offset, crAt + offset, chromaStep, twoEach(strengths), strong);
    return;
  }
  const all = i32x4.splat(strengths);
  const upper = v128.shuffle<i8>(all, all, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1);
  const lower = v128.shuffle<i8>(all, all, 2, 2, 2, 2, 3, 3, 3, 3, 2, 2, 2, 2, 3, 3, 3, 3);
  const half = offset + (chromaStep << 3);
  filterChromaColumns(cbAt + offset, crAt + offset, chromaStep, upper, strong);
  filterChromaColumns(cbAt + half, crAt + half, chromaStep, lower, strong);
}

/** Chroma's edge above the rows at `cb` and `cr`. */
function chromaRowsAt(cb: usize, cr: usize, step: usize, strengths: u32, beside: i32): void {
  if (HIGH) {
    if (planeThresholds(0, beside)) filterLines(cb, 2, step, 8, 1, strengths, true);
    if (planeThresholds(1, beside)) filterLines(cr, 2, step, 8, 1, strengths, true);
    return;
  }
  if (pairThresholds(beside)) filterChromaRows(cb, cr, step, twoEach(strengths), isStrong(strengths));
}
