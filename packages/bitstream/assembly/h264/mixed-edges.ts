// Edges between frame and field macroblocks of an MBAFF frame that are not like others (8.7): left ones, where each macroblock has two
// beside it, and the upper one of a frame macroblock below a field pair, filtered once for each field.

import { isCoded } from "./boundary-strength";
import { isIntra } from "./deblock-macroblock";
import { lumaQpOf } from "./edge-quantisers";
import * as e from "./filtered-edges";
import { filterLine } from "./line-filter";
import { SAMPLE_SHIFT, chromaFormat, chromaStride, lumaStride, mbChromaHeight, mbStride } from "./picture-size";

/** Filters the edge above frame macroblock `index`: with the top field macroblock above, `aboveIndex`, then with the bottom one. */
export function filterTopFields(index: i32, aboveIndex: i32): void {
  for (let parity = 0; parity < 2; parity++) {
    const above = aboveIndex + parity * mbStride;
    const luma = <usize>(parity * lumaStride);
    const chroma = <usize>(parity * chromaStride);
    e.filterTopAt(
      e.lumaAt + luma, e.cbAt + chroma, e.crAt + chroma, e.lumaStep << 1, e.chromaStep << 1, topStrengths(index, above),
      lumaQpOf(<usize>above),
    );
  }
}

function topStrengths(index: i32, above: i32): u32 {
  if (isIntra(index) || isIntra(above)) return 0x03030303;
  let strengths: u32 = 0;
  for (let column: usize = 0; column < 4; column++) {
    const coded = isCoded(<usize>index, column) || isCoded(<usize>above, 12 + column);
    strengths |= (coded ? 2 : 1) << (<u32>column << 3);
  }
  return strengths;
}

/** Filters the left edge of macroblock `index` in row `y` of storage; `field`: it is a field macroblock, those beside it are not, or the reverse. */
export function filterMixedLeft(index: i32, y: i32, field: bool): void {
  const first = index - (y & 1) * mbStride - 1; // the upper one of the pair beside it
  for (let side = 0; side < 2; side++) {
    const beside = first + side * mbStride;
    const qp = lumaQpOf(<usize>beside);
    if (e.lumaThresholds(qp)) filterSide(e.lumaAt, e.lumaStep, 16, index, y, field, beside, side, false);
    if (chromaFormat == 0) continue;
    const chroma = chromaFormat != 3;
    if (e.planeThresholds(0, qp)) filterSide(e.cbAt, e.chromaStep, mbChromaHeight, index, y, field, beside, side, chroma);
    if (e.planeThresholds(1, qp)) filterSide(e.crAt, e.chromaStep, mbChromaHeight, index, y, field, beside, side, chroma);
  }
}

/** The lines of the edge that have macroblock `beside` on their left: of a field macroblock a half, of a frame macroblock every other one. */
function filterSide(
  at: usize, step: usize, lines: i32, index: i32, y: i32, field: bool, beside: i32, side: i32, chroma: bool,
): void {
  const intra = isIntra(index) || isIntra(beside);
  const half = lines >> 1;
  const toLuma = lines == 8 ? 1 : 0;
  const start = field ? side * half : side;
  const next = field ? 1 : 2;
  for (let i = 0; i < half; i++) {
    const line = start + i * next;
    const lumaLine = line << toLuma;
    const row = lumaLine >> 2;
    const rowBeside = field ? (lumaLine & 7) >> 1 : ((y & 1) << 1) + (row >> 1);
    const coded = isCoded(<usize>index, <usize>row << 2) || isCoded(<usize>beside, <usize>(rowBeside << 2) + 3);
    filterLine(at + <usize>line * step, 1 << SAMPLE_SHIFT, intra ? 4 : coded ? 2 : 1, chroma);
  }
}
