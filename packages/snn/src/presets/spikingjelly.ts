import { InvalidOptionError } from "../errors.js";
import type { FiringOptions } from "../neurons/firing-rule.js";
import type { IzhikevichParams } from "../neurons/izhikevich.js";
import type { LifParams } from "../neurons/lif-params.js";
import type { ExponentialIfParams, QuadraticIfParams } from "../neurons/nonlinear.js";
import type { Parameter } from "../neurons/parameter.js";
import { ABOVE_ONE, POSITIVE, requireNumber } from "../neurons/parameter.js";
import type { ParametricLifParams } from "../neurons/parametric-lif.js";
import { weightOfTimeConstant } from "../neurons/parametric-lif.js";
import type { SurrogateSpec } from "../surrogates/registry.js";
import type { Surrogate } from "../surrogates/surrogate.js";

/** SpikingJelly's `surrogate.Sigmoid(alpha)`, its neurons' default. */
export const Sigmoid = (alpha = 4): SurrogateSpec => ({ name: "sigmoid", slope: alpha });
/** SpikingJelly's `surrogate.ATan(alpha)`. */
export const ATan = (alpha = 2): SurrogateSpec => ({ name: "atan", alpha });
/** SpikingJelly's `surrogate.PiecewiseQuadratic(alpha)`, a triangle. */
export const PiecewiseQuadratic = (alpha = 1): SurrogateSpec => ({ name: "triangular", alpha });
/** SpikingJelly's `surrogate.PiecewiseExp(alpha)`. */
export const PiecewiseExp = (alpha = 1): SurrogateSpec => ({ name: "exponential", alpha });
/** SpikingJelly's `surrogate.SoftSign(alpha)`. */
export const SoftSign = (alpha = 2): SurrogateSpec => ({ name: "softSign", alpha });
/** SpikingJelly's `surrogate.Erf(alpha)`, a Gaussian. */
export const Erf = (alpha = 2): SurrogateSpec => ({ name: "gaussian", alpha });

/** What SpikingJelly's neurons have in common, under its names; its `surrogate_function` is `surrogate`. */
export interface NodeOptions {
  /** 1 by default. */
  readonly vThreshold?: number;
  /** 0 by default, −0.1 for QIF and EIF; null subtracts v_threshold instead. The potential starts there. */
  readonly vReset?: number | null;
  /** False by default. */
  readonly detachReset?: boolean;
  /** Sigmoid(4) by default. */
  readonly surrogate?: SurrogateSpec | Surrogate;
}

/** Params of `neuron.IFNode` for {@link lifStep}, {@link lifSequence} and {@link LIF}. */
export function ifNode(options: NodeOptions = {}): LifParams<number> {
  const { initial, ...rule } = node(options, 0);
  return { ...rule, initial, leak: 1 };
}

/** Options of {@link lifNode}, as `neuron.LIFNode`. */
export interface LIFNodeOptions extends NodeOptions {
  /** Above 1, in steps; 2 by default. */
  readonly tau?: number;
  /** Is the input divided by τ too? True by default. */
  readonly decayInput?: boolean;
}

/**
 * Params of `neuron.LIFNode` for {@link lifStep}, {@link lifSequence} and {@link LIF}.
 *
 * @throws InvalidOptionError unless τ > 1
 * @example new LIF(spikingJelly.lifNode({ tau: 2, vReset: null, surrogate: spikingJelly.ATan() }));
 */
export function lifNode(options: LIFNodeOptions = {}): LifParams<number> {
  const { tau = 2, decayInput = true } = options;
  requireNumber("tau", tau, ABOVE_ONE);
  const rule = node(options, 0);
  return { ...rule, leak: 1 - 1 / tau, gain: decayInput ? 1 / tau : 1, rest: rule.initial };
}

/** Options of {@link parametricLifNode}, as `neuron.ParametricLIFNode`; give `w` to go on from a trained one. */
export interface ParametricLIFNodeOptions<P extends Parameter> extends NodeOptions {
  /** Above 1, in steps; 2 by default. */
  readonly initTau?: number;
  /** The learned weight itself, instead of `initTau`. */
  readonly w?: P;
  readonly decayInput?: boolean;
}

/** Params of `neuron.ParametricLIFNode` for {@link parametricLifStep}, {@link parametricLifSequence} and {@link ParametricLIF}. */
export function parametricLifNode<P extends Parameter = number>(
  options: ParametricLIFNodeOptions<P> = {},
): ParametricLifParams<P> {
  const { initTau = 2, decayInput = true } = options;
  const rule = node(options, 0);
  const weight = options.w ?? weightOfTimeConstant(initTau);
  return { ...rule, weight, decayInput, rest: rule.initial } as ParametricLifParams<P>;
}

