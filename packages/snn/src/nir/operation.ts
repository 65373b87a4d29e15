import type * as tf from "@tensorflow/tfjs-core";
import { InvalidGraphError } from "../errors.js";
import { expand } from "./complete-graph.js";
import { delayed } from "./delay.js";
import type { Discretisation, NirMethod } from "./discretise.js";
import { STATEFUL } from "./fields.js";
import type { NirArray, NirOperation, NirType } from "./graph.js";
import { nirArray } from "./graph.js";
import type { NodeShapes } from "./graph-shapes.js";
import { arrayChannelsFirst, arrayChannelsLast, permuteAxes } from "./layout.js";
import type { NeuronRule } from "./neuron-rule.js";
import { neuronRule, ruleMetadata } from "./neuron-rule.js";
import { neurons } from "./neurons.js";
import { arraysOf, sizeOf } from "./node-shapes.js";
import { affine, convolve, flatten, pool, scale, threshold } from "./transforms.js";

/** What a node remembers between two steps, by name; each tensor is [B, …]. */
export type OperationState = Readonly<Record<string, tf.Tensor>>;

/** A node ready to be computed, but for its parameters: plain data that a layer's config can hold. */
export interface OperationConfig {
  readonly type: NirOperation["type"];
  /** One sample at one moment, NIR's axis order. */
  readonly shapes: NodeShapes;
  readonly dt: number;
  readonly method: NirMethod;
  /** The node's fields that are no arrays: strides, paddings, axes. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly rule: NeuronRule;
}

/** A node's parameters by their names in NIR, channels last; convolution kernels [k…, in / groups, out], weights [in, out]. */
export type OperationParameters = Readonly<Record<string, NirArray>>;

/** The same as tensors. */
export type OperationTensors = Readonly<Record<string, tf.Tensor>>;

/** Inputs of all steps [B, T, …] and the state before them → outputs [B, T, …] and the state after them. */
export interface OperationResult {
  readonly output: tf.Tensor;
  readonly state: OperationState | null;
}

/** Does the node remember anything? */
export function isStateful(type: NirType): boolean {
  return STATEFUL.has(type);
}

/** A node as {@link applyOperation} computes it. */
export function prepareOperation(
  name: string,
  node: NirOperation,
  shapes: NodeShapes,
  { dt, method }: Required<Discretisation>,
  defaults: NeuronRule = {},
): { readonly config: OperationConfig; readonly parameters: OperationParameters } {
  const fields: Record<string, unknown> = {};
  const parameters: Record<string, NirArray> = {};
  for (const [field, value] of Object.entries(node)) {
    if (field === "type" || field === "metadata") continue;
    if (!ArrayBuffer.isView((value as NirArray | null)?.data)) fields[field] = value;
    else parameters[field] = toLayout(node.type, value as NirArray, shapes.input);
  }
  // A reset value that all neurons share is a number: the neurons' kernels take it so.
  const shared = parameters.v_reset ? uniform(parameters.v_reset) : null;
  if (shared !== null) {
    fields.v_reset = shared;
    delete parameters.v_reset;
  }
  for (const [field, { data }] of Object.entries(parameters)) {
    if (!data.every(Number.isFinite)) throw new InvalidGraphError(name, `${field} has a number that is not finite`);
    if (field.startsWith("tau") && !data.every((tau) => tau > 0)) {
      throw new InvalidGraphError(name, `${field}, a time constant, is not above 0 everywhere`);
    }
  }
  const rule = { ...defaults, ...neuronRule(name, node) };
  return { config: { type: node.type, shapes, dt, method, fields, rule }, parameters };
}

/** The node again. */
export function nodeOfOperation(config: OperationConfig, parameters: OperationParameters): NirOperation {
  const arrays = Object.entries(parameters).map(([field, array]) => [field, fromLayout(config.type, array)]);
  const metadata = ruleMetadata(config.rule);
  const { v_reset, ...fields } = config.fields;
  const shared = typeof v_reset === "number" && { v_reset: nirArray(config.shapes.input, v_reset) };
  const node = {
    type: config.type,
    ...fields,
    ...Object.fromEntries(arrays),
    ...shared,
    ...(metadata && { metadata }),
  };
  return node as unknown as NirOperation;
}

/**
 * All steps of one node.
 *
 * @param x [B, T, …], channels last
 * @param state before the first step, or null at rest
 * @returns output [B, T, …] and the state after the last step (null for a node without any); the caller owns them
 */
export function applyOperation(
  config: OperationConfig,
  parameters: OperationTensors,
  x: tf.Tensor,
  state: OperationState | null,
): OperationResult {
  switch (config.type) {
    case "Affine":
    case "Linear":
      return { output: affine(x, parameters), state: null };
    case "Conv1d":
    case "Conv2d":
      return { output: convolve(x, parameters, config), state: null };
    case "AvgPool2d":
    case "SumPool2d":
      return { output: pool(x, config), state: null };
    case "Flatten":
      return { output: flatten(x, config), state: null };
    case "Scale":
      return { output: scale(x, parameters), state: null };
    case "Threshold":
      return { output: threshold(x, parameters, config), state: null };
    case "Delay":
      return delayed(x, parameters, config, state);
    default:
      return neurons(x, parameters, config, state);
  }
}

/** One number stays one number; other parameters get the neurons' shape, channels last. */
function toLayout(type: NirType, array: NirArray, input: readonly number[]): NirArray {
  if (type === "Affine" || type === "Linear") return transposed(array);
  if (type === "Conv1d" || type === "Conv2d") return array.shape.length === 1 ? array : kernelLast(array);
  if (sizeOf(array.shape) === 1) return { shape: [], data: array.data };
  return arrayChannelsLast(expand(array, input));
}

function fromLayout(type: NirType, array: NirArray): NirArray {
  if (type === "Affine" || type === "Linear") return transposed(array);
  if (type === "Conv1d" || type === "Conv2d") return array.shape.length === 1 ? array : kernelFirst(array);
  return arrayChannelsFirst(array);
}

function transposed(array: NirArray): NirArray {
  return array.shape.length === 2 ? permuteAxes(array, [1, 0]) : array;
}

/** [out, in, k…] → [k…, in, out]. */
function kernelLast(array: NirArray): NirArray {
  const { length } = array.shape;
  return permuteAxes(array, [...Array.from({ length: length - 2 }, (_, i) => i + 2), 1, 0]);
}

/** [k…, in, out] → [out, in, k…]. */
function kernelFirst(array: NirArray): NirArray {
  const { length } = array.shape;
  return permuteAxes(array, [length - 1, length - 2, ...Array.from({ length: length - 2 }, (_, i) => i)]);
}

/** The number that all of an array are, or null. */
export function uniform(array: NirArray): number | null {
  const [first = 0] = array.data;
  return array.data.every((v) => v === first) ? first : null;
}

/** How many numbers a node's parameters are. */
export function parameterCount(node: NirOperation): number {
  return arraysOf(node).reduce((sum, { data }) => sum + data.length, 0);
}
