import { accumulateSuite } from "./accumulate.js";
import { backendSuite } from "./backend.js";
import { bitstreamSuite } from "./bitstream.js";
import { loaderSuite } from "./loader.js";
import { modelsSuite } from "./models.js";
import { snnSuite } from "./snn.js";
import type { Suite } from "./suite.js";

/** Every suite, in the order in which they run. */
export const suites: readonly Suite[] = [
  bitstreamSuite,
  accumulateSuite,
  loaderSuite,
  modelsSuite,
  backendSuite,
  snnSuite,
];
