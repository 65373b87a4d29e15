// Deblocking of one macroblock (8.7): what is above and left of it, and how strongly its edges are filtered.

import { columnStrengths, findStrengths, noteCoded, rowStrengths } from "./boundary-strength";
import { lumaQpOf } from "./edge-quantisers";
import * as e from "./filtered-edges";
import * as s from "./filtered-slices";
import * as arrays from "./macroblock-arrays";
import { NO_SLICE } from "./macroblock-arrays";
import { FIELD, INTRA, P_16X16, TRANSFORM_8X8 } from "./macroblock-type";
import { filterMixedLeft, filterTopFields } from "./mixed-edges";
import { mbStride } from "./picture-size";

const ALL_3: u32 = 0x03030303;
const ALL_4: u32 = 0x04040404;

// @ts-ignore: decorator
@inline
function typeOf(index: i32): u32 {
  return load<u32>(arrays.types + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function sliceOf(index: i32): i32 {
  return load<u16>(arrays.sliceNumbers + (<usize>index << 1));
}

/** It counts as intra-coded: also every macroblock of an SP or SI slice. */
// @ts-ignore: decorator
@inline
export function isIntra(index: i32): bool {
  return (typeOf(index) & INTRA) != 0 || (s.anySwitches && load<i8>(s.sliceAt(sliceOf(index)), s.SWITCHING) != 0);
}

/** Filters the macroblock at (x, y) of storage. `fieldPicture`, `mbaff`: the kind of picture. */
export function deblockMacroblock(x: i32, y: i32, fieldPicture: bool, mbaff: bool): void {
  const index = y * mbStride + x;
  const type = typeOf(index);
  noteCoded(<usize>index, type);
  const number = sliceOf(index);
  if (number == NO_SLICE) return;
  const slice = s.sliceAt(number);
  const filter = <i32>load<i8>(slice, s.FILTER);
  if (filter == 1) return;
  const field = mbaff && (type & FIELD) != 0;
  const fields = fieldPicture || field;
  e.goToEdges(x, y, fields, slice, (type & TRANSFORM_8X8) != 0, lumaQpOf(<usize>index));

  // The macroblock above: of fields in the same field, of MBAFF frames by Table 6-4.
  let topY = fieldPicture ? y - 2 : y - 1;
  let twoFields = false;
  if (mbaff) {
    const pairY = y & ~1;
    const fieldsAbove = pairY != 0 && (typeOf(index - (y - pairY + 2) * mbStride) & FIELD) != 0;
    if (field) topY = fieldsAbove ? y - 2 : pairY - 1;
    else if (y == pairY) twoFields = fieldsAbove;
  }
  const topIndex = topY * mbStride + x;
  const left = x > 0 && (filter == 0 || sliceOf(index - 1) == number);
  const top = topY >= 0 && (filter == 0 || sliceOf(topIndex) == number);
  const mixedLeft = mbaff && left && ((typeOf(index - 1) & FIELD) != 0) != field;
  const mixedTop = mbaff && top && ((typeOf(topIndex) & FIELD) != 0) != field;

  if (isIntra(index)) {
    store<u32>(columnStrengths, ALL_4);
    store<u32>(columnStrengths, ALL_3, 4);
    store<u64>(columnStrengths, 0x0303030303030303, 8);
    store<u32>(rowStrengths, fields || mixedTop ? ALL_3 : ALL_4);
    store<u32>(rowStrengths, ALL_3, 4);
    store<u64>(rowStrengths, 0x0303030303030303, 8);
  } else {
    const anyTop = topY >= 0;
    const whole = (type & P_16X16) != 0;
    findStrengths(<usize>index, x, y, <usize>(anyTop ? topIndex : index), anyTop ? topY : y, fields, s.anyB, whole);
    if (left && isIntra(index - 1)) store<u32>(columnStrengths, ALL_4);
    if (top) {
      if (isIntra(topIndex)) store<u32>(rowStrengths, fields || mixedTop ? ALL_3 : ALL_4);
      else if (mixedTop) store<u32>(rowStrengths, atLeast1(load<u32>(rowStrengths)));
    }
  }

  if (mixedLeft) filterMixedLeft(index, y, field);
  else if (left) e.filterLeft(lumaQpOf(<usize>index - 1));
  e.filterInnerColumns();
  if (twoFields && top) filterTopFields(index, topIndex - mbStride);
  else if (top) e.filterTop(lumaQpOf(<usize>topIndex));
  e.filterInnerRows();
}

/** Strengths 0, 1, 2 of a mixedModeEdge: never 0. */
// @ts-ignore: decorator
@inline
function atLeast1(strengths: u32): u32 {
  return (strengths & 0x02020202) | ((~strengths >> 1) & 0x01010101);
}
