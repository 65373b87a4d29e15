// Decoding a picture in which something is wrong: packet by packet (or group by group), each confined to its own bytes, wherever it
// says that it belongs. Packets may be missing, come twice or in any order. What no packet gives is concealed (damage.ts).

import { colocatedNotCoded } from "./b-direct";
import { decodeBidirectional, resetPredictors } from "./b-macroblock";
import { end, endAt, pos, seek, window } from "./bits";
import { beginDamage, concealLost, DOUBTFUL, forgetFields, INTACT, nextIntact, noteCondition } from "./damage";
import { decodePartitionedPacket } from "./data-partitioning";
import { interlaced } from "./field-state";
import { clearFault, fault, TRUNCATED } from "./fault";
import { decodeMacroblock } from "./macroblock";
import { B_VOP, beginPacket, goToMacroblock, mbIndex, nextMacroblock, setQuantiser, vopType } from "./picture-state";
import { mbHeight, mbWidth } from "./sequence";
import { decodeGroup, goToGroup, nextGroup } from "./short-header";
import { goToPacket, macroblockNumber, nextPacket, packetEnds } from "./video-packet";

/** How the macroblocks of a picture are divided. */
export const UNDIVIDED: i32 = 0;
export const PACKETS: i32 = 1;
export const PARTITIONS: i32 = 2;
export const GROUPS: i32 = 3;

/** More packets than macroblocks, and more macroblocks than so many times their number, are not looked at: that bounds the time. */
const SPARE_PACKETS: i32 = 16;
const MOST_TIMES: i32 = 4;

/**
 * Decodes what can be decoded from bit `start` on.
 * @param quantiser of the picture's header
 * @param rowsOfGroup rows of macroblocks in a group of blocks
 */
export function decodeTolerantly(division: i32, rowsOfGroup: i32, start: i32, quantiser: i32): void {
  const dataEnd = end;
  const count = mbWidth * mbHeight;
  let packets = count + SPARE_PACKETS;
  let macroblocks = count * MOST_TIMES;
  // Where the last packet ended, if it was good.
  let trusted = 0;
  let furthest = 0;
  beginDamage();
  if (interlaced) forgetFields(0, count);
  seek(start);
  goToMacroblock(0, mbWidth);
  setQuantiser(quantiser);
  beginPacket();
  while (true) {
    const first = mbIndex;
    const limit = nextIntact(first);
    let next = nextStart(division, pos);
    endAt(next < 0 ? dataEnd : next);
    clearFault();
    // A packet before may have gone on into this one.
    if (interlaced) forgetFields(first, min(furthest, limit));
    const following = next >= 0 && division == PACKETS ? macroblockNumber(next) : count;
    // A packet whose macroblocks are all there has come twice.
    let good = limit == first || decodeOne(division, limit, following);
    const decoded = mbIndex;
    furthest = max(furthest, decoded + 1);
    endAt(dataEnd);
    while (next >= 0 && !(division == GROUPS ? goToGroup(next, rowsOfGroup) : goToPacket(next))) {
      next = nextStart(division, next + 1);
    }
    // What goes on into the next packet cannot be right.
    if (next >= 0 && first < mbIndex && mbIndex < decoded) good = false;
    // libavcodec predicts vectors of bottom fields across packets, up to the end of the row (b-macroblock.ts).
    const uncertain = interlaced && vopType == B_VOP && first != trusted ? rest(first, decoded) : first;
    noteCondition(first, uncertain, DOUBTFUL);
    noteCondition(uncertain, decoded, good ? INTACT : DOUBTFUL);
    trusted = good ? decoded : -1;
    packets -= 1;
    macroblocks -= decoded - first;
    if (next < 0 || packets < 0 || macroblocks < 0) break;
  }
  concealLost();
}

/** The first macroblock from `first` on that begins a row, at most `next`. */
function rest(first: i32, next: i32): i32 {
  return min(next, ((first + mbWidth - 1) / mbWidth) * mbWidth);
}

/** Where the next packet or group begins at or after bit `from`, or −1. */
function nextStart(division: i32, from: i32): i32 {
  if (division == UNDIVIDED) return -1;
  return division == GROUPS ? nextGroup(from) : nextPacket(from);
}

/** Decodes one packet or group, at most up to macroblock `limit`; the next one says that it begins with macroblock `following`. */
function decodeOne(division: i32, limit: i32, following: i32): bool {
  if (division == PARTITIONS) return decodePartitionedPacket(limit) && (mbIndex == limit || packetEnds());
  if (division == GROUPS) return decodeGroup(limit);
  const bidirectional = vopType == B_VOP;
  if (bidirectional) resetPredictors();
  while (true) {
    if (!(bidirectional ? decodeBidirectional() : decodeMacroblock())) return false;
    if (pos > end) return fault(TRUNCATED, end);
    nextMacroblock(mbWidth);
    if (mbIndex == limit) return true;
    // Macroblocks without bits may still belong to this packet.
    if (packetEnds() && !(bidirectional && colocatedNotCoded() && mbIndex < following)) return true;
  }
}
