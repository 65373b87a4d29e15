import * as tf from "@tensorflow/tfjs-core";
import { REPEAT_MIDDLE } from "../kernels/reductions.js";
import { onePassOr } from "./one-pass.js";

/** dX of sums and means: dY repeated over the axes; tfjs multiplies with a tensor of ones, and divides it all. */
export const reductionGradients: readonly tf.GradConfig[] = [gradientOf(tf.Sum), gradientOf(tf.Mean)];

function gradientOf(kernelName: string): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attributes) => {
      const [{ shape }] = saved as [tf.Tensor];
      const axes = tf.util.parseAxisParam((attributes as { axis: number | number[] }).axis, shape);
      axes.sort((p, q) => p - q);
      const count = tf.util.sizeFromShape(axes.map((axis) => shape[axis]!));
      const factor = kernelName === tf.Mean ? 1 / count : 1;
      return { x: () => repeated(dy as tf.Tensor, shape, axes, factor) };
    },
  };
}

function repeated(dy: tf.Tensor, shape: number[], axes: readonly number[], factor: number): tf.Tensor {
  const composed = () => {
    const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
    const scaled = factor === 1 ? dy : tf.mul(dy, factor);
    return tf.mul(tf.reshape(scaled, kept), tf.ones(shape));
  };
  const [first, last] = [axes[0] ?? 0, axes.at(-1) ?? 0];
  const adjacent = axes.length > 0 && last - first === axes.length - 1;
  return adjacent ? onePassOr(REPEAT_MIDDLE, { x: dy }, { shape, first, last, factor }, composed) : composed();
}
