import type { StreamTools } from "./tools.js";

/** Kinds of streams that random-streams.test.ts decodes; each leaves sizes, quantisers and ranges to chance. */
export const configurations: Readonly<Record<string, Omit<StreamTools, "seed">>> = {
  "I and P": {},
  "stuffing, not coded": { stuffing: true, notCoded: true },
  packets: { packets: 4, stuffing: true },
  "weighted quantisation": { weighted: "default" },
  "weighted quantisation, own matrices": { weighted: "custom", packets: 9 },
  "far vectors": { fcode: 7, reach: 400 },
  XviD: { userData: "XviD0050" },
};
