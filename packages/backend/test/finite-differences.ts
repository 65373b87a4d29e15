import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients of the operations

/** Values of a function's arguments. */
export type Values = readonly Float64Array[];

/** The same function twice: with tfjs operations, and as plain loops in double precision. */
export interface Twin {
  readonly shapes: readonly (readonly number[])[];
  readonly tensors: (...xs: tf.Tensor[]) => tf.Tensor;
  readonly loops: (...xs: Float64Array[]) => Float64Array;
  /** Values to take the gradient at; random in (−1, 1) where not given. */
  readonly at?: readonly (readonly number[])[];
  /** Leaves the gradients out. */
  readonly valueOnly?: boolean;
}

/** Pseudo-random numbers in [−1, 1), the same for the same seed, no two near each other's ties. */
export function numbers(count: number, seed: number): number[] {
  let state = Math.imul(seed, 2654435761) >>> 0 || 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 31 - 1);
  });
}

/** What differs most between a backend and the loops, relative to the largest magnitude (at least 1). */
export interface Differences {
  readonly forward: number;
  readonly gradients: readonly number[];
}

/**
 * Compares a twin's value and, for L = Σ g·f(x) with random g, its gradients with central differences of the loops.
 *
 * @param step  of the differences; the loops run in double precision, so small steps are exact enough
 */
export function compare(twin: Twin, seed: number, step = 1e-4): Differences {
  return tf.tidy(() => {
    const { found, expected } = bothWays(twin, seed, step);
    const [forward, ...gradients] = found.map((tensor, i) => furthest(tensor.dataSync(), expected[i]!));
    return { forward: forward!, gradients };
  });
}

/** The same on backends that should be read asynchronously, which are those on graphics processors. */
export async function compareLater(twin: Twin, seed: number, step = 1e-4): Promise<Differences> {
  let expected: Float64Array[] = [];
  const found = tf.tidy(() => {
    const both = bothWays(twin, seed, step);
    expected = both.expected;
    return both.found;
  });
  const read = await Promise.all(found.map((tensor) => tensor.data()));
  tf.dispose(found);
  const [forward, ...gradients] = read.map((values, i) => furthest(values, expected[i]!));
  return { forward: forward!, gradients };
}

/** The value and then the gradients, by tensors and by loops. */
function bothWays({ shapes, tensors, loops, at, valueOnly }: Twin, seed: number, step: number) {
  const size = (shape: readonly number[]) => tf.util.sizeFromShape([...shape]);
  const values = shapes.map((shape, i) => Float64Array.from(at?.[i] ?? numbers(size(shape), seed + i)));
  const xs = values.map((v, i) => tf.tensor(Float32Array.from(v), [...shapes[i]!]));
  const y = tensors(...xs);
  const value = loops(...values);
  if (valueOnly) return { found: [y], expected: [value] };
  const weights = Float64Array.from(numbers(value.length, seed + 77));
  const g = tf.tensor(Float32Array.from(weights), y.shape);
  const found = tf.grads((...inputs: tf.Tensor[]) => tf.sum(tf.mul(tensors(...inputs), g)))(xs);
  const scalar = () => loops(...values).reduce((sum, v, i) => sum + v * weights[i]!, 0);
  return { found: [y, ...found], expected: [value, ...values.map((x) => differences(scalar, x, step))] };
}

function differences(f: () => number, x: Float64Array, step: number): Float64Array {
  return x.map((value, i) => {
    x[i] = value + step;
    const up = f();
    x[i] = value - step;
    const down = f();
    x[i] = value;
    return (up - down) / (2 * step);
  });
}

function furthest(found: ArrayLike<number>, expected: Float64Array): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [worst, largest] = [0, 1];
  expected.forEach((value, i) => {
    const difference = Math.abs(found[i]! - value);
    worst = Math.max(worst, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    largest = Math.max(largest, Math.abs(value));
  });
  return worst / largest;
}