/** Options of {@link qifNode}, as `neuron.QIFNode`. */
export interface QIFNodeOptions extends NodeOptions {
  /** 2 by default. */
  readonly tau?: number;
  /** 0.8 by default. */
  readonly vC?: number;
  /** 1 by default. */
  readonly a0?: number;
  /** 0 by default. */
  readonly vRest?: number;
}

/** Params of `neuron.QIFNode` for {@link quadraticIfStep}, {@link quadraticIfSequence} and {@link QuadraticIF}. */
export function qifNode(options: QIFNodeOptions = {}): QuadraticIfParams<number> {
  const { tau = 2, vC = 0.8, a0 = 1, vRest = 0 } = options;
  requireNumber("tau", tau, ABOVE_ONE);
  return { ...node(options, -0.1), timeConstant: tau, critical: vC, curvature: a0, rest: vRest };
}

/** Options of {@link eifNode}, as `neuron.EIFNode`. */
export interface EIFNodeOptions extends NodeOptions {
  /** 2 by default. */
  readonly tau?: number;
  /** 1 by default. */
  readonly deltaT?: number;
  /** 0.8 by default. */
  readonly thetaRh?: number;
  /** 0 by default. */
  readonly vRest?: number;
}

/** Params of `neuron.EIFNode` for {@link exponentialIfStep}, {@link exponentialIfSequence} and {@link ExponentialIF}. */
export function eifNode(options: EIFNodeOptions = {}): ExponentialIfParams<number> {
  const { tau = 2, deltaT = 1, thetaRh = 0.8, vRest = 0 } = options;
  requireNumber("tau", tau, ABOVE_ONE);
  return { ...node(options, -0.1), timeConstant: tau, sharpness: deltaT, rheobase: thetaRh, rest: vRest };
}

/** Options of {@link izhikevichNode}, as `neuron.IzhikevichNode`. */
export interface IzhikevichNodeOptions extends NodeOptions {
  /** 2 by default. */
  readonly tau?: number;
  /** 0.8 by default. */
  readonly vC?: number;
  /** 1 by default. */
  readonly a0?: number;
  /** −0.1 by default. */
  readonly vRest?: number;
  /** 0 by default. */
  readonly wRest?: number;
  /** 2 by default. */
  readonly tauW?: number;
  /** 0 by default. */
  readonly a?: number;
  /** 0 by default. */
  readonly b?: number;
}

/**
 * Params of `neuron.IzhikevichNode` for {@link izhikevichStep}, {@link izhikevichSequence} and {@link Izhikevich}. Its
 * parabola is a0·(v − v_rest)·(v − v_c), its recovery follows the charged potential.
 */
export function izhikevichNode(options: IzhikevichNodeOptions = {}): IzhikevichParams<number> {
  const { tau = 2, vC = 0.8, a0 = 1, vRest = -0.1, wRest = 0, tauW = 2, a = 0, b = 0 } = options;
  requireNumber("tau", tau, ABOVE_ONE);
  requireNumber("tauW", tauW, POSITIVE);
  const { timing: _, ...rule } = node(options, 0);
  return {
    ...rule,
    detachReset: rule.detachReset ? "charged" : false,
    dt: 1 / tau,
    quadratic: a0,
    critical: vC,
    recoveryRate: tau / tauW,
    recoverySensitivity: a,
    recoveryRest: vRest,
    recoveryJump: b,
    recoveryFollows: "charged",
    initialRecovery: wRest,
  };
}

/** Threshold, reset and surrogate of a node; `initial` is where its potential starts. */
function node(options: NodeOptions, defaultReset: number) {
  const { vThreshold = 1, vReset = defaultReset, detachReset = false, surrogate = Sigmoid() } = options;
  if (vReset !== null && !(vReset < vThreshold)) {
    throw new InvalidOptionError("vReset", vReset, `less than vThreshold, ${vThreshold}, or null`);
  }
  return {
    threshold: vThreshold,
    reset: vReset ?? ("subtract" as const),
    initial: vReset ?? 0,
    timing: "same-step",
    detachReset,
    comparison: ">=",
    surrogate,
  } as const satisfies FiringOptions<number> & { threshold: number; initial: number };
}
