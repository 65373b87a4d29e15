/**
 * Spiking neurons, surrogate gradients and spiking temporal modulators for TensorFlow.js.
 *
 * @packageDocumentation
 */

export { convolvedExtent, convolveFrames, type FrameConvolution, type PerAxis } from "./conv-frames.js";
export { type ConvLifParams, convLif, convLifFinal, convLifSpikes } from "./conv-lif.js";
export { type DeltaOptions, deltaEncode } from "./encoders/delta.js";
export { type LatencyOptions, latencyEncode } from "./encoders/latency.js";
export { phaseEncode, phaseWeights } from "./encoders/phase.js";
export { type PopulationOptions, populationEncode } from "./encoders/population.js";
export { bernoulliSpikes, type PoissonOptions, poissonEncode, type RateOptions, rateEncode } from "./encoders/rate.js";
export { InvalidOptionError, isSnnError, ShapeMismatchError, SnnError } from "./errors.js";
export {
  FluctuationDriven,
  type FluctuationDrivenArgs,
  LeakScaled,
  type LeakScaledArgs,
  type SpikingInitializerArgs,
} from "./initializers/spiking-initializers.js";
export { AdaptiveLIF, type AdaptiveLIFArgs } from "./layers/adaptive-lif-layer.js";
export { Alpha, type AlphaArgs } from "./layers/alpha-layer.js";
export { type ConvLIFArgs, ConvLIFLayer } from "./layers/conv-lif-layer.js";
export { ConvLIF1D, ConvLIF2D, ConvLIF3D } from "./layers/conv-lif-layers.js";
export { Izhikevich, type IzhikevichArgs } from "./layers/izhikevich-layer.js";
export { LeakyIntegrator, type LeakyIntegratorArgs } from "./layers/leaky-integrator-layer.js";
export { IF, type IFArgs, LIF, type LIFArgs } from "./layers/lif-layer.js";
export type { NeuronLayerArgs, NeuronOutput } from "./layers/neuron-layer.js";
export { ExponentialIF, type ExponentialIFArgs, QuadraticIF, type QuadraticIFArgs } from "./layers/nonlinear-layers.js";
export { ParametricLIF, type ParametricLIFArgs } from "./layers/parametric-lif-layer.js";
export { PerStep, type PerStepArgs } from "./layers/per-step.js";
export { RecurrentLIF, type RecurrentLIFArgs } from "./layers/recurrent-lif-layer.js";
export { registerSpikingLayers } from "./layers/register-spiking-layers.js";
export { type InputCoding, RepeatOverTime, type RepeatOverTimeArgs } from "./layers/repeat-over-time.js";
export { SConv2DLSTM, type SConv2DLSTMArgs } from "./layers/sconv2d-lstm-layer.js";
export { SLSTM, type SLSTMArgs } from "./layers/slstm-layer.js";
export type { SpikingLayerArgs } from "./layers/spiking-layer.js";
export { STM, type STMArgs } from "./layers/stm-layer.js";
export { Synaptic, type SynapticArgs } from "./layers/synaptic-layer.js";
export {
  type CeMembraneOptions,
  ceMembraneLoss,
  type MseMembraneOptions,
  mseMembraneLoss,
} from "./losses/membrane-losses.js";
export { ceCountLoss, ceRateLoss, type MseCountOptions, mseCountLoss, rateAccuracy } from "./losses/rate-losses.js";
export { type CountOptions, type Labels, type LossOptions, labelsOverTime } from "./losses/record.js";
export { type LayerSpikes, l1Spikes, neuronRates, type RateBandOptions, rateBand } from "./losses/regularisers.js";
export {
  type CeTemporalOptions,
  ceTemporalLoss,
  firstSpikeTimes,
  type MseTemporalOptions,
  mseTemporalLoss,
  temporalAccuracy,
} from "./losses/temporal-losses.js";
export { type VanRossumOptions, vanRossumDistance } from "./losses/van-rossum.js";
export {
  type LayerActivity,
  type LayerRecord,
  type Monitor,
  monitor,
  type Recording,
  type WatchedLayer,
} from "./monitors/monitor.js";
export { type SpikeActivity, spikeActivity } from "./monitors/spike-activity.js";
export type { ConvolutionSynapses, Synapses } from "./monitors/synapses.js";
export { type SynapticOperations, synapticOperations } from "./monitors/synaptic-operations.js";
export {
  type AdaptiveLifParams,
  type AdaptiveLifState,
  adaptiveLifSequence,
  adaptiveLifStep,
} from "./neurons/adaptive-lif.js";
export { type AlphaParams, type AlphaState, alphaSequence, alphaStep } from "./neurons/alpha.js";
export type { FiringOptions, FiringRule, ResetTiming } from "./neurons/firing-rule.js";
export {
  type IzhikevichParams,
  type IzhikevichState,
  izhikevichSequence,
  izhikevichStep,
} from "./neurons/izhikevich.js";
export {
  type LeakyIntegratorParams,
  type LeakyIntegratorStep,
  leakyIntegratorFinal,
  leakyIntegratorSequence,
  leakyIntegratorStep,
} from "./neurons/leaky-integrator.js";
export { type LifStep, lifStep } from "./neurons/lif.js";
export type { LifParams, LifState } from "./neurons/lif-params.js";
export { lifFinal, lifSequence, lifSpikes } from "./neurons/lif-sequence.js";
export {
  type ExponentialIfParams,
  exponentialIfSequence,
  exponentialIfStep,
  type QuadraticIfParams,
  quadraticIfSequence,
  quadraticIfStep,
} from "./neurons/nonlinear.js";
export type { NeuronStep, SequenceOptions } from "./neurons/over-time.js";
export type { Parameter } from "./neurons/parameter.js";
export {
  type ParametricLifParams,
  parametricLifFinal,
  parametricLifSequence,
  parametricLifStep,
  weightOfTimeConstant,
} from "./neurons/parametric-lif.js";
export {
  type RecurrentLifParams,
  type RecurrentLifState,
  recurrentLifSequence,
  recurrentLifStep,
} from "./neurons/recurrent-lif.js";
export { type Sconv2dLstmParams, sconv2dLstmSequence, sconv2dLstmStep } from "./neurons/sconv2d-lstm.js";
export { type SlstmParams, type SlstmState, slstmSequence, slstmStep } from "./neurons/slstm.js";
export { type SynapticParams, type SynapticState, synapticSequence, synapticStep } from "./neurons/synaptic.js";
export { applyConstraints, LEAK_RANGE, type Range, THRESHOLD_RANGE } from "./parameter-range.js";
export * as norse from "./presets/norse.js";
export * as snnTorch from "./presets/snntorch.js";
export * as spikingJelly from "./presets/spikingjelly.js";
export { type Comparison, spike } from "./spike.js";
export { stm, stmSequence } from "./stm.js";
export * from "./surrogates/index.js";
export {
  type SequentialResult,
  type SequentialState,
  type Step,
  type StepLayer,
  type StepResult,
  sequentialStep,
} from "./time/step.js";
export type { StepMask } from "./time/step-mask.js";
export {
  type TruncatedBpttOptions,
  type TruncatedBpttResult,
  timeChunks,
  truncatedBptt,
} from "./time/truncated-bptt.js";
export { type UnrollOptions, unroll } from "./time/unroll.js";
