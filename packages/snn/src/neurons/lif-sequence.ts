import * as tf from "@tensorflow/tfjs-core";
import type { Emit, LifAttributes } from "../kernels/lif-kernels.js";
import { fusedLif, hasFusedLif } from "../kernels/lif-kernels.js";
import { stepsOf } from "../steps-of.js";
import type { FiringRule } from "./firing-rule.js";
import type { LifStep } from "./lif.js";
import { lifStep, sameShape } from "./lif.js";
import type { LifParams, LifRule, LifState } from "./lif-params.js";
import { drive, resolveLif, startingPotential } from "./lif-params.js";
import { type SequenceOptions, stepShape } from "./over-time.js";

/**
 * All T steps of a layer of leaky integrate-and-fire neurons ({@link lifStep} says which equations).
 *
 * It is one operation with a hand-written gradient for x, λ, v_th and the initial state: a WebAssembly kernel, or where
 * tensors cannot be reached without copying them operations on whole steps. Memory: the outputs, and for the gradient
 * `input` alone (potentials are computed again).
 *
 * @param input  currents x, [B, T, …] (or [T, …] with `timeAxis: 0`)
 * @param state  before the first step, or null at rest
 * @returns `potential` and `spikes` of `input`'s shape, and the state after the last step; the caller owns all three
 * @throws ShapeMismatchError if the state's or a parameter's shape does not fit
 * @example const { spikes } = lifSequence(tf.ones([1, 11, 4]), null, { leak: 0.9, threshold: 1 });
 */
export function lifSequence(
  input: tf.Tensor,
  state: LifState | null,
  params: LifParams,
  options: SequenceOptions = {},
): LifStep {
  const [potential, spikes, last] = run(input, state, params, options, "all") as [tf.Tensor, tf.Tensor, tf.Tensor];
  return { potential, spikes, state: { potential: last } };
}

/** {@link lifSequence} without the potentials: for hidden layers, whose spikes alone are read. */
export function lifSpikes(
  input: tf.Tensor,
  state: LifState | null,
  params: LifParams,
  options: SequenceOptions = {},
): { readonly spikes: tf.Tensor; readonly state: LifState } {
  const [spikes, last] = run(input, state, params, options, "spikes") as [tf.Tensor, tf.Tensor];
  return { spikes, state: { potential: last } };
}

/** {@link lifSequence} without the spikes: for neurons that are read by their potential. */
export function lifPotential(
  input: tf.Tensor,
  state: LifState | null,
  params: LifParams,
  options: SequenceOptions = {},
): { readonly potential: tf.Tensor; readonly state: LifState } {
  const { potential, spikes, state: last } = lifSequence(input, state, params, options);
  spikes.dispose();
  return { potential, state: last };
}

/** {@link lifSequence} without the sequences: the potential after the last step, all that an analog readout needs. */
export function lifFinal(
  input: tf.Tensor,
  state: LifState | null,
  params: LifParams,
  options: SequenceOptions = {},
): LifState {
  const [potential] = run(input, state, params, options, "last") as [tf.Tensor];
  return { potential };
}

function run(
  input: tf.Tensor,
  state: LifState | null,
  params: LifParams,
  options: SequenceOptions,
  emit: Emit,
): tf.Tensor[] {
  const { timeAxis = 1 } = options;
  const step = stepShape(input, options);
  sameShape("state.potential", state?.potential, step);
  return tf.tidy(() => {
    const axes = input.shape.slice(timeAxis + 1);
    const { leak, threshold, rule } = resolveLif(params, axes);
    const x = drive(input, leak, params, axes);
    const initial = startingPotential(state, params.initial, step);
    if (!hasFusedLif() || !canFuse(rule)) {
      const driven = { ...params, leak, threshold, gain: 1, rest: 0 };
      return composed(x, initial && { potential: initial }, driven, { timeAxis, emit });
    }
    const attributes: LifAttributes = { rule, timeAxis, emit, rested: initial === null };
    return fusedLif({ x, initial: initial ?? tf.scalar(0), leak, threshold }, attributes);
  });
}

/** Does the fused kernel know this rule? */
function canFuse(rule: FiringRule): rule is LifRule {
  return typeof rule.resetValue === "number" && !rule.resetDropsInput && !rule.surrogate.relaxation;
}

/** The same by operations: for backends without the fused kernel, and what the tests hold that kernel against. */
export function composed(
  input: tf.Tensor,
  state: LifState | null,
  params: LifParams,
  { timeAxis, emit }: Pick<LifAttributes, "timeAxis" | "emit">,
): tf.Tensor[] {
  const potentials: tf.Tensor[] = [];
  const spikes: tf.Tensor[] = [];
  let current = state;
  for (const x of stepsOf(input, timeAxis)) {
    const step = lifStep(x, current, params);
    current = step.state;
    potentials.push(step.potential);
    spikes.push(step.spikes);
  }
  const last = potentials[potentials.length - 1]!;
  if (emit === "last") return [last];
  const sequences = emit === "all" ? [tf.stack(potentials, timeAxis)] : [];
  return [...sequences, tf.stack(spikes, timeAxis), last];
}
