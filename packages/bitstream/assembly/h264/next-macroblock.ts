// The order of macroblocks in a slice (7.3.4, 8.2.2): raster order, or that of slice groups.

import { allocate } from "../common/memory";
import { MB_ADDRESS, fault } from "./fault";
import { NO_SLICE, sliceNumbers } from "./macroblock-arrays";
import { mbHeight, mbWidth } from "./picture-size";
import { FIRST_MB, SLICE_GROUPS, parameter } from "./slice-parameters";
import { fieldPicture, goToAddress, mbIndex, mbaff } from "./slice-state";

/** u8 of each macroblock (map unit mapped to macroblocks: MbToSliceGroupMap, by mbAddr) when the picture has slice groups; laid out by reserveSliceGroups(). */
export let sliceGroupMap: usize = 0;

/** CurrMbAddr. Of MBAFF frames too (bit 0: bottom macroblock of the pair). */
export let mbAddress: i32 = 0;
/** PicSizeInMbs. */
let size: i32 = 0;
let grouped: bool = false;

/** Address of room for the map, for the caller to write, or 0. */
export function reserveSliceGroups(): usize {
  if (sliceGroupMap == 0) sliceGroupMap = allocate(<usize>(mbWidth * mbHeight));
  return sliceGroupMap;
}

/** Macroblocks of the picture from the current one on: no run of skipped macroblocks is longer. */
export function macroblocksLeft(): i32 {
  return size - mbAddress;
}

/** Goes to the slice's first macroblock. False (a fault is noted): outside of the picture. */
export function firstMacroblock(): bool {
  size = (mbWidth * mbHeight) >> (fieldPicture ? 1 : 0);
  grouped = parameter(SLICE_GROUPS) != 0 && sliceGroupMap != 0;
  replaced = NO_SLICE;
  const first = parameter(FIRST_MB);
  if (first < 0 || first >= size >> (mbaff ? 1 : 0)) return fault(MB_ADDRESS, first);
  mbAddress = first << (mbaff ? 1 : 0);
  goToAddress(mbAddress);
  return true;
}

/** Goes to the next macroblock of the slice group. False: there is none. In MBAFF frames from a top to its bottom macroblock without looking. */
export function nextMacroblock(): bool {
  let next = mbAddress + 1;
  if (grouped) {
    const group = load<u8>(sliceGroupMap + <usize>mbAddress);
    while (next < size && load<u8>(sliceGroupMap + <usize>next) != group) next += 1;
  }
  if (next >= size) return false;
  mbAddress = next;
  goToAddress(next);
  return true;
}

/** The slice, some of which is lost, that a redundant one replaces; else NO_SLICE. */
let replaced: i32 = NO_SLICE;

// @ts-ignore: decorator
@inline
function sliceOf(): i32 {
  return <i32>load<u16>(sliceNumbers + (<usize>mbIndex << 1));
}

/**
 * Whether anything is lost where a slice with redundant_pic_cnt > 0 begins: up to the next slice that is there. Then it replaces what
 * there is of the primary one. Called at the first macroblock.
 */
export function isNeeded(): bool {
  const first = sliceOf();
  const address = mbAddress;
  replaced = first;
  let lost = first == NO_SLICE;
  while (!lost && sliceOf() == first && nextMacroblock()) lost = sliceOf() == NO_SLICE;
  mbAddress = address;
  goToAddress(address);
  return lost;
}

/** Whether the current macroblock is there already, from another slice or this one. */
// @ts-ignore: decorator
@inline
export function alreadyDecoded(): bool {
  const slice = sliceOf();
  return slice != NO_SLICE && slice != replaced;
}
