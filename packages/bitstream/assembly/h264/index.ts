// One instance per stream. Headers, the decoded picture buffer and reference lists are the caller's (src/h264/), which also owns every
// array that leaves.

import { decodeCabacSlice } from "./cabac-slice-data";
import { decodeCavlcSlice } from "./cavlc-slice-data";
import * as x1 from "./caches";
import * as x2 from "./neighbours";
import * as x3 from "./fill-caches";
import * as x4 from "./motion-prediction";
import * as x5 from "./direct-prediction";
import * as x6 from "./destination";
import * as x7 from "./intra-reconstruction";
import * as x8 from "./residual-reconstruction";
import * as x9 from "./inter-prediction";
import * as x10 from "./deblocking";
import * as x11 from "./reconstruction";
import * as x12 from "./macroblock-arrays";
import * as x13 from "./slice-state";

export function decode(): bool {
  return decodeCabacSlice() && decodeCavlcSlice() && x1.coefficients != 0 && x6.lumaAt != 0;
}
