import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";

/** A number or a tensor: one value for the layer, or a tensor of the trailing axes of the input (e.g. per channel). */
export type Parameter = number | tf.Tensor;

/** Which numbers a parameter may be. Tensors are checked by shape alone: reading their values would wait for the device. */
export interface Interval {
  readonly contains: (value: number) => boolean;
  /** As people write it, e.g. "(0, 1]". */
  readonly text: string;
}

/** λ and other factors that a step keeps: [0, 1]. */
export const FRACTION: Interval = { contains: (v) => v >= 0 && v <= 1, text: "[0, 1]" };

/** v_th, time constants and the like: finite and above 0. */
export const POSITIVE: Interval = { contains: (v) => v > 0 && Number.isFinite(v), text: "a finite number > 0" };

/** Time constants in steps that a step must not overshoot. */
export const ABOVE_ONE: Interval = { contains: (v) => v > 1 && Number.isFinite(v), text: "a finite number > 1" };

/** Any finite number. */
export const FINITE: Interval = { contains: Number.isFinite, text: "a finite number" };

/**
 * A parameter as a tensor that broadcasts against `axes`; call inside `tf.tidy`.
 *
 * @throws InvalidOptionError for a number outside `interval` (NaN is outside all), and for anything but numbers and tensors
 * @throws ShapeMismatchError for a tensor that is not of the last of these axes
 */
export function parameterTensor(
  name: string,
  value: Parameter,
  axes: readonly number[],
  interval: Interval,
): tf.Tensor {
  if (typeof value === "number") {
    if (!interval.contains(value)) throw new InvalidOptionError(name, value, interval.text);
    return tf.scalar(value);
  }
  if (!(value instanceof tf.Tensor)) {
    throw new InvalidOptionError(name, value, `${interval.text}, or a tensor of such numbers`);
  }
  const missing = axes.length - value.rank;
  if (missing < 0 || value.shape.some((d, i) => d !== axes[missing + i])) {
    throw new ShapeMismatchError(name, `[] or trailing axes of [${axes}]`, value.shape);
  }
  return value;
}

/** The number itself. @throws InvalidOptionError outside `interval` */
export function requireNumber(name: string, value: number, interval: Interval): number {
  if (!interval.contains(value)) throw new InvalidOptionError(name, value, interval.text);
  return value;
}
