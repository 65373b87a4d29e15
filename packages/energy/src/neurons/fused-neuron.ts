import type { KernelCall } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { alongAxis } from "../spikes/step-layout.js";
import type { NeuronCost } from "./neuron-cost.js";

/** The kernel of @cvar/snn that runs a layer of LIF neurons over all its time steps. */
export const FUSED_NEURON = "CvarLif";

interface Attributes {
  readonly rule: {
    readonly reset: "subtract" | "value" | "none";
    readonly timing: string;
    readonly comparison: string;
  };
  readonly timeAxis: number;
  readonly emit: "all" | "spikes" | "last";
  readonly rested: boolean;
}

/**
 * The updates that a call of the fused neuron stands for: u[t] = x[t] + λ·u[t−1] less its resets, o[t] = H(u[t] − v_th).
 * At rest the first step has no potential to multiply or add. A delayed reset of the last step's spikes is not done.
 *
 * Spikes that the call was not asked to emit are computed here, if they reset something.
 */
export function fusedNeuron(
  call: KernelCall,
  inputs: Readonly<Record<string, tf.Tensor>>,
  outputs: readonly tf.Tensor[],
): NeuronCost {
  const { rule, timeAxis, emit, rested } = call.attributes as unknown as Attributes;
  const { shape } = call.inputs.x!;
  const steps = shape[timeAxis]!;
  const neurons = tf.util.sizeFromShape([...shape]) / Math.max(1, steps);
  const resets = rule.reset !== "none";
  const delayed = rule.timing === "delayed";
  const held = rested ? steps - 1 : steps;
  const leak = inputs.leak!.dataSync();
  const share = (keep: (λ: number) => boolean) => leak.filter(keep).length / Math.max(1, leak.length);

  const perStep = emit === "last" && !resets ? [] : spikesPerStep(call, inputs, outputs, timeAxis, emit);
  const emitted = sum(perStep);
  const before = resets && rule.timing !== "same-step" && !rested ? firedBefore(inputs, rule.comparison) : 0;
  const compared = emit !== "last" ? steps : !resets ? 0 : delayed ? steps - 1 : steps;
  return {
    scope: call.scope,
    kernel: call.kernel,
    neurons,
    perSample: neurons / Math.max(1, shape[1 - timeAxis] ?? 1),
    steps,
    emits: emit !== "last",
    resetting: resets,
    spikes: emit === "last" ? 0 : emitted,
    updates: neurons * steps,
    multiplications: Math.round(neurons * held * share((λ) => λ !== 1 && λ !== 0)),
    additions: Math.round(neurons * held * share((λ) => λ !== 0)),
    comparisons: neurons * (compared + (resets && rule.timing !== "same-step" && !rested ? 1 : 0)),
    resets: resets ? emitted - (delayed ? (perStep[steps - 1] ?? 0) : 0) + before : 0,
  };
}

function spikesPerStep(
  call: KernelCall,
  inputs: Readonly<Record<string, tf.Tensor>>,
  outputs: readonly tf.Tensor[],
  timeAxis: number,
  emit: Attributes["emit"],
): number[] {
  const { steps, at } = alongAxis(call.inputs.x!.shape, timeAxis);
  const counts = new Array<number>(steps).fill(0);
  tf.tidy(() => {
    const spikes =
      emit === "last"
        ? (
            tf
              .engine()
              .runKernel(call.kernel, { ...inputs }, { ...call.attributes, emit: "spikes" } as never) as tf.Tensor[]
          )[0]!
        : outputs[emit === "all" ? 1 : 0]!;
    const values = spikes.dataSync();
    for (let i = 0; i < values.length; i++) if (values[i] !== 0) counts[at(i)]!++;
  });
  return counts;
}

/** Neurons whose potential before the first step is above the threshold: it is reset in that step. */
function firedBefore({ initial, threshold }: Readonly<Record<string, tf.Tensor>>, comparison: string): number {
  let count = 0;
  tf.tidy(() => {
    const fired = (comparison === ">" ? tf.greater : tf.greaterEqual)(initial!, threshold!).dataSync();
    for (let i = 0; i < fired.length; i++) count += fired[i]!;
  });
  return count;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
