import * as tf from "@tensorflow/tfjs-core";
import { withoutAbsentInputs } from "../kernels/batch-norm.js";
import type { KernelArguments } from "../kernels/training-kernel.js";
import { elementWiseRules } from "./rules/element-wise.js";
import { fusedRules } from "./rules/fused.js";
import { imageRules } from "./rules/images.js";
import { productRules } from "./rules/products.js";
import { rearrangementRules } from "./rules/rearrangements.js";
import { reductionRules } from "./rules/reductions.js";
import { sourceRules } from "./rules/sources.js";
import { windowRules } from "./rules/windows.js";
import { SHAPE_BACKEND, type ShapeBackend } from "./shape-backend.js";
import type { ShapeRule, ShapeRules, TensorShape } from "./shape-rule.js";

/** Rules for every kernel of TensorFlow.js whose output shapes do not depend on values. */
const stockRules: ShapeRules = {
  ...elementWiseRules,
  ...reductionRules,
  ...productRules,
  ...windowRules,
  ...rearrangementRules,
  ...imageRules,
  ...sourceRules,
};

/**
 * Tells the backend of shapes what a kernel's outputs are like, so that {@link traceShapes} can go through it. A kernel
 * that has a rule already gets the new one.
 *
 * @example registerShape("MyBlur", ({ x }) => x!);
 */
export function registerShape(kernel: string, rule: ShapeRule): void {
  registerStock();
  register(kernel, rule);
}

let stock = false;

/** Registers the rules of TensorFlow.js's kernels, once. */
export function registerStock(): void {
  if (stock) return;
  stock = true;
  for (const [kernel, rule] of Object.entries(stockRules)) register(kernel, rule);
}

/** Gives the backend of shapes those one-pass kernels that the backend of this name has; with null, none of them. */
export function followBackend(name: string | null): void {
  for (const [kernel, rule] of Object.entries(fusedRules)) {
    const wanted = name !== null && tf.getKernel(kernel, name) != null;
    const there = tf.getKernel(kernel, SHAPE_BACKEND) != null;
    if (wanted && !there) register(kernel, rule);
    if (!wanted && there) tf.unregisterKernel(kernel, SHAPE_BACKEND);
  }
}

function register(kernelName: string, rule: ShapeRule): void {
  if (tf.getKernel(kernelName, SHAPE_BACKEND)) tf.unregisterKernel(kernelName, SHAPE_BACKEND);
  const kernelFunc = (args: KernelArguments) =>
    run(rule, kernelName === tf.FusedBatchNorm ? withoutAbsentInputs(args) : args);
  tf.registerKernel({ kernelName, backendName: SHAPE_BACKEND, kernelFunc });
}

function run(rule: ShapeRule, { inputs, attrs, backend }: KernelArguments): tf.TensorInfo | tf.TensorInfo[] {
  const given = Object.entries(inputs).filter(([, tensor]) => tensor != null);
  const made = rule(Object.fromEntries(given) as Record<string, TensorShape>, attrs ?? {});
  const output = ({ shape, dtype }: TensorShape) => (backend as ShapeBackend).makeOutput(shape, dtype);
  return Array.isArray(made) ? made.map(output) : output(made as TensorShape);
}
