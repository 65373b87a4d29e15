import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import type { AlphaParams } from "../neurons/alpha.js";
import type { FiringOptions } from "../neurons/firing-rule.js";
import { oneOf } from "../neurons/firing-rule.js";
import type { LifParams } from "../neurons/lif-params.js";
import type { Parameter } from "../neurons/parameter.js";
import { POSITIVE, requireNumber } from "../neurons/parameter.js";
import type { RecurrentLifParams } from "../neurons/recurrent-lif.js";
import type { Sconv2dLstmParams } from "../neurons/sconv2d-lstm.js";
import type { SlstmParams } from "../neurons/slstm.js";
import type { SynapticParams } from "../neurons/synaptic.js";
import type { SurrogateSpec } from "../surrogates/registry.js";
import type { Surrogate } from "../surrogates/surrogate.js";

/** snnTorch's `surrogate.atan(alpha)`, its default. */
export const atan = (alpha = 2): SurrogateSpec => ({ name: "atan", alpha });
/** snnTorch's `surrogate.fast_sigmoid(slope)`. */
export const fastSigmoid = (slope = 25): SurrogateSpec => ({ name: "fastSigmoid", slope });
/** snnTorch's `surrogate.sigmoid(slope)`. */
export const sigmoid = (slope = 25): SurrogateSpec => ({ name: "sigmoid", slope });
/** snnTorch's `surrogate.straight_through_estimator()`. */
export const straightThroughEstimator = (): SurrogateSpec => "straightThrough";
/** snnTorch's `surrogate.triangular(threshold)`: +threshold up to v_th, −threshold above. */
export const triangular = (threshold = 1): SurrogateSpec => ({ name: "snnTorchTriangular", height: threshold });

/** What snnTorch's neurons have in common, under its names; its `spike_grad` is `surrogate`. */
export interface NeuronOptions<P extends Parameter> {
  /** 1 by default. */
  readonly threshold?: P;
  readonly resetMechanism?: "subtract" | "zero" | "none";
  /** `spike_grad`, atan(2) by default. */
  readonly surrogate?: SurrogateSpec | Surrogate;
}

/** Options of {@link leaky}, as `snntorch.Leaky`. */
export interface LeakyOptions<P extends Parameter> extends NeuronOptions<P> {
  /** Decay of the membrane; clamped to [0, 1]. */
  readonly beta: P;
  /** True by default: a spike resets in the next step. */
  readonly resetDelay?: boolean;
}

/**
 * Params of `snntorch.Leaky` for {@link lifStep}, {@link lifSequence} and {@link LIF}.
 *
 * With tensors call it inside `tf.tidy`: clamping β makes one.
 *
 * @example lifSequence(x, null, snnTorch.leaky({ beta: 0.9, resetMechanism: "zero" }));
 */
export function leaky<P extends Parameter = number>(options: LeakyOptions<P>): LifParams<P> {
  return {
    ...rule<P>(options, options.resetDelay),
    leak: clamped<P>("beta", options.beta),
    threshold: threshold(options),
  };
}

/** Options of {@link synaptic}, as `snntorch.Synaptic`. */
export interface SynapticOptions<P extends Parameter> extends LeakyOptions<P> {
  /** Decay of the synaptic current; clamped to [0, 1]. */
  readonly alpha: P;
}

/** Params of `snntorch.Synaptic` for {@link synapticStep}, {@link synapticSequence} and {@link Synaptic}. */
export function synaptic<P extends Parameter = number>(options: SynapticOptions<P>): SynapticParams<P> {
  return { ...leaky<P>(options), synapticLeak: clamped<P>("alpha", options.alpha), resetDropsInput: true };
}

/** Options of {@link rleaky}, as `snntorch.RLeaky`. */
export interface RLeakyOptions<P extends Parameter> extends LeakyOptions<P> {
  /** One to one (`all_to_all=False`): V, the factor on each neuron's own spike. */
  readonly V?: P;
}

/**
 * Params of `snntorch.RLeaky` for {@link recurrentLifStep}, {@link recurrentLifSequence} and {@link RecurrentLIF}. For
 * `all_to_all=True` leave `V` out and add `recurrentKernel` (the transpose of `recurrent.weight`) and `recurrentBias`.
 */
export function rleaky<P extends Parameter = number>(options: RLeakyOptions<P>): RecurrentLifParams<P> {
  const feedback = options.V === undefined ? {} : { feedback: options.V };
  return { ...leaky<P>(options), ...feedback, resetDropsInput: true };
}

/** Options of {@link alpha}, as `snntorch.Alpha`; its `reset_mechanism` is `"zero"` by default. */
export interface AlphaOptions<P extends Parameter> extends NeuronOptions<P> {
  readonly alpha: P;
  /** Less than `alpha`. */
  readonly beta: P;
}

