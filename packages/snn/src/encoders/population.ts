import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";

/** Options of {@link populationEncode}. */
export interface PopulationOptions {
  /** M, neurons per value, at least 3. */
  readonly neurons: number;
  /** Range of the values, 0 to 1 by default. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** β: how narrow the fields are, 1.5 by default. */
  readonly beta?: number;
}

/**
 * Population code: M neurons with overlapping Gaussian fields share the range of a value     (Bohte, Kok & La Poutré 2002).
 *
 * a_i = exp(−(x − μ_i)² / 2σ²),   μ_i = min + (i − 3/2)·(max − min)/(M − 2), i = 1 … M,   σ = (max − min)/(β·(M − 2))
 *
 * The activations are intensities in (0, 1]: give them to `latencyEncode` or `rateEncode`.
 *
 * @param x  values, [B, …]
 * @returns activations [B, …, M]; the caller owns them
 * @throws InvalidOptionError
 */
export function populationEncode(x: tf.Tensor, options: PopulationOptions): tf.Tensor {
  const { neurons, minimum = 0, maximum = 1, beta = 1.5 } = options;
  if (!Number.isInteger(neurons) || neurons < 3) throw new InvalidOptionError("neurons", neurons, "at least 3");
  if (!(maximum > minimum)) throw new InvalidOptionError("maximum", maximum, `above the minimum, ${minimum}`);
  if (!(beta > 0)) throw new InvalidOptionError("beta", beta, "> 0");
  return tf.tidy(() => {
    const spacing = (maximum - minimum) / (neurons - 2);
    const centres = tf.tensor1d(Array.from({ length: neurons }, (_, i) => minimum + (i - 0.5) * spacing));
    const distance = tf.div(tf.sub(tf.expandDims(x, -1), centres), spacing / beta);
    return tf.exp(tf.mul(tf.square(distance), -0.5));
  });
}
