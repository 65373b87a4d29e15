/**
 * Pseudo-random numbers in [−1, 1), the same in every process and language: `peers/backend_tasks.py` has the same function.
 *
 * @param seed  another one gives other numbers
 */
export function numbers(count: number, seed: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count);
  const start = Math.imul(seed, 0x9e3779b9);
  for (let i = 0; i < count; i++) {
    let x = Math.imul(i ^ start, 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    x ^= x >>> 16;
    values[i] = (x >>> 0) / 2 ** 31 - 1;
  }
  return values;
}

/** Euclidean norm of values and their product with pseudo-random weights: what two programs' results are compared by. */
export function fingerprint(values: ArrayLike<number>): [norm: number, projection: number] {
  const weights = numbers(values.length, 999);
  let [squares, projection] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    squares += values[i]! ** 2;
    projection += values[i]! * weights[i]!;
  }
  return [Math.sqrt(squares), projection];
}
