import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";

/** A 2-D convolution without bias, padded as PyTorch pads: the same on both sides. */
export interface FrameConvolution {
  /** Weights, [kernelHeight, kernelWidth, C, filters]. */
  readonly kernel: tf.Tensor4D;
  /** Step in both directions, 1 by default. */
  readonly stride?: number;
  /** Rows and columns of zeros on every side, 0 by default. */
  readonly padding?: number;
}

/**
 * One convolution over all frames of all samples, time folded into the batch.
 *
 * TensorFlow's "same" pads the far side alone where an even extent meets stride 2; it is used only where it equals
 * symmetric padding, otherwise the zeros are put around the frames first.
 *
 * @param frames [B, T, H, W, C]
 * @returns [B, T, H', W', filters], H' = ⌊(H + 2·padding − kernelHeight) / stride⌋ + 1; the caller owns it
 * @throws ShapeMismatchError if `frames` is not five-dimensional or has other channels than the kernel
 */
export function convolveFrames(frames: tf.Tensor, convolution: FrameConvolution): tf.Tensor5D {
  const { kernel, stride = 1, padding = 0 } = convolution;
  const [kernelHeight, kernelWidth, channels, filters] = kernel.shape;
  const [batch, steps, height, width, inputChannels] = frames.shape as [number, number, number, number, number];
  if (frames.rank !== 5 || inputChannels !== channels) {
    throw new ShapeMismatchError("frames", `[B, T, H, W, ${channels}]`, frames.shape);
  }
  return tf.tidy(() => {
    const images = tf.reshape(frames, [batch * steps, height, width, channels]) as tf.Tensor4D;
    const same = equalsSame(height, kernelHeight, stride, padding) && equalsSame(width, kernelWidth, stride, padding);
    const around: [number, number] = [padding, padding];
    const padded = same || padding === 0 ? images : tf.pad(images, [[0, 0], around, around, [0, 0]]);
    const currents = tf.conv2d(padded, kernel, stride, same ? "same" : "valid");
    const extent = currents.shape.slice(1, 3) as [number, number];
    return tf.reshape(currents, [batch, steps, ...extent, filters]) as tf.Tensor5D;
  });
}

/** H' of an axis, after {@link convolveFrames}. */
export function convolvedExtent(extent: number, kernel: number, stride: number, padding: number): number {
  return Math.floor((extent + 2 * padding - kernel) / stride) + 1;
}

/** Does TensorFlow's "same" put exactly `padding` zeros on both sides of this axis? */
function equalsSame(extent: number, kernel: number, stride: number, padding: number): boolean {
  const total = Math.max((Math.ceil(extent / stride) - 1) * stride + kernel - extent, 0);
  return padding > 0 && total === 2 * padding;
}
