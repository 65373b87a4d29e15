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

/**
 * A gradient that is made of its operation's result, which it keeps. While a gradient is itself recorded it keeps the input
 * as well, and computes the result again: tfjs's tape does not connect a kept result with the input, and takes it for a
 * constant.
 */
export function keepingResult(input: string, { kernelName, gradFunc }: tf.GradConfig): tf.GradConfig {
  return {
    kernelName,
    get inputsToSave() {
      const { gradientDepth } = (tf.engine() as unknown as { state: { gradientDepth: number } }).state;
      return gradientDepth > 1 ? [input] : [];
    },
    outputsToSave: [true],
    gradFunc,
  };
}

/** The result, of what {@link keepingResult} kept. */
export function keptResult(saved: readonly tf.Tensor[], operation: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  return saved.length > 1 ? operation(saved[0]!) : saved[0]!;
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
