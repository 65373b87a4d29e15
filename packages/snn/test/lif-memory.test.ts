import "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { lifSequence, lifSpikes } from "../src/index.js";

/** The parts of tfjs's wasm backend that hand out its heap. */
interface Heap {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** Most bytes of the heap that `work` held at once, besides those that were there. */
function peakOfHeap(work: () => void): number {
  const { wasm } = tf.backend() as unknown as { wasm: Heap };
  const { _malloc, _free } = wasm;
  const sizes = new Map<number, number>();
  let [held, peak] = [0, 0];
  wasm._malloc = (bytes) => {
    const address = _malloc(bytes);
    sizes.set(address, bytes);
    held += bytes;
    peak = Math.max(peak, held);
    return address;
  };
  wasm._free = (address) => {
    held -= sizes.get(address) ?? 0;
    sizes.delete(address);
    _free(address);
  };
  try {
    work();
  } finally {
    Object.assign(wasm, { _malloc, _free });
  }
  return peak;
}

const [batch, neurons] = [2, 3000];
const currents = (steps: number) => tf.randomUniform([batch, steps, neurons], -0.5, 1.5, "float32", 1);
const one = 4 * batch * neurons; // bytes of one step's potentials

/** What README.md says of memory. */
describe("memory of the recurrence", () => {
  beforeAll(async () => {
    await tf.setBackend("wasm");
    await tf.ready();
    registerTrainingKernels();
  });
  const parameters = () => ({ leak: tf.scalar(0.9), threshold: tf.scalar(1) });

  it.each([4, 100])("forward, %i steps: the spikes, the last potential, 20 kB", (steps) => {
    const x = currents(steps);
    const params = parameters();
    const bytes = peakOfHeap(() => tf.dispose(Object.values(lifSpikes(x, null, params)) as tf.Tensor[]));
    expect(bytes).toBeGreaterThanOrEqual(one * (steps + 1));
    expect(bytes).toBeLessThan(one * (steps + 1) + 20_000);
  });

  it.each([4, 100])("forward and backward, %i steps: spikes, the gradient for x, a few steps", (steps) => {
    const x = currents(steps);
    const params = parameters();
    const dy = tf.ones(x.shape);
    const gradients = tf.grads(
      (input: tf.Tensor, leak: tf.Tensor, threshold: tf.Tensor) => lifSpikes(input, null, { leak, threshold }).spikes,
    );
    gradients([x, params.leak, params.threshold], dy).map((g) => g.dispose());
    const bytes = peakOfHeap(() => tf.dispose(gradients([x, params.leak, params.threshold], dy)));
    expect(bytes).toBeGreaterThanOrEqual(one * 2 * steps);
    expect(bytes).toBeLessThan(one * (2 * steps + 4) + 25_000);
  });

  it("keeps nothing for the gradient but its inputs", () => {
    const x = currents(7);
    const params = parameters();
    const kept: number[] = [];
    tf.valueAndGrads((input: tf.Tensor, leak: tf.Tensor, threshold: tf.Tensor) => {
      const before = tf.memory().numDataBuffers;
      const { spikes } = lifSequence(input, null, { leak, threshold });
      kept.push(tf.memory().numDataBuffers - before);
      return tf.sum(spikes) as tf.Scalar;
    })([x, params.leak, params.threshold]);
    // Potentials, spikes and the last potential, which are returned, and the scalar that stands for being at rest.
    expect(kept).toEqual([4]);
  });
});
