import type * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";
import { unroll } from "../time/unroll.js";

/** What one step of a spiking neuron gives; over time, `spikes` and `potential` have the time axis and `state` is the last. */
export interface NeuronStep<S> {
  /** u[t], analog; before the reset where the reset is delayed, after it otherwise. */
  readonly potential: tf.Tensor;
  /** o[t] in {0, 1}. */
  readonly spikes: tf.Tensor;
  readonly state: S;
}

/** Where the time axis lies. */
export interface SequenceOptions {
  /** 1 (default): [B, T, …]; 0: [T, …], the first axis after it counting as the batch. */
  readonly timeAxis?: 0 | 1;
}

/** The shape of one step. @throws ShapeMismatchError if there is no time axis, or no step */
export function stepShape({ rank, shape }: tf.Tensor, { timeAxis = 1 }: SequenceOptions): number[] {
  if (rank <= timeAxis || shape[timeAxis] === 0) {
    throw new ShapeMismatchError("input", `${timeAxis === 1 ? "[B, T, …]" : "[T, …]"} with T ≥ 1`, shape);
  }
  return shape.filter((_, axis) => axis !== timeAxis);
}

/** All steps of a neuron, by its step function: `spikes` and `potential` of `input`'s time axis, and the last state. */
export function overTime<S>(
  input: tf.Tensor,
  state: S | null,
  options: SequenceOptions,
  step: (x: tf.Tensor, state: S | null) => NeuronStep<S>,
): NeuronStep<S> {
  stepShape(input, options);
  return unroll(step, input, state, options) as unknown as NeuronStep<S>;
}
