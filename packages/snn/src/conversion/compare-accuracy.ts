import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { overTime } from "../layers/repeat-over-time.js";
import { whole } from "../layers/spiking-layer.js";
import type { SpikingConversion } from "./convert-to-spiking.js";

/** Options of {@link compareAccuracy}. */
export interface CompareOptions {
  /** Numbers of steps to judge after; [4, 8, 16, 32, 64] by default. */
  readonly steps?: readonly number[];
  /** Images at once, 32 by default. */
  readonly batchSize?: number;
}

/** Shares of inputs whose class is right. */
export interface AccuracyComparison {
  /** Of the analog network. */
  readonly analog: number;
  /** Of the spiking network after so many steps. */
  readonly spiking: readonly { readonly steps: number; readonly accuracy: number }[];
  /** How often the two agree after so many steps, whatever is right. */
  readonly agreement: readonly { readonly steps: number; readonly share: number }[];
}

/**
 * The accuracy of a network before its conversion and after it, after each of some numbers of steps; one run of the most
 * steps serves all.
 *
 * @param x inputs [N, …]; not disposed
 * @param labels the class of each, as numbers or one-hot [N, classes]
 * @throws InvalidOptionError, ShapeMismatchError
 * @example const { analog, spiking } = await compareAccuracy(relu, conversion, testImages, testLabels);
 */
export async function compareAccuracy(
  analog: tfl.LayersModel,
  { sequence, coding, inputScale, seed }: SpikingConversion,
  x: tf.Tensor,
  labels: tf.Tensor | readonly number[],
  { steps = [4, 8, 16, 32, 64], batchSize = 32 }: CompareOptions = {},
): Promise<AccuracyComparison> {
  if (steps.length === 0) throw new InvalidOptionError("steps", steps, "at least one number of steps");
  for (const n of steps) whole("steps", n);
  whole("batchSize", batchSize);
  const [samples] = x.shape as [number];
  const truth = labels instanceof tf.Tensor ? await classesOf(labels) : labels;
  if (truth.length !== samples) throw new ShapeMismatchError("labels", `[${samples}]`, [truth.length]);
  const most = Math.max(...steps);
  const right = { analog: 0, spiking: steps.map(() => 0), agreement: steps.map(() => 0) };
  for (let from = 0; from < samples; from += batchSize) {
    const count = Math.min(batchSize, samples - from);
    const guesses = tf.tidy(() => {
      const batch = tf.slice(x, from, count);
      const sampling = { coding, scale: inputScale, ...(seed === undefined ? {} : { seed: seed + from }) };
      const currents = sequence.predictOnBatch(overTime(batch, most, sampling)) as tf.Tensor3D;
      // The class of the largest sum of currents up to a step is that of the largest mean.
      const sums = tf.cumsum(currents, 1);
      const atSteps = steps.map((n) => tf.argMax(tf.squeeze(tf.slice(sums, [0, n - 1, 0], [-1, 1, -1]), [1]), -1));
      return tf.stack([tf.argMax(analog.predictOnBatch(batch) as tf.Tensor, -1), ...atSteps]);
    });
    const classes = await guesses.data();
    guesses.dispose();
    for (let i = 0; i < count; i++) {
      const label = truth[from + i];
      if (classes[i] === label) right.analog++;
      for (let k = 0; k < steps.length; k++) {
        const guess = classes[(k + 1) * count + i];
        if (guess === label) right.spiking[k]!++;
        if (guess === classes[i]) right.agreement[k]!++;
      }
    }
  }
  return {
    analog: right.analog / samples,
    spiking: steps.map((n, k) => ({ steps: n, accuracy: right.spiking[k]! / samples })),
    agreement: steps.map((n, k) => ({ steps: n, share: right.agreement[k]! / samples })),
  };
}

async function classesOf(labels: tf.Tensor): Promise<ArrayLike<number>> {
  if (labels.rank === 1) return labels.data();
  const classes = tf.tidy(() => tf.argMax(labels, -1));
  const values = await classes.data();
  classes.dispose();
  return values;
}
