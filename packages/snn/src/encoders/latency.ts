import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { spikesAt, wholeSteps } from "./along-time.js";

/** Options of {@link latencyEncode}. */
export interface LatencyOptions {
  /** τ in steps, 1 by default; not read with `linear` and `normalize` together. */
  readonly tau?: number;
  /** Intensities below it are taken for it: they spike last, or with `clip` never. In (0, 1), 0.01 by default. */
  readonly threshold?: number;
  /** No spike for intensities below the threshold; false by default. */
  readonly clip?: boolean;
  /** Stretch the code over all T steps; false by default. */
  readonly normalize?: boolean;
  /** A linear code instead of a logarithmic one; false by default. */
  readonly linear?: boolean;
  /** Step of the earliest spike, 0 by default. */
  readonly firstSpike?: number;
  /** ε, which keeps the logarithm finite at the threshold; 1e-7 by default. */
  readonly epsilon?: number;
}

/**
 * Latency code: one spike each, the earlier the stronger     (snnTorch's `spikegen.latency`; spikes after step T − 1 are
 * dropped, as its `bypass=True` does).
 *
 * t = τ·ln(x / (x − θ)), x no less than θ + ε: the time an RC circuit driven by x needs to reach θ.
 * With `linear`: t = τ·(1 − x), x no less than θ.
 * With `normalize`, logarithmic times are divided by the latest of the tensor, so a sample's code depends on its batch;
 * linear ones take τ = T − 1 − firstSpike.
 *
 * @param x  intensities in [0, 1], [B, …]
 * @param steps  T
 * @returns spikes [B, T, …]; the caller owns them. They carry no gradient
 * @throws InvalidOptionError, ShapeMismatchError
 * @example const spikes = latencyEncode(images, 20, { normalize: true, linear: true });
 */
export function latencyEncode(x: tf.Tensor, steps: number, options: LatencyOptions = {}): tf.Tensor {
  wholeSteps(steps);
  const { tau = 1, threshold = 0.01, clip = false, normalize = false, linear = false } = options;
  const { firstSpike = 0, epsilon = 1e-7 } = options;
  if (!(tau > 0)) throw new InvalidOptionError("tau", tau, "> 0 steps");
  if (!(threshold > 0 && threshold < 1)) throw new InvalidOptionError("threshold", threshold, "(0, 1)");
  if (!(firstSpike >= 0 && firstSpike <= steps - 1)) {
    throw new InvalidOptionError("firstSpike", firstSpike, `0 to ${steps - 1}`);
  }
  if (x.rank === 0) throw new ShapeMismatchError("x", "[B, …]", x.shape);
  return tf.tidy(() => {
    const span = steps - 1 - firstSpike;
    let times: tf.Tensor;
    if (linear) {
      times = tf.mul(tf.sub(1, tf.maximum(x, threshold)), normalize ? span : tau);
    } else {
      const strong = tf.maximum(x, threshold + epsilon);
      times = tf.mul(tf.log(tf.div(strong, tf.sub(strong, threshold))), tau);
      if (normalize) times = tf.div(tf.mul(times, span), tf.max(times));
    }
    const spikes = spikesAt(tf.round(tf.add(times, firstSpike)), steps);
    return clip ? tf.mul(spikes, tf.cast(tf.greaterEqual(tf.expandDims(x, 1), threshold), "float32")) : spikes;
  });
}
