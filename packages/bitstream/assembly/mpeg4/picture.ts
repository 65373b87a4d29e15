// The macroblocks of a VOP, in video packets (ISO/IEC 14496-2, 6.2.5.3).

import { decodePartitionedPackets } from "./data-partitioning";
import { end, pos } from "./bits";
import { edgesOfCurrent } from "./references";
import { clearFault, fault, faultBit, TRUNCATED } from "./fault";
import { decodeMacroblock } from "./macroblock";
import { mbIndex, nextMacroblock, packetStart, wantPixels } from "./picture-state";
import { mbHeight, mbWidth } from "./sequence";
import { readPacketHeader, resyncMarker, stuffed } from "./video-packet";

/** I- and P-VOPs are data-partitioned. */
let partitioned: bool = false;

export function setPartitioned(value: bool): void {
  partitioned = value;
}

/**
 * Decodes every macroblock from the next bit on. A picture that ends early is a fault.
 * @param resyncMarkers the stream may have video packets
 */
export function decodeMacroblocks(resyncMarkers: bool): bool {
  clearFault();
  const count = mbWidth * mbHeight;
  // Each macroblock takes at least one bit.
  if (end - pos < count) return fault(TRUNCATED, end);
  if (partitioned) {
    if (!decodePartitionedPackets()) return truncatedOrNot();
  } else while (true) {
    if (!decodeMacroblock()) return truncatedOrNot();
    if (pos > end) return fault(TRUNCATED, end);
    nextMacroblock(mbWidth);
    if (mbIndex == count) break;
    if (resyncMarkers) {
      const marker = resyncMarker();
      if (marker >= 0 && !readPacketHeader(marker)) return truncatedOrNot();
    }
  }
  // Stuffing reads like macroblocks: a picture cut between packets may look whole but for the stuffing it then lacks.
  if (packetStart > 0 && !stuffed()) return fault(TRUNCATED, pos);
  if (wantPixels) edgesOfCurrent();
  return true;
}

/** The longest code: what is wrong this near the end is wrong because the rest of the code is missing. */
const LONGEST_CODE: i32 = 12;

function truncatedOrNot(): bool {
  if (pos > end || faultBit + LONGEST_CODE > end) fault(TRUNCATED, end);
  return false;
}
