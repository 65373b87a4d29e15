import * as tf from "@tensorflow/tfjs-core";
import { parseEinsum } from "../kernels/einsum.js";

/**
 * The gradient of Einstein summation, which tfjs lacks: for each operand the summation of dY with all other operands,
 * repeated along the labels that occur in that operand alone.
 */
export const einsumGradient: tf.GradConfig = {
  kernelName: tf.Einsum,
  saveAllInputs: true,
  gradFunc: (dc, saved, attributes) => {
    const { terms, output } = parseEinsum((attributes as { equation: string }).equation, saved);
    const gradient = (i: number) => () => {
      const others = terms.filter((_, j) => j !== i);
      const found = [...terms[i]!].filter((label) => output.includes(label) || others.some((t) => t.includes(label)));
      const equation = `${[output, ...others].join(",")}->${found.join("")}`;
      const sum = tf.einsum(equation, dc as tf.Tensor, ...saved.filter((_, j) => j !== i));
      const { shape } = saved[i]!;
      if (found.length === shape.length) return sum;
      const thin = shape.map((extent, axis) => (found.includes(terms[i]![axis]!) ? extent : 1));
      return tf.broadcastTo(tf.reshape(sum, thin), shape);
    };
    return Object.fromEntries(saved.map((_, i) => [i, gradient(i)]));
  },
};
