import * as tf from "@tensorflow/tfjs-core";
import type { Formula, Surrogate } from "./surrogate.js";

/** A surrogate whose σ' is a {@link Formula}: on numbers, on tensors, and in the WebAssembly kernel. */
export function byFormula(name: string, parameters: Surrogate["parameters"], formula: Formula): Surrogate {
  const { of, height: h, slope: s } = formula;
  const forms: Readonly<Record<Formula["of"], Pick<Surrogate, "derivative" | "gradient">>> = {
    square: {
      derivative: (u) => h / (1 + s * u * u),
      gradient: (u) => tf.div(h, tf.add(tf.mul(tf.square(u), s), 1)),
    },
    absolute: {
      derivative: (u) => h / (1 + s * Math.abs(u)) ** 2,
      gradient: (u) => tf.div(h, tf.square(tf.add(tf.mul(tf.abs(u), s), 1))),
    },
    triangle: {
      derivative: (u) => Math.max(0, h - s * Math.abs(u)),
      gradient: (u) => tf.relu(tf.sub(h, tf.mul(tf.abs(u), s))),
    },
    exponential: {
      derivative: (u) => h * Math.exp(-s * Math.abs(u)),
      gradient: (u) => tf.mul(tf.exp(tf.mul(tf.abs(u), -s)), h),
    },
    gaussian: {
      derivative: (u) => h * Math.exp(-s * u * u),
      gradient: (u) => tf.mul(tf.exp(tf.mul(tf.square(u), -s)), h),
    },
    logistic: {
      derivative: (u) => {
        const e = Math.exp(-s * Math.abs(u));
        return (h * e) / (1 + e) ** 2;
      },
      gradient: (u) => {
        const e = tf.exp(tf.mul(tf.abs(u), -s));
        return tf.div(tf.mul(e, h), tf.square(tf.add(e, 1)));
      },
    },
  };
  const { derivative, gradient } = forms[of];
  return { name, parameters, formula, derivative, gradient: (u) => tf.tidy(() => gradient(u)) };
}
