// The macroblocks of a B-VOP, in video packets. Those that the future anchor did not code take no bits.

import { colocatedNotCoded } from "./b-direct";
import { decodeBidirectional, resetPredictors } from "./b-macroblock";
import { end, pos } from "./bits";
import { fault, TRUNCATED } from "./fault";
import { mbIndex, nextMacroblock } from "./picture-state";
import { mbHeight, mbWidth } from "./sequence";
import { macroblockNumber, readPacketHeader, resyncMarker } from "./video-packet";

/** Decodes every macroblock from the next bit on. */
export function decodeBidirectionalPackets(resyncMarkers: bool): bool {
  const count = mbWidth * mbHeight;
  while (true) {
    if (!decodeBidirectional()) return false;
    if (pos > end) return fault(TRUNCATED, end);
    nextMacroblock(mbWidth);
    if (mbIndex == count) return true;
    if (!resyncMarkers) continue;
    const marker = resyncMarker();
    // Macroblocks without bits may still belong to the packet before the marker.
    if (marker < 0 || (colocatedNotCoded() && macroblockNumber(marker) > mbIndex)) continue;
    if (!readPacketHeader(marker)) return false;
    resetPredictors();
  }
}
