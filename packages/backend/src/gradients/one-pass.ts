import * as tf from "@tensorflow/tfjs-core";
import { runKernel } from "./operations.js";

/**
 * True where a gradient may be one kernel instead of a composition: the active backend has it, every tensor is float32, and
 * nothing is recorded. A gradient of a gradient is taken of the composition, whose every step has one.
 */
export function hasOnePass(kernelName: string, ...tensors: readonly tf.Tensor[]): boolean {
  const engine = tf.engine() as unknown as { isTapeOn(): boolean };
  return (
    tf.getKernel(kernelName, tf.getBackend()) != null &&
    !engine.isTapeOn() &&
    tensors.every(({ dtype }) => dtype === "float32")
  );
}

/** The kernel's answer where {@link hasOnePass}, else the composition's. */
export function onePassOr(
  kernelName: string,
  inputs: Record<string, tf.Tensor>,
  attributes: object,
  composed: () => tf.Tensor,
): tf.Tensor {
  return hasOnePass(kernelName, ...Object.values(inputs)) ? runKernel(kernelName, inputs, attributes) : composed();
}
