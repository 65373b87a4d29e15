// sprite_trajectory() where it is repeated in the header extension of a video packet (ISO/IEC 14496-2, 6.2.5.4): passed over.

import { end, pos, read, seek } from "./bits";
import { fault, MARKER, WARPING_VECTOR } from "./fault";
import { warpingPoints } from "./sprite-warp";

/** Longest warping_mv_code (Table B-33). */
const MAX_LENGTH: i32 = 14;

/** Passes over a trajectory. */
export function skipTrajectory(): bool {
  for (let i = 0; i < 2 * warpingPoints; i++) {
    if (!skipWarpingVector()) return false;
    if (!read(1)) return fault(MARKER, pos - 1);
    if (pos > end) return true; // noticed as truncated
  }
  return true;
}

function skipWarpingVector(): bool {
  const at = pos;
  const first = <i32>read(2);
  if (first == 0) return true;
  let length = first * 2 + <i32>read(1) - 1;
  if (length == 6) {
    while (read(1)) {
      if (length == MAX_LENGTH) return fault(WARPING_VECTOR, at);
      length += 1;
    }
  }
  seek(pos + length);
  return true;
}
