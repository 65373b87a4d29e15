import * as tf from "@tensorflow/tfjs-core";

/** Which time step each value of a tensor belongs to, row-major. */
export interface StepLayout {
  readonly steps: number;
  /** Step of the value at this index, from 0; −1 for padding, which can never spike. */
  at(index: number): number;
}

/** Steps along one axis: `inner` values lie next to each other per step. */
export function alongAxis(shape: readonly number[], timeAxis: number | null): StepLayout {
  if (timeAxis === null) return { steps: 1, at: () => 0 };
  const steps = shape[timeAxis]!;
  const inner = shape.slice(timeAxis + 1).reduce((n, extent) => n * extent, 1);
  return { steps, at: (index) => Math.floor(index / inner) % steps };
}

/**
 * The layout as a tensor of the same shape: 0 for padding, step + 1 elsewhere. Kernels that move values move it along, and
 * the zeros that they pad with are padding again.
 */
export function asTensor({ at }: StepLayout, shape: readonly number[]): tf.Tensor {
  const values = new Float32Array(shape.reduce((n, extent) => n * extent, 1));
  for (let i = 0; i < values.length; i++) values[i] = at(i) + 1;
  return tf.tensor(values, [...shape]);
}

/** The layout that a tensor made by {@link asTensor} has after it was moved. */
export function fromTensor(moved: tf.Tensor, steps: number): StepLayout {
  const values = moved.dataSync();
  return { steps, at: (index) => values[index]! - 1 };
}
