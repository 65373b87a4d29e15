// The macroblocks of a VOP, in video packets (ISO/IEC 14496-2, 6.2.5.3).

import { decodeBidirectionalPackets } from "./b-picture";
import { decodePartitionedPackets } from "./data-partitioning";
import { end, pos } from "./bits";
import { tolerant } from "./damage";
import { clearFault, fault, faultBit, faultCode, faultValue, TRUNCATED } from "./fault";
import { decodeMacroblock } from "./macroblock";
import { B_VOP, mbIndex, nextMacroblock, packetStart, quantiser, vopType } from "./picture-state";
import { decodeTolerantly, GROUPS, PACKETS, PARTITIONS, UNDIVIDED } from "./resynchronise";
import { mbHeight, mbWidth } from "./sequence";
import { decodeGroups } from "./short-header";
import { readPacketHeader, resyncMarker, stuffed } from "./video-packet";

/** I- and P-VOPs are data-partitioned. */
let partitioned: bool = false;

export function setPartitioned(value: bool): void {
  partitioned = value;
}

/**
 * Decodes every macroblock from the next bit on. A picture that ends early is a fault. Where damage is tolerated, the picture is
 * complete in spite of a fault, and damage.ts knows which macroblocks to trust.
 * @param resyncMarkers the stream may have video packets
 * @param rowsOfGroup rows of macroblocks in a group of blocks; 0 for a VOP
 */
export function decodeMacroblocks(resyncMarkers: bool, rowsOfGroup: i32): bool {
  const start = pos;
  const quantScale = quantiser;
  clearFault();
  if (decodeIntact(resyncMarkers, rowsOfGroup)) return true;
  if (!tolerant) return false;
  const code = faultCode;
  const bit = faultBit;
  const value = faultValue;
  const division = rowsOfGroup > 0 ? GROUPS : partitioned && vopType != B_VOP ? PARTITIONS : resyncMarkers ? PACKETS : UNDIVIDED;
  decodeTolerantly(division, rowsOfGroup, start, quantScale);
  return fault(code, bit, value);
}

function decodeIntact(resyncMarkers: bool, rowsOfGroup: i32): bool {
  // Each macroblock takes at least one bit, but in B-VOPs.
  if (vopType != B_VOP && end - pos < mbWidth * mbHeight) return fault(TRUNCATED, end);
  const good = rowsOfGroup > 0
    ? decodeGroups(rowsOfGroup)
    : vopType == B_VOP
      ? decodeBidirectionalPackets(resyncMarkers)
      : partitioned ? decodePartitionedPackets() : decodePackets(resyncMarkers);
  if (!good) return truncatedOrNot();
  // Stuffing reads like macroblocks: a picture cut between packets may look whole but for the stuffing it then lacks.
  if (rowsOfGroup == 0 && packetStart > 0 && !stuffed()) return fault(TRUNCATED, pos);
  return true;
}

/** Decodes the macroblocks from the one at hand on, in video packets if the stream may have them. */
function decodePackets(resyncMarkers: bool): bool {
  const count = mbWidth * mbHeight;
  while (true) {
    if (!decodeMacroblock()) return false;
    if (pos > end) return fault(TRUNCATED, end);
    nextMacroblock(mbWidth);
    if (mbIndex == count) return true;
    if (resyncMarkers) {
      const marker = resyncMarker();
      if (marker >= 0 && !readPacketHeader(marker)) return false;
    }
  }
}

/** The longest code: what is wrong this near the end is wrong because the rest of the code is missing. */
const LONGEST_CODE: i32 = 12;

function truncatedOrNot(): bool {
  if (pos > end || faultBit + LONGEST_CODE > end) fault(TRUNCATED, end);
  return false;
}
