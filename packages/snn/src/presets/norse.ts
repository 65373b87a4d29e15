import type { IzhikevichParams } from "../neurons/izhikevich.js";
import type { LifParams } from "../neurons/lif-params.js";
import type { SynapticParams } from "../neurons/synaptic.js";
import type { SurrogateSpec } from "../surrogates/registry.js";
import type { Surrogate } from "../surrogates/surrogate.js";

/** Norse's `method="super"`, its default: 1/(1 + |u|)². Norse 1.1.0 does not use its `alpha`, whatever the value. */
export const superSpike = (): SurrogateSpec => ({ name: "fastSigmoid", slope: 1 });

/** What Norse's neurons have in common, under its names. */
export interface NeuronOptions {
  /** 1 by default. */
  readonly vTh?: number;
  /** 0 by default. */
  readonly vReset?: number;
  /** Length of a step, s; 0.001 by default. */
  readonly dt?: number;
  /** {@link superSpike} by default. */
  readonly surrogate?: SurrogateSpec | Surrogate;
}

/** Options of {@link lifBox}, as `LIFBoxParameters`. */
export interface LIFBoxOptions extends NeuronOptions {
  /** 1/τ_mem, 1/s; 100 by default. */
  readonly tauMemInv?: number;
  /** 0 by default. The potential starts there, as the cells' initial state does. */
  readonly vLeak?: number;
}

/** Params of `lif_box_feed_forward_step` (`LIFBoxCell`) for {@link lifStep}, {@link lifSequence} and {@link LIF}. */
export function lifBox(options: LIFBoxOptions = {}): LifParams<number> {
  const { tauMemInv = 100, vLeak = 0, dt = 0.001 } = options;
  const gain = dt * tauMemInv;
  return { ...rule(options), leak: 1 - gain, gain, rest: vLeak, initial: vLeak };
}

/** Options of {@link lif}, as `LIFParameters`. */
export interface LIFOptions extends LIFBoxOptions {
  /** 1/τ_syn, 1/s; 200 by default. */
  readonly tauSynInv?: number;
}

/**
 * Params of `lif_feed_forward_step` (`LIFCell`) for {@link synapticStep}, {@link synapticSequence} and {@link Synaptic}.
 * Norse's state holds the current after its decay: (1 − dt/τ_syn) times the `current` here.
 */
export function lif(options: LIFOptions = {}): SynapticParams<number> {
  const { tauSynInv = 200, dt = 0.001 } = options;
  return { ...lifBox(options), synapticLeak: 1 - dt * tauSynInv };
}

/** Params of `iaf_feed_forward_step` (`IAFCell`) for {@link lifStep}, {@link lifSequence} and {@link LIF}. */
export function iaf(options: NeuronOptions = {}): LifParams<number> {
  return { ...rule(options), leak: 1 };
}

/** Params of `li_feed_forward_step` (`LICell`) for {@link synapticSequence}: read its potential, it never spikes. */
export function li(options: Omit<LIFOptions, "vTh" | "vReset" | "surrogate"> = {}): SynapticParams<number> {
  return { ...lif(options), reset: "none" };
}

/** Options of {@link izhikevich}, as `IzhikevichParameters`. */
export interface IzhikevichOptions extends Omit<NeuronOptions, "vReset"> {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  /** 0.04 by default. */
  readonly sq?: number;
  /** 5 by default. */
  readonly mn?: number;
  /** 140 by default. */
  readonly bias?: number;
  /** 250 by default. */
  readonly tauInv?: number;
}

/** Params of `izhikevich_feed_forward_step` for {@link izhikevichStep}, {@link izhikevichSequence} and {@link Izhikevich}. */
export function izhikevich(options: IzhikevichOptions): IzhikevichParams<number> {
  const { a, b, c, d, sq = 0.04, mn = 5, bias = 140, tauInv = 250, dt = 0.001, vTh = 30 } = options;
  const { timing: _, ...spiking } = rule({ ...options, vTh });
  return {
    ...spiking,
    reset: c,
    dt: tauInv * dt,
    recoveryRate: a,
    recoverySensitivity: b,
    recoveryJump: d,
    quadratic: sq,
    linear: mn,
    constant: bias,
  };
}

function rule({ vTh = 1, vReset = 0, surrogate = superSpike() }: NeuronOptions) {
  return {
    threshold: vTh,
    reset: vReset,
    timing: "same-step",
    detachReset: false,
    comparison: ">",
    surrogate,
  } as const;
}
