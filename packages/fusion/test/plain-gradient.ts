import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients of the kernels
import { filled, largest } from "./finite-differences.js";

// biome-ignore lint/suspicious/noExplicitAny: nested arrays of any depth
type Nested = any;

/** How far values and gradients of a function over tensors are from those of the same function as plain loops. */
export interface Difference {
  /** largest difference of a value, relative to the largest */
  readonly value: number;
  /** for each input: largest difference of a gradient from central differences of the loops, relative to the largest */
  readonly gradients: readonly number[];
}

/** Compares f with plain loops over nested arrays; the loss is Σ f·w with fixed weights w. */
export function differenceFromPlain(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  plain: (...inputs: Nested[]) => Nested,
  inputs: readonly tf.Tensor[],
  step = 1e-5,
): Difference {
  return tf.tidy(() => {
    const arrays = inputs.map((input) => input.arraySync() as Nested);
    const output = f(...inputs);
    const weight = filled(output.shape as [number], 99);
    const weights = weight.dataSync();
    const actual = output.dataSync();
    const expected = flat(plain(...arrays));
    const loss = () => flat(plain(...arrays)).reduce((sum, value, i) => sum + value * weights[i]!, 0);
    const scalar = (...xs: tf.Tensor[]) => tf.sum(tf.mul(f(...xs), weight)) as tf.Scalar;
    const gradients = tf.grads(scalar)([...inputs]);
    return {
      value: relative(actual, expected),
      gradients: gradients.map((gradient, i) => {
        const numerical: number[] = [];
        for (const row of rows(arrays[i])) {
          for (let c = 0; c < row.length; c++) {
            const value = row[c]!;
            row[c] = value + step;
            const above = loss();
            row[c] = value - step;
            numerical.push((above - loss()) / (2 * step));
            row[c] = value;
          }
        }
        return relative(gradient.dataSync(), numerical);
      }),
    };
  });
}

function relative(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return largest(expected.map((value, i) => actual[i]! - value)) / (largest(expected) || 1);
}

function flat(values: Nested): number[] {
  return Array.isArray(values) ? values.flat(9) : [values];
}

/** The innermost arrays. */
function rows(values: Nested): number[][] {
  return Array.isArray(values[0]) ? values.flatMap(rows) : [values];
}
