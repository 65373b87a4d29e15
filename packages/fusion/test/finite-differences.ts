import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients of the kernels

/** Numbers that look random and are the same every time, in [-1, 1). */
export function numbers(count: number, seed: number): number[] {
  let state = seed * 2654435761 + 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A tensor of such numbers. */
export function filled<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number, scale = 1): tf.Tensor<R> {
  const values = numbers(tf.util.sizeFromShape(shape as number[]), seed).map((value) => value * scale);
  return tf.tensor(values, shape, "float32");
}

/** The largest absolute value. */
export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * Compares tf's gradient of Σ f(inputs)·w with central differences along a random direction per input, and along
 * single coordinates; returns the largest difference relative to the largest gradient entry.
 */
export function gradientError(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  { step = 1e-2, coordinates = 12 } = {},
): number {
  return tf.tidy(() => {
    const weight = filled(f(...inputs).shape as number[] as [number], 99);
    const scalar = (...xs: tf.Tensor[]) => tf.sum(tf.mul(f(...xs), weight)) as tf.Scalar;
    const gradients = tf
      .grads(scalar)(inputs)
      .map((gradient) => gradient.dataSync());
    let worst = 0;
    inputs.forEach((input, index) => {
      const values = input.dataSync();
      const scale = largest(gradients[index]!) + 1e-6;
      for (let c = 0; c < coordinates; c++) {
        const at = Math.floor(((c + 0.5) * values.length) / coordinates) % values.length;
        const moved = (by: number) => {
          const copy = Float32Array.from(values);
          copy[at]! += by;
          const xs = inputs.map((x, i) => (i === index ? tf.tensor(copy, x.shape) : x));
          // Summed in double precision: float32 sums would drown the difference.
          return Array.from(tf.mul(f(...xs), weight).dataSync()).reduce((sum, value) => sum + value, 0);
        };
        const difference = (moved(step) - moved(-step)) / (2 * step);
        worst = Math.max(worst, Math.abs(difference - gradients[index]![at]!) / scale);
      }
    });
    return worst;
  });
}

/** How many tensors the second of two calls leaves behind (its results are disposed). */
export function leaked(f: () => tf.Tensor | tf.Tensor[]): number {
  tf.dispose(f());
  const before = tf.memory().numTensors;
  tf.dispose(f());
  return tf.memory().numTensors - before;
}
