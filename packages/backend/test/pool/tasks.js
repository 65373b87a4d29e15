import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // brings the gradients of operations

// Tasks of the pool's tests; they run in worker threads.

export const notATask = 7;

let state = null;
let count = 0;

export function product({ a, b, n }) {
  return tf.matMul(tf.tensor2d(a, [n, n]), tf.tensor2d(b, [n, n])).data();
}

/** Σ dW of a convolution: needs a training kernel. */
export async function filterGradient(size) {
  const x = tf.ones([1, size, size, 2]);
  const { grads, value } = tf.variableGrads(() => tf.sum(tf.conv2d(x, state, 1, "same")), [state]);
  return { value: (await value.data())[0], gradient: await Object.values(grads)[0].data() };
}

/** Keeps a filter for the tasks that follow. */
export function weights(shared) {
  const values = new Float32Array(shared);
  if (state === null) state = tf.variable(tf.tensor(values, [3, 3, 2, 1]));
  else state.assign(tf.tensor(values, [3, 3, 2, 1]));
  return values[0];
}

export const who = (_, { worker, workers, data }) => ({ worker, workers, data, count: ++count });

export async function wait(ms, { signal }) {
  const began = performance.now();
  while (performance.now() - began < ms && !signal.aborted) await new Promise((next) => setTimeout(next, 5));
  return signal.aborted ? "aborted" : "waited";
}

/** Never gives the thread back. */
export function spin() {
  for (;;);
}

export function throws(message) {
  tf.ones([100]);
  throw Object.assign(new RangeError(message), { _tag: "OwnError" });
}

export function traps() {
  // unreachable
  const bytes = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11,
  ];
  new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes))).exports.f();
}

export function exits(code) {
  process.exit(code);
}

/** Works for so many workers, and then no more. */
export function works({ shared, times }) {
  if (Atomics.add(new Int32Array(shared), 0, 1) >= times) throw new Error("not again");
}

export const tensor = () => tf.ones([2]);
export const unsendable = () => () => 0;

export function moved(array, { transfer }) {
  transfer(array.buffer);
  return array;
}

/** Adds to shared memory, so that a test sees what ran. */
export function mark({ shared, place }) {
  Atomics.add(new Int32Array(shared), place, 1);
  return place;
}
