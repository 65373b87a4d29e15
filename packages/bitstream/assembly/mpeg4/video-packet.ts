// Video packets (ISO/IEC 14496-2, 6.2.5.2 and 6.3.5.2): a resync marker at a byte boundary, and a short header behind it.

import { end, pos, read, seek, window } from "./bits";
import { fault, HEADER_EXTENSION, MACROBLOCK_NUMBER, MARKER, QUANT_SCALE } from "./fault";
import {
  B_VOP, backwardCode, beginPacket, forwardCode, goToMacroblock, I_VOP, mbIndex, setQuantiser, vopType,
} from "./picture-state";
import { mbHeight, mbWidth } from "./sequence";
import { skipTrajectory } from "./sprite-trajectory";
import { globalMotion } from "./sprite-warp";

/** Bits of vop_time_increment, for the header extension. */
let timeIncrementBits: i32 = 1;

export function setTimeIncrementBits(bits: i32): void {
  timeIncrementBits = bits;
}

/** Zeros of the resync marker before its 1. */
// @ts-ignore: decorator
@inline
function markerZeros(): i32 {
  if (vopType == I_VOP) return 16;
  return 15 + (vopType == B_VOP ? max(2, max(forwardCode, backwardCode)) : forwardCode);
}

/** Whether stuffing is next: a 0, then 1s up to the byte boundary (5.2.4). */
export function stuffed(): bool {
  const length = 8 - (pos & 7);
  return <i32>(window(pos) >> (64 - length)) == (1 << (length - 1)) - 1;
}

/** Position of the resync marker that follows the stuffing at the next bit, or −1 where there is none. */
// @ts-ignore: decorator
@inline
export function resyncMarker(): i32 {
  // Stuffing begins with a 0, half of all macroblocks do not.
  return <i64>window(pos) < 0 ? -1 : markerBehindStuffing();
}

function markerBehindStuffing(): i32 {
  if (!stuffed()) return -1;
  const marker = (pos + 8) & ~7;
  const zeros = markerZeros();
  return <i32>(window(marker) >> (63 - zeros)) == 1 ? marker : -1;
}

/** macroblock_number of the packet header whose resync marker is at `marker`. */
export function macroblockNumber(marker: i32): i32 {
  return <i32>(window(marker + markerZeros() + 1) >> (64 - macroblockNumberBits()));
}

/** Whether the packet at hand ends here: with stuffing, up to the end that is set. */
export function packetEnds(): bool {
  return stuffed() && ((pos + 8) & ~7) == end;
}

/** Position of the first resync marker at or after bit `from`, or −1. */
export function nextPacket(from: i32): i32 {
  const zeros = markerZeros();
  for (let marker = (from + 7) & ~7; marker + zeros < end; marker += 8) {
    if (<i32>(window(marker) >> (63 - zeros)) == 1) return marker;
  }
  return -1;
}

/** Goes to where the packet says it belongs whose resync marker is at `marker`; false if its header cannot be right. */
export function goToPacket(marker: i32): bool {
  seek(marker + markerZeros() + 1);
  const number = <i32>read(macroblockNumberBits());
  const quantScale = <i32>read(5);
  if (number == 0 || number >= mbWidth * mbHeight || quantScale == 0) return false;
  if (read(1) && !readHeaderExtension()) return false;
  goToMacroblock(number, mbWidth);
  setQuantiser(quantScale);
  beginPacket();
  return true;
}

/** Reads the packet header whose resync marker is at `marker`. */
export function readPacketHeader(marker: i32): bool {
  seek(marker + markerZeros() + 1);
  const at = pos;
  const number = <i32>read(macroblockNumberBits());
  if (number != mbIndex) return fault(MACROBLOCK_NUMBER, at, number);
  const quantAt = pos;
  const quantScale = <i32>read(5);
  if (quantScale == 0) return fault(QUANT_SCALE, quantAt);
  if (read(1) && !readHeaderExtension()) return false;
  setQuantiser(quantScale);
  beginPacket();
  return true;
}

/** Bits of macroblock_number: enough for the number of macroblocks (Table 6-23). */
function macroblockNumberBits(): i32 {
  const count = mbWidth * mbHeight;
  return count <= 2 ? 1 : 32 - clz(count - 1);
}

/** header_extension_code = 1 repeats the VOP header; only its syntax is looked at. */
function readHeaderExtension(): bool {
  while (read(1)) {
    if (pos > end) return true; // noticed as truncated
  }
  if (!read(1)) return fault(MARKER, pos - 1);
  read(timeIncrementBits);
  if (!read(1)) return fault(MARKER, pos - 1);
  const at = pos;
  const type = <i32>read(2);
  if (type != vopType) return fault(HEADER_EXTENSION, at, type);
  read(3);
  if (globalMotion && !skipTrajectory()) return false;
  if (vopType != I_VOP && <i32>read(3) != forwardCode) return fault(HEADER_EXTENSION, pos - 3, forwardCode);
  if (vopType == B_VOP && <i32>read(3) != backwardCode) return fault(HEADER_EXTENSION, pos - 3, backwardCode);
  return true;
}
