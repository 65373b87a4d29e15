import { EARLY_DIVX } from "./sprite-trajectory.js";
import type { StreamTools } from "./tools.js";

/** References extended from the real size, which may not be odd (encoder-behaviour.ts). */
const EARLY_LIBAVCODEC = "FFmpeg0.4.6b4652";

/** Kinds of streams that random-streams.test.ts decodes; each leaves sizes, quantisers and ranges to chance. */
export const configurations: Readonly<Record<string, Omit<StreamTools, "seed">>> = {
  "I and P": {},
  "stuffing, not coded": { stuffing: true, notCoded: true },
  packets: { packets: 4, stuffing: true },
  "weighted quantisation": { weighted: "default" },
  "weighted quantisation, own matrices": { weighted: "custom", packets: 9 },
  "far vectors": { fcode: 7, reach: 400 },
  XviD: { userData: "XviD0050" },
  "quarter-pel": { quarterSample: true },
  "quarter-pel, packets": { quarterSample: true, packets: 6 },
  "quarter-pel, far vectors": { quarterSample: true, fcode: 7, reach: 400 },
  "B-VOPs": { bVops: 2, pictures: 8 },
  "B-VOPs, packets": { bVops: 3, pictures: 8, packets: 5 },
  "B-VOPs, far vectors": { bVops: 2, pictures: 8, fcode: 5, reach: 300 },
  "B-VOPs, quarter-pel": { bVops: 2, pictures: 8, quarterSample: true },
  "B-VOPs, weighted quantisation": { bVops: 1, pictures: 8, weighted: "custom" },
  "B-VOPs, many, not coded, stuffing": { bVops: 6, pictures: 20, notCoded: true, stuffing: true },
  "B-VOPs, XviD, packets": { bVops: 3, pictures: 8, packets: 6, userData: "XviD0050" },
  "B-VOPs, quarter-pel, far vectors": { bVops: 3, pictures: 8, quarterSample: true, fcode: 7, reach: 700 },
  "global motion, no point": { gmcPoints: 0 },
  "global motion, one point": { gmcPoints: 1 },
  "global motion, two points": { gmcPoints: 2 },
  "global motion, three points": { gmcPoints: 3 },
  "global motion, packets": { gmcPoints: 2, packets: 5 },
  "global motion, quarter-pel": { gmcPoints: 3, quarterSample: true },
  "global motion, one point, DivX 5.00": { gmcPoints: 1, userData: EARLY_DIVX },
  "global motion, one point, quarter-pel, DivX 5.00": { gmcPoints: 1, quarterSample: true, userData: EARLY_DIVX },
  "global motion, three points, DivX 5.00": { gmcPoints: 3, userData: EARLY_DIVX },
  "quarter-pel, DivX 5.03": { quarterSample: true, userData: "DivX503b1393" },
  "B-VOPs, quarter-pel, DivX 5.03": { bVops: 2, pictures: 8, quarterSample: true, userData: "DivX503b1393" },
  "quarter-pel, early libavcodec": { quarterSample: true, userData: EARLY_LIBAVCODEC, width: 50, height: 66 },
  "global motion, B-VOPs": { gmcPoints: 2, bVops: 2, pictures: 8 },
  interlaced: { interlaced: true },
  "interlaced, quarter-pel": { interlaced: true, quarterSample: true },
  "interlaced, B-VOPs": { interlaced: true, bVops: 2, pictures: 8 },
  "interlaced, B-VOPs, packets": { interlaced: true, bVops: 2, pictures: 8, packets: 5 },
  "interlaced, far vectors": { interlaced: true, fcode: 5, reach: 300, bVops: 1, pictures: 8 },
  "interlaced, B-VOPs, quarter-pel": { interlaced: true, bVops: 2, pictures: 8, quarterSample: true },
  "interlaced, B-VOPs, quarter-pel, far vectors": {
    interlaced: true,
    bVops: 2,
    pictures: 8,
    quarterSample: true,
    fcode: 5,
    reach: 300,
  },
  "interlaced, global motion, B-VOPs": { interlaced: true, gmcPoints: 2, bVops: 2, pictures: 8 },
  "interlaced, DivX 5.03": { interlaced: true, bVops: 2, pictures: 8, userData: "DivX503b1393" },
  "interlaced, XviD": { interlaced: true, bVops: 2, pictures: 8, userData: "XviD0050" },
  "interlaced, weighted quantisation, packets": { interlaced: true, weighted: "default", packets: 6 },
  "data partitioning": { partitioned: "plain", packets: 6 },
  "data partitioning, weighted quantisation": { partitioned: "plain", packets: 4, weighted: "custom" },
  "data partitioning, quarter-pel, stuffing": { partitioned: "plain", packets: 9, quarterSample: true, stuffing: true },
  // Not with global motion: FFmpeg forgets the partitioned mcsel and takes that of some other macroblock.
  "reversible codes": { partitioned: "reversible", packets: 6 },
  "reversible codes, one packet, loud": { partitioned: "reversible", loud: true, quantisers: [1, 6] },
  "reversible codes, weighted quantisation": { partitioned: "reversible", packets: 3, weighted: "default" },
  "reversible codes, B-VOPs": { partitioned: "reversible", packets: 6, bVops: 2, pictures: 8 },
  "data partitioning, B-VOPs": { partitioned: "plain", packets: 6, bVops: 2, pictures: 8 },
};

/** Their names and what they are. */
export const kinds = Object.entries(configurations);
