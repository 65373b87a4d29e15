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
export type { LayerCost } from "./layer-cost.js";
export type { LayerGeometry } from "./layer-geometry.js";
export type { LayerTotal } from "./layer-totals.js";
export { macsOfTrace, type TraceMacs } from "./macs-of-trace.js";
export type { MeasurableModel, Measurement, MeasureOptions } from "./measure.js";
export { measure } from "./measure.js";
export { type BreakEven, type BreakEvenOptions, breakEvenSpikeRate } from "./models/break-even.js";
export type { EnergyComponents } from "./models/energy-components.js";
export {
  type EnergyEstimate,
  type EnergyOptions,
  estimateEnergy,
  type LayerEnergy,
  type Measured,
} from "./models/estimate-energy.js";
export type { EnergyModel } from "./models/layer-energy.js";
export { joulesPerAccess, type WordAccess } from "./models/memory-access.js";
export type { MembraneUpdates, NeuronCost } from "./neurons/neuron-cost.js";
export {
  type AttentionForm,
  type Convention,
  type ConventionName,
  conventions,
} from "./operations/conventions.js";
export {
  type CountOptions,
  countOperations,
  type LayerOperations,
  type OperationCount,
  type Operations,
} from "./operations/count-operations.js";
export type { MemoryTraffic } from "./operations/memory-traffic.js";
export type { ActivationName, Part, PartKind } from "./operations/part.js";
export type { InputShape, InputShapes, LayersModelLike, PredictingModel, Subject } from "./operations/subject.js";
export { countCalls } from "./report/count-calls.js";
export type { StepCount } from "./spikes/accumulates.js";
export type { SpikeCoding } from "./spikes/spike-signal.js";
export { type SpikeOutput, type SpikeSource, spikeSources } from "./spikes/spike-sources.js";
export type { Estimate } from "./statistics/running-mean.js";
export {
  type DataSetStatistics,
  type LayerStatistics,
  type SpikeStatistics,
  spikeStatistics,
} from "./statistics/spike-statistics.js";
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
