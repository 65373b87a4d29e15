import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";
import { stepsOf } from "../steps-of.js";

/** State of a neuron between two steps: a plain record of tensors. */
export type NeuronState = Readonly<Record<string, tf.Tensor>>;

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
  const { timeAxis = 1 } = options;
  return tidied(() => {
    const potentials: tf.Tensor[] = [];
    const spikes: tf.Tensor[] = [];
    let current = state;
    for (const x of stepsOf(input, timeAxis)) {
      const out = step(x, current);
      current = out.state;
      potentials.push(out.potential);
      spikes.push(out.spikes);
    }
    return { potential: tf.stack(potentials, timeAxis), spikes: tf.stack(spikes, timeAxis), state: current! };
  });
}

/** `tf.tidy` for functions that return records of tensors, whatever their type is called. */
export function tidied<R extends object>(compute: () => R): R {
  return tf.tidy(() => compute() as unknown as tf.TensorContainerObject) as unknown as R;
}
