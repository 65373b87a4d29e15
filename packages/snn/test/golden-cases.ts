import * as tf from "@tensorflow/tfjs-core";
import type { LifParams, Parameter, SynapticParams } from "../src/index.js";
import { lifSequence, surrogate, synapticSequence } from "../src/index.js";

/** One entry of `cases`; which fields it has depends on the library. */
export interface GoldenCase {
  lib: string;
  spk: number[][];
  mem?: number[][];
  v_after_reset?: number[][];
  v?: number[][];
  u?: number[][];
  dx?: number[][];
  surrogate: string;
  reset: "subtract" | "zero" | "none";
  reset_delay: boolean;
  alpha: number;
  beta: number;
  threshold: number;
  dbeta: number;
  dthreshold: number;
  tau: number | null;
  decay_input: boolean;
  v_reset: number | null;
  v_threshold: number;
  detach_reset: boolean;
  w: number;
  dw: number;
  gamma: number;
  lambda_: number;
  v_th: number;
  dlambda: number;
  dvth: number;
  input_gain: number;
  tau_mem_inv: number;
  tau_syn_inv: number;
  tau_mem: number;
  tau_syn: number;
  v_leak: number;
  dt: number;
  r: number;
  vl: number;
  vth: number;
  vr: number;
}

/** A golden case in this package's terms. */
export interface GoldenNeuron {
  run(x: tf.Tensor, learned: readonly tf.Tensor[]): { spikes: tf.Tensor; potential: tf.Tensor };
  /** Learned parameters, and the gradient that the library has for each. */
  readonly learned: readonly tf.Tensor[];
  readonly expected: readonly number[];
}

const time = { timeAxis: 0 } as const;

/** The neuron of a case, by library. */
export function goldenNeuron(c: GoldenCase): GoldenNeuron {
  switch (c.lib) {
    case "snntorch.Leaky":
      return lif([c.beta, c.threshold], [c.dbeta, c.dthreshold], ([leak, threshold]) => ({
        leak: leak!,
        threshold: threshold!,
        reset: c.reset,
        timing: c.reset_delay ? "delayed" : "compensated",
        detachReset: c.reset_delay,
        surrogate: named(c),
      }));
    case "paper001.eq3-4":
      return lif([c.lambda_, c.v_th], [c.dlambda, c.dvth], ([leak, threshold]) => ({
        leak: leak!,
        threshold: threshold!,
        detachReset: c.detach_reset,
        surrogate: named(c),
      }));
    case "spikingjelly.LIFNode":
      return lif([], [], () => spikingJelly(c, 1 / c.tau!));
    case "spikingjelly.IFNode":
      return lif([], [], () => ({ ...spikingJelly(c, 0), gain: 1 }));
    case "spikingjelly.ParametricLIFNode":
      return lif([c.w], [c.dw], ([w]) => spikingJelly(c, tf.sigmoid(w!)));
    case "norse.lif_box":
      return lif([], [], () => ({
        leak: 1 - c.dt * c.tau_mem_inv,
        threshold: 1,
        gain: c.input_gain * c.dt * c.tau_mem_inv,
        reset: "zero",
        timing: "same-step",
      }));
    case "nir.LIF(euler)":
      return lif([], [], () => ({
        leak: 1 - c.dt / c.tau!,
        threshold: c.vth,
        gain: (c.r * c.dt) / c.tau!,
        rest: c.vl,
        reset: c.vr,
        timing: "same-step",
      }));
    case "snntorch.Synaptic":
      return synaptic({
        synapticLeak: c.alpha,
        leak: c.beta,
        threshold: c.threshold,
        reset: c.reset,
        resetDropsInput: true,
        surrogate: named(c),
      });
    case "norse.lif_feed_forward":
      return synaptic({
        synapticLeak: 1 - c.dt * c.tau_syn_inv,
        synapticGain: c.input_gain,
        leak: 1 - c.dt * c.tau_mem_inv,
        threshold: 1,
        gain: c.dt * c.tau_mem_inv,
        reset: "zero",
        timing: "same-step",
      });
    case "nir.CubaLIF(euler, i first)":
      return synaptic({
        synapticLeak: 1 - c.dt / c.tau_syn,
        synapticGain: c.dt / c.tau_syn,
        leak: 1 - c.dt / c.tau_mem,
        threshold: c.v_threshold,
        gain: (c.r * c.dt) / c.tau_mem,
        reset: "zero",
        timing: "same-step",
      });
    default:
      throw new RangeError(`no neuron for golden case ${c.lib}`);
  }
}

function lif(values: number[], expected: number[], params: (learned: readonly tf.Tensor[]) => LifParams): GoldenNeuron {
  const run: GoldenNeuron["run"] = (x, learned) => lifSequence(x, null, params(learned), time);
  return { run, learned: values.map((v) => tf.scalar(v)), expected };
}

function synaptic(params: SynapticParams): GoldenNeuron {
  return { run: (x) => synapticSequence(x, null, params, time), learned: [], expected: [] };
}

/** v[t] = v[t−1] + (x − (v[t−1] − v_reset)) / τ, or without the 1/τ on x; then H(v − v_th) with ≥, then the reset. */
function spikingJelly(c: GoldenCase, inverseTau: Parameter): LifParams {
  return {
    leak: typeof inverseTau === "number" ? 1 - inverseTau : tf.sub(1, inverseTau),
    threshold: c.v_threshold,
    gain: c.decay_input ? inverseTau : 1,
    rest: c.v_reset ?? 0,
    initial: c.v_reset ?? 0,
    reset: c.v_reset ?? "subtract",
    timing: "same-step",
    detachReset: c.detach_reset,
    comparison: ">=",
    surrogate: named(c),
  };
}

function named(c: GoldenCase) {
  const { gamma } = c;
  const table: Record<string, Parameters<typeof surrogate>[0]> = {
    atan2: { name: "atan", alpha: 2 },
    atan100: { name: "atan", alpha: 100 },
    fast_sigmoid25: { name: "fastSigmoid", slope: 25 },
    ste: "straightThrough",
    ATan2: { name: "atan", alpha: 2 },
    Sigmoid4: { name: "sigmoid", slope: 4 },
    "1/(1+g u^2)": { name: "arctan", gamma },
    "1/(1+(g u)^2)": { name: "arctan", gamma: gamma * gamma },
    "g/2/(1+(pi g u/2)^2)": { name: "atan", alpha: gamma },
  };
  return surrogate(table[c.surrogate]!);
}
