import * as tf from "@tensorflow/tfjs-core";
import { traceShapes } from "../src/shapes/trace-shapes.js";
import type { KernelCall, TracedTensor } from "../src/trace/kernel-call.js";
import { trace } from "../src/trace/trace.js";

/** A trace with its tensors numbered in the order in which they appear, so that two runs can be compared. */
export function numbered(calls: readonly KernelCall[]): object[] {
  const numbers = new Map<number, number>();
  const number = ({ shape, dtype, tensor }: TracedTensor) => {
    if (!numbers.has(tensor)) numbers.set(tensor, numbers.size);
    return `${numbers.get(tensor)}: ${dtype} [${shape}]`;
  };
  return calls.map(({ kernel, inputs, outputs, attributes, scope }) => ({
    kernel,
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, number(tensor)])),
    outputs: outputs.map(number),
    attributes: { ...attributes },
    scope,
  }));
}

/** What a real run of `fn` on the active backend calls, and what its shapes alone call. */
export function bothTraces(fn: () => unknown): { real: object[]; shapes: object[] } {
  const run = (record: typeof trace) => {
    const { result, calls } = record(fn);
    tf.dispose(result as tf.TensorContainer);
    return numbered(calls);
  };
  return { real: run(trace), shapes: run(traceShapes) };
}
