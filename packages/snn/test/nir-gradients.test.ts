import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import type { NirGraph, NirOperation } from "../src/nir/index.js";
import { nirArray } from "../src/nir/index.js";
import { applyOperation } from "../src/nir/operation.js";
import { planNetwork } from "../src/nir/plan.js";
import { onEveryBackend } from "./backends.js";

let seed = 1;
/** Numbers from 0.2 to 1.2, the same in every run. */
const numbers = (shape: number[], scale = 1) =>
  nirArray(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
      seed = (seed * 48271) % 2147483647;
      return scale * (0.2 + seed / 2147483647);
    }),
  );

const conv = { bias: numbers([4]), input_shape: null };
const operations: [name: string, input: number[], node: NirOperation][] = [
  ["Affine", [3], { type: "Affine", weight: numbers([2, 3]), bias: numbers([2]) }],
  ["Scale", [3], { type: "Scale", scale: numbers([3]) }],
  [
    "Conv2d, strides and dilations",
    [2, 6, 6],
    {
      ...{ type: "Conv2d", ...conv, weight: numbers([4, 2, 2, 3]) },
      ...{ stride: [2, 1], padding: [1, 2], dilation: [2, 2], groups: 1 },
    },
  ],
  [
    "Conv2d, a filter or two for each channel",
    [2, 5, 5],
    {
      ...{ type: "Conv2d", ...conv, weight: numbers([4, 1, 3, 3]) },
      ...{ stride: [1, 1], padding: "same", dilation: [2, 2], groups: 2 },
    },
  ],
  [
    "Conv2d, groups",
    [4, 5, 4],
    {
      ...{ type: "Conv2d", ...conv, weight: numbers([4, 2, 3, 3]) },
      ...{ stride: [2, 2], padding: [1, 1], dilation: [1, 1], groups: 2 },
    },
  ],
  [
    "Conv1d",
    [2, 7],
    { type: "Conv1d", ...conv, weight: numbers([4, 2, 3]), stride: 2, padding: 1, dilation: 1, groups: 1 },
  ],
  ["AvgPool2d", [2, 5, 5], { type: "AvgPool2d", kernel_size: [2, 3], stride: [2, 1], padding: [1, 0] }],
  ["SumPool2d", [2, 5, 5], { type: "SumPool2d", kernel_size: [2, 2], stride: [2, 2], padding: [0, 0] }],
  ["Flatten", [2, 3, 2], { type: "Flatten", input_type: null, start_dim: 0, end_dim: -1 }],
  ["Delay", [3], { type: "Delay", delay: nirArray([3], [0, 1e-3, 2e-3]) }],
  ["I", [3], { type: "I", r: numbers([3]) }],
  ["LI", [3], { type: "LI", tau: numbers([3], 0.01), r: numbers([3]), v_leak: numbers([3]) }],
  [
    "CubaLI",
    [3],
    {
      ...{ type: "CubaLI", tau_syn: numbers([3], 0.01), tau_mem: numbers([3], 0.02) },
      ...{ r: numbers([3]), v_leak: numbers([3]), w_in: numbers([3]) },
    },
  ],
];

onEveryBackend("gradients of NIR's operations", () => {
  it.each(operations)("%s, by input and parameters, equal central differences", (_, shape, node) => {
    const methods = "tau" in node || "tau_mem" in node ? (["euler", "exponential"] as const) : (["euler"] as const);
    for (const method of methods) {
      const graph: NirGraph = {
        type: "NIRGraph",
        nodes: { in: { type: "Input", shape }, node, out: { type: "Output", shape: outputOf(node, shape) } },
        edges: [
          ["in", "node"],
          ["node", "out"],
        ],
      };
      const { plan, parameters } = planNetwork(graph, { dt: 1e-3, method });
      const names = Object.keys(parameters.node!).filter((name) => name !== "delay");
      const fixed: Record<string, tf.Tensor> = parameters.node!.delay
        ? { delay: tf.tensor(parameters.node!.delay.data, [3]) }
        : {};
      const x = tf.tensor(numbers([1, 4, ...plan.shapes.in!]).data, [1, 4, ...plan.shapes.in!]);
      const values = [
        x,
        ...names.map((name) => tf.tensor(parameters.node![name]!.data, [...parameters.node![name]!.shape])),
      ];
      const weighting = numbers([1, 4, ...plan.shapes.node!]);
      const loss = (...all: tf.Tensor[]) => {
        const tensors = Object.fromEntries(names.map((name, i) => [name, all[i + 1]!]));
        const { output } = applyOperation(plan.operations.node!, { ...tensors, ...fixed }, all[0]!, null);
        return tf.sum(tf.mul(output, tf.tensor(weighting.data, output.shape))) as tf.Scalar;
      };
      const gradients = tf.grads(loss)(values);
      for (const [i, value] of values.entries()) {
        const gradient = gradients[i]!.dataSync();
        const step = (names[i - 1] ?? "").startsWith("tau") ? 0.01 : 0.5;
        // One entry after another would take long: seven of them.
        for (let at = 0; at < value.size; at += Math.ceil(value.size / 7)) {
          const width = step * Math.abs(value.dataSync()[at]!);
          const moved = (by: number) => {
            const data = value.dataSync().slice();
            data[at]! += by;
            return tf.tidy(
              () => loss(...values.map((v, k) => (k === i ? tf.tensor(data, v.shape) : v))).dataSync()[0]!,
            );
          };
          const expected = (moved(width) - moved(-width)) / (2 * width);
          const largest = Math.max(1e-3, ...gradient.map(Math.abs));
          expect(Math.abs(gradient[at]! - expected) / largest).toBeLessThan(5e-3);
        }
      }
    }
  });
});

function outputOf(node: NirOperation, shape: number[]): number[] {
  switch (node.type) {
    case "Affine":
      return [2];
    case "Conv1d":
      return [4, 4];
    case "Conv2d":
      return node.groups === 1 ? [4, 3, 6] : node.padding === "same" ? [4, 5, 5] : [4, 3, 2];
    case "AvgPool2d":
      return [2, 3, 3];
    case "SumPool2d":
      return [2, 2, 2];
    case "Flatten":
      return [12];
    default:
      return shape;
  }
}