/** Params of `snntorch.Alpha` for {@link alphaStep}, {@link alphaSequence} and {@link Alpha}. */
export function alpha<P extends Parameter = number>(options: AlphaOptions<P>): AlphaParams<P> {
  const { resetMechanism = "zero", surrogate = atan() } = options;
  oneOf("resetMechanism", resetMechanism, ["subtract", "zero", "none"]);
  return {
    excitatoryLeak: options.alpha,
    inhibitoryLeak: options.beta,
    threshold: threshold(options),
    reset: resetMechanism === "subtract" ? "snnTorchSubtract" : resetMechanism,
    surrogate,
  };
}

/** Options of {@link lapicque}, as `snntorch.Lapicque` with R and C given. */
export interface LapicqueOptions extends NeuronOptions<number> {
  /** Resistance. */
  readonly R: number;
  /** Capacitance. */
  readonly C: number;
  /** 1 by default. */
  readonly timeStep?: number;
}

/** Params of `snntorch.Lapicque` for {@link lifStep}, {@link lifSequence} and {@link LIF}. @throws InvalidOptionError */
export function lapicque(options: LapicqueOptions): LifParams<number> {
  const { timeStep = 1 } = options;
  const R = requireNumber("R", options.R, POSITIVE);
  const C = requireNumber("C", options.C, POSITIVE);
  requireNumber("timeStep", timeStep, POSITIVE);
  return {
    ...rule<number>(options, true),
    leak: 1 - timeStep / (R * C),
    gain: timeStep / C,
    threshold: threshold(options),
    resetDropsInput: true,
  };
}

/** Options of {@link slstm}, as `snntorch.SLSTM`; its `reset_mechanism` is `"none"` by default. */
export interface SlstmOptions<P extends Parameter>
  extends NeuronOptions<P>,
    Pick<SlstmParams, "kernel" | "recurrentKernel" | "bias"> {}

/**
 * Params of `snntorch.SLSTM` for {@link slstmStep} and {@link slstmSequence}: `kernel` and `recurrentKernel` are the
 * transposes of `lstm_cell.weight_ih` and `weight_hh`, `bias` is `bias_ih + bias_hh`.
 */
export function slstm<P extends Parameter = number>(options: SlstmOptions<P>): SlstmParams<P> {
  const { kernel, recurrentKernel, bias, resetMechanism = "none" } = options;
  const weights = { kernel, recurrentKernel, ...(bias ? { bias } : {}) };
  return { ...rule<P>({ ...options, resetMechanism }, true), ...weights, threshold: threshold(options) };
}

/** Options of {@link sconv2dlstm}, as `snntorch.SConv2dLSTM`; its `reset_mechanism` is `"none"` by default. */
export interface Sconv2dlstmOptions<P extends Parameter>
  extends NeuronOptions<P>,
    Pick<Sconv2dLstmParams, "kernel" | "recurrentKernel" | "bias"> {}

/**
 * Params of `snntorch.SConv2dLSTM` without pooling for {@link sconv2dLstmStep} and {@link sconv2dLstmSequence}. Its
 * `conv.weight` [4N, F + N, k, k] is `kernel` [k, k, F, 4N] and `recurrentKernel` [k, k, N, 4N] with the last two of its
 * gates, output and cell, exchanged; so is its `bias`.
 */
export function sconv2dlstm<P extends Parameter = number>(options: Sconv2dlstmOptions<P>): Sconv2dLstmParams<P> {
  const { kernel, recurrentKernel, bias, resetMechanism = "none" } = options;
  const weights = { kernel, recurrentKernel, ...(bias ? { bias } : {}) };
  return { ...rule<P>({ ...options, resetMechanism }, true), ...weights, threshold: threshold(options) };
}

function rule<P extends Parameter>(options: NeuronOptions<Parameter>, resetDelay = true): FiringOptions<P> {
  const { resetMechanism = "subtract", surrogate = atan() } = options;
  oneOf("resetMechanism", resetMechanism, ["subtract", "zero", "none"]);
  return {
    reset: resetMechanism,
    timing: resetDelay ? "delayed" : "compensated",
    detachReset: resetDelay,
    comparison: ">",
    surrogate,
  };
}

function threshold<P extends Parameter>(options: NeuronOptions<P>): P {
  return options.threshold ?? (1 as P);
}

function clamped<P extends Parameter>(option: string, fraction: P): P {
  if (fraction instanceof tf.Tensor) return tf.clipByValue(fraction, 0, 1) as tf.Tensor as P;
  if (typeof fraction === "number") return Math.min(1, Math.max(0, fraction)) as P;
  throw new InvalidOptionError(option, fraction, "a number, clamped to [0, 1], or a tensor of such numbers");
}
