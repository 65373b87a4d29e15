import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";

/** What a batch norm learns: γ and β, shape [C] each. */
export interface BatchNormParams {
  /** γ */
  readonly scale: tf.Tensor1D;
  /** β */
  readonly shift: tf.Tensor1D;
}

/** Mean and variance of each channel, shape [C] each. */
export interface BatchStatistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** ε of PyTorch's BatchNorm2d. */
export const BATCH_NORM_EPSILON = 1e-5;

/** How far PyTorch's BatchNorm2d moves the running statistics towards a batch's. */
export const BATCH_NORM_MOMENTUM = 0.1;

type Saver = (tensors: tf.Tensor[]) => void;

/**
 * Batch normalisation by statistics that are given: y = (x − μ) / √(σ² + ε) · γ + β   (Ioffe & Szegedy 2015, Algorithm 2).
 *
 * @param x  shape [B, H, W, C]
 * @returns x's shape; the caller owns it
 * @throws ShapeMismatchError if x does not have C channels
 */
export function batchNorm(
  x: tf.Tensor4D,
  { scale, shift }: BatchNormParams,
  { mean, variance }: BatchStatistics,
  epsilon = BATCH_NORM_EPSILON,
): tf.Tensor4D {
  checkChannels(x, scale);
  return tf.batchNorm(x, mean, variance, shift, scale, epsilon);
}

/**
 * Batch normalisation by the batch's own statistics: μ = E[x], σ² = E[(x − μ)²] over B, H and W, biased; then as
 * {@link batchNorm}   (Ioffe & Szegedy 2015, Algorithm 1). The gradient goes through μ and σ², too:
 * dx = γ/√(σ² + ε) · (dy − E[dy] − x̂·E[dy·x̂]). It has first derivatives only.
 *
 * @param x  shape [B, H, W, C], at least two values a channel
 * @returns the output, x's shape, and the statistics, which have no gradient; the caller owns all three
 * @throws ShapeMismatchError if x does not have C channels, or one value each (whose variance would be 0)
 */
export function batchNormTraining(
  x: tf.Tensor4D,
  { scale, shift }: BatchNormParams,
  epsilon = BATCH_NORM_EPSILON,
): BatchStatistics & { readonly output: tf.Tensor4D } {
  checkChannels(x, scale);
  if (x.size <= scale.size)
    throw new ShapeMismatchError("a batch to normalise", "more than one value in each channel", x.shape);
  return tf.tidy(() => {
    let made: BatchStatistics | undefined;
    const output = tf.customGrad((...args) => {
      const [values, gamma, beta, save] = args as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, Saver];
      const mean = tf.keep(tf.mean(values, [0, 1, 2]) as tf.Tensor1D);
      const variance = tf.keep(tf.mean(tf.square(tf.sub(values, mean)), [0, 1, 2]) as tf.Tensor1D);
      made = { mean, variance };
      save([values, gamma, mean, variance]);
      return {
        value: tf.batchNorm(values, mean, variance, beta, gamma, epsilon),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(dy as tf.Tensor4D, saved, epsilon),
      };
    })(x, scale, shift) as tf.Tensor4D;
    const { mean, variance } = made!;
    const statistics = { mean: tf.clone(mean), variance: tf.clone(variance) };
    tf.dispose([mean, variance]);
    return { output, ...statistics };
  });
}

/**
 * Running statistics after one more batch, as PyTorch has them: (1 − m)·running + m·batch, with the batch's variance made
 * unbiased by N/(N − 1).
 *
 * @param running  shape [C] each
 * @param batch  biased, of {@link batchNormTraining}
 * @param momentum  m in (0, 1]
 * @param count  N, values a channel: B·H·W
 * @returns shape [C] each; the caller owns them
 */
export function movedStatistics(
  running: BatchStatistics,
  batch: BatchStatistics,
  momentum: number,
  count: number,
): BatchStatistics {
  const moved = (from: tf.Tensor1D, to: tf.Tensor1D, factor: number) =>
    tf.add(tf.mul(from, 1 - momentum), tf.mul(to, momentum * factor)) as tf.Tensor1D;
  return tf.tidy(() => ({
    mean: moved(running.mean, batch.mean, 1),
    variance: moved(running.variance, batch.variance, count / (count - 1)),
  }));
}

/** Gradients for x, γ and β. The part that comes through the statistics is itself a batch norm of x. */
function gradients(dy: tf.Tensor4D, saved: tf.Tensor[], epsilon: number): tf.Tensor[] {
  const [x, scale, mean, variance] = saved as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
  const [direct, dscale, dshift] =
    onePass({ x, dy, mean, variance, scale }, epsilon) ?? composed(dy, x, { mean, variance }, factor, epsilon);
  const share = tf.div(factor, x.size / scale.size);
  const [offset, slope] = [tf.mul(share, dshift), tf.mul(share, dscale)] as [tf.Tensor1D, tf.Tensor1D];
  return [tf.sub(direct, tf.batchNorm(x, mean, variance, offset, slope, epsilon)), dscale, dshift];
}

type Gradients = [dx: tf.Tensor, dscale: tf.Tensor, dshift: tf.Tensor];

/** The gradients with μ and σ² taken for constants, by the one kernel that `@cvar/backend` has for them on wasm. */
function onePass(inputs: Record<string, tf.Tensor>, varianceEpsilon: number): Gradients | null {
  const kernel = "CvarBatchNormGrad";
  if (tf.getKernel(kernel, tf.getBackend()) == null) return null;
  if (!Object.values(inputs).every(({ dtype }) => dtype === "float32")) return null;
  const made = tf.engine().runKernel(kernel, inputs, { varianceEpsilon }) as unknown as tf.Tensor[];
  return [made[0]!, made[3]!, made[4]!];
}

/** The same of plain operations. */
function composed(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  { mean, variance }: BatchStatistics,
  factor: tf.Tensor,
  epsilon: number,
): Gradients {
  const normalised = tf.batchNorm(x, mean, variance, tf.zerosLike(mean), tf.onesLike(mean), epsilon);
  return [tf.mul(dy, factor), tf.sum(tf.mul(dy, normalised), [0, 1, 2]), tf.sum(dy, [0, 1, 2])];
}

function checkChannels(x: tf.Tensor4D, { shape: [channels] }: tf.Tensor1D): void {
  if (x.rank !== 4 || x.shape[3] !== channels)
    throw new ShapeMismatchError("the input of a batch norm", `[B, H, W, ${channels}]`, x.shape);
}
