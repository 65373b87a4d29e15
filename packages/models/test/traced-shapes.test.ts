import { type KernelCall, registerTrainingKernels, selectBackend, trace, traceShapes } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createModel, modelInfo, modelNames } from "../src/index.js";

beforeAll(async () => {
  await selectBackend();
  registerTrainingKernels();
});

/** What is run in every test run; the larger ones where slow tests are. */
const SMALL = 10e6;
const names = modelNames.filter((name) => process.env.CVAR_SLOW || modelInfo(name).parameters < SMALL);

/** Kernels, shapes and scopes; tensors by the order in which they appear. */
function comparable(calls: readonly KernelCall[]): string[] {
  const order = new Map<number, number>();
  const told = ({ shape, dtype, tensor }: KernelCall["outputs"][number]) => {
    if (!order.has(tensor)) order.set(tensor, order.size);
    return `#${order.get(tensor)} ${dtype}[${shape}]`;
  };
  return calls.map(({ kernel, inputs, outputs, scope }) => {
    const given = Object.entries(inputs).map(([name, tensor]) => `${name} ${told(tensor)}`);
    return `${scope}: ${kernel}(${given.join(", ")}) = ${outputs.map(told).join(", ")}`;
  });
}

it.each(names)("%s: the trace of shapes alone is that of a real run", (name) => {
  const model = createModel(name, {}, { weights: "zeros" });
  const inputs = modelInfo(name).inputs.map(({ shape, dtype }) => tf.zeros([1, ...shape], dtype));
  const calls = [trace, traceShapes].map((record) => {
    const { result, calls } = record(() => model.predictOnBatch(inputs), { layers: [model] });
    tf.dispose(result);
    return comparable(calls);
  });
  model.dispose();
  tf.dispose(inputs);
  expect(calls[1]).toEqual(calls[0]);
  expect(calls[0]!.length).toBeGreaterThan(0);
});
