import { convLifSpikes, type LifParams, lifSpikes, stm } from "@cvar/snn";
import * as tf from "@tensorflow/tfjs-core";
import { fingerprint, numbers } from "../backend/numbers.js";
import type { Prepared } from "../backend/serve-tasks.js";
import type { Library, Task } from "./task.js";

/** The neurons of the peers' defaults, as the README of `@cvar/snn` translates them. */
const neurons: Readonly<Record<Library, LifParams>> = {
  SpikingJelly: {
    leak: 0.5,
    gain: 0.5,
    threshold: 1,
    reset: 0,
    timing: "same-step",
    detachReset: false,
    comparison: ">=",
    surrogate: { name: "sigmoid", slope: 4 },
  },
  snnTorch: { leak: 0.9, threshold: 1, surrogate: "atan" },
};

/** Of the weights of every layer: enough that neurons spike. */
const SCALE = 0.25;

const tensor = (shape: number[], seed: number, scale = 1) =>
  tf.tidy(() => tf.mul(tf.tensor(numbers(tf.util.sizeFromShape(shape), seed), shape), scale));

/** Makes the tensors of a task on the active backend. */
export function prepareTask(task: Task): Prepared {
  const { variables, output } = layer(task);
  const wanted = variables.slice(task.gradient === "weights" ? 1 : 0);
  const fixed = variables.slice(0, variables.length - wanted.length);
  const total = (...given: tf.Tensor[]) => tf.tidy(() => tf.sum(output(...fixed, ...given)) as tf.Scalar);
  const gradients = tf.valueAndGrads(total as (...given: tf.Tensor[]) => tf.Scalar);
  return {
    run() {
      if (task.gradient === "none") return total(...wanted);
      const { value, grads } = gradients(wanted);
      tf.dispose(grads);
      return value;
    },
    async check() {
      const value = total(...wanted);
      const [sum] = await value.data();
      value.dispose();
      if (task.gradient === "none") return [Math.asinh(sum!)];
      const found = gradients(wanted);
      const prints = await Promise.all(found.grads.map(async (grad) => fingerprint(await grad.data())));
      tf.dispose([found.value, ...found.grads]);
      return comparable(sum!, prints);
    },
    dispose: () => tf.dispose(variables),
  };
}

/** The sum and the fingerprints, each brought to the size of one: numbers are compared relative to the largest. */
function comparable(sum: number, prints: readonly (readonly [number, number])[]): number[] {
  const rates = prints.map(([norm, projection]) => projection / norm);
  const logarithms = [sum, ...prints.map(([norm]) => norm)].map(Math.asinh);
  return [...logarithms, ...rates];
}

/** Input first, then weights; what the task's loss sums up. */
function layer(task: Task): { variables: tf.Tensor[]; output: (...variables: tf.Tensor[]) => tf.Tensor } {
  const { batch, steps } = task;
  switch (task.kind) {
    case "conv-lif": {
      const { size, channels, filters, library } = task;
      return {
        variables: [
          tensor([batch, steps, size, size, channels], 1),
          tensor([3, 3, channels, filters], 2, Math.sqrt(32 / channels) * SCALE),
        ],
        output: (frames, kernel) =>
          convLifSpikes(frames!, null, { ...neurons[library], kernel: kernel as tf.Tensor4D, padding: 1 }).spikes,
      };
    }
    case "lif":
      return {
        variables: [tensor([batch, steps, task.neurons], 1, 2)],
        output: (x) => lifSpikes(x!, null, neurons[task.library]).spikes,
      };
    case "stm": {
      const { size, width } = task;
      const neuron = { leak: 0.9, threshold: 1, padding: 1 };
      return {
        variables: [
          tensor([batch, steps, size, size, 2], 1),
          tensor([3, 3, 2, width], 2, 4 * SCALE),
          tensor([3, 3, width, width], 3, SCALE),
        ],
        output: (frames, first, second) =>
          stm(frames!, [
            { ...neuron, kernel: first as tf.Tensor4D, stride: 2 },
            { ...neuron, kernel: second as tf.Tensor4D },
          ]).potential,
      };
    }
  }
}
