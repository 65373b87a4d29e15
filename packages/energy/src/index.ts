export {
  EnergyError,
  InvalidOptionError,
  InvalidReportError,
  InvalidTechnologyError,
  InvalidTraceError,
  isEnergyError,
  MissingCostError,
  UsageError,
} from "./errors.js";
export { joules, type OperationCounts } from "./joules.js";
export { type MacFormula, macFormulas, macsOfCall } from "./kernel-macs.js";
export { macsOfTrace, type TraceMacs } from "./macs-of-trace.js";
export type { LayerCost, MeasurableModel, Measurement, MeasureOptions } from "./measure.js";
export { measure } from "./measure.js";
export { type SpikeSource, spikeSources } from "./spikes/spike-tensors.js";
export { checkTechnology } from "./technology/check-technology.js";
export {
  horowitz45nm,
  horowitz45nmFp16,
  horowitz45nmInt8,
  horowitz45nmInt32,
} from "./technology/horowitz-45nm.js";
export { jouppi7nm } from "./technology/jouppi-7nm.js";
export { loihi, trueNorth } from "./technology/neuromorphic-chips.js";
export { technologies } from "./technology/technologies.js";
export type { MemoryCosts, Technology } from "./technology/technology.js";
