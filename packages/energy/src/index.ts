export { EnergyError, InvalidTraceError, isEnergyError, UsageError } from "./errors.js";
export { joules, type OperationCounts } from "./joules.js";
export { type MacFormula, macFormulas, macsOfCall } from "./kernel-macs.js";
export { macsOfTrace, type TraceMacs } from "./macs-of-trace.js";
export type { LayerCost, MeasurableModel, Measurement, MeasureOptions } from "./measure.js";
export { measure } from "./measure.js";
export { type SpikeSource, spikeSources } from "./spikes/spike-tensors.js";
export { horowitz45nm } from "./technology/horowitz-45nm.js";
export type { Technology } from "./technology/technology.js";
