import * as tf from "@tensorflow/tfjs-core";
import { type ConvGeometry, convGeometry, convolvedExtents, type FrameConvolution } from "./conv-geometry.js";
import { ShapeMismatchError } from "./errors.js";

export type { FrameConvolution, PerAxis } from "./conv-geometry.js";
export { convolvedExtent } from "./conv-geometry.js";

/** What TensorFlow's operations are given: one or two spatial axes as two, three as three. */
type Images = tf.Tensor4D | tf.Tensor5D;

/**
 * One convolution over all frames of all samples, time folded into the batch.
 *
 * TensorFlow's "same" pads the far side alone where an even extent meets stride 2; it is used only where it equals
 * symmetric padding, otherwise the zeros are put around the frames first.
 *
 * @param frames [B, T, L, C], [B, T, H, W, C] or [B, T, D, H, W, C], after the kernel's rank
 * @returns [B, T, …, filters]; along each axis ⌊(n + 2·padding − dilation·(k − 1) − 1) / stride⌋ + 1, transposed
 *   (n − 1)·stride − 2·padding + dilation·(k − 1) + outputPadding + 1 (PyTorch's formulas); the caller owns it
 * @throws ShapeMismatchError if `frames` has other axes or channels than the kernel, or nothing would be left; InvalidOptionError
 */
export function convolveFrames(frames: tf.Tensor, convolution: FrameConvolution): tf.Tensor {
  const geometry = convGeometry(convolution);
  const axes = geometry.taps.length;
  if (frames.rank !== axes + 3 || frames.shape[axes + 2] !== geometry.channels) {
    const names = ["L", "H, W", "D, H, W"][axes - 1];
    throw new ShapeMismatchError("frames", `[B, T, ${names}, ${geometry.channels}]`, frames.shape);
  }
  const [batch, steps, ...extents] = frames.shape.slice(0, -1) as [number, number, ...number[]];
  const after = convolvedExtents(extents, geometry);
  if (after.some((n) => n < 1)) {
    throw new ShapeMismatchError("frames", `extents that a kernel [${geometry.taps}] fits into`, frames.shape);
  }
  return tf.tidy(() => {
    // An axis of extent 1 in front makes a line an image.
    const [flat, images, kernel] =
      axes === 1
        ? [withLine(geometry), [1, ...extents], [1, ...convolution.kernel.shape]]
        : [geometry, extents, convolution.kernel.shape];
    const x = tf.reshape<tf.Rank>(frames, [batch * steps, ...images, geometry.channels]) as Images;
    let y = inGroups(x, tf.reshape(convolution.kernel, kernel), flat, axes === 1 ? [1, ...after] : after);
    if (convolution.bias) y = tf.add(y, convolution.bias);
    return tf.reshape(y, [batch, steps, ...after, geometry.filters]);
  });
}

function inGroups(x: Images, kernel: tf.Tensor, geometry: ConvGeometry, after: readonly number[]): tf.Tensor {
  const { groups, channels, filters, taps, transposed } = geometry;
  if (groups === 1) return convolve(x, kernel, geometry, after);
  if (groups === channels && taps.length === 2 && !transposed && geometry.stride[0] === geometry.stride[1]) {
    const depthwise = tf.reshape<tf.Rank>(kernel, [...taps, channels, filters / channels]) as tf.Tensor4D;
    return plain(x as tf.Tensor4D, depthwise, geometry, tf.depthwiseConv2d);
  }
  const [xs, kernels] = [tf.split(x as tf.Tensor, groups, x.rank - 1), tf.split(kernel, groups, kernel.rank - 1)];
  return tf.concat(
    xs.map((part, g) => convolve(part as Images, kernels[g]!, geometry, after)),
    x.rank - 1,
  );
}

function convolve(x: Images, kernel: tf.Tensor, geometry: ConvGeometry, after: readonly number[]): tf.Tensor {
  if (geometry.transposed) return spread(x, kernel, geometry, after);
  if (x.rank === 4) return plain(x as tf.Tensor4D, kernel as tf.Tensor4D, geometry, tf.conv2d);
  const { stride, padding } = geometry;
  const { taps, dilation } = dilated(kernel, geometry);
  const around = padding.map((p): [number, number] => [p, p]);
  const padded = padding.some((p) => p > 0) ? tf.pad(x, [[0, 0], ...around, [0, 0]]) : x;
  return tf.conv3d(padded as tf.Tensor5D, taps as tf.Tensor5D, triple(stride), "valid", "NDHWC", triple(dilation));
}

/** `conv2d` or `depthwiseConv2d`. */
function plain(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  geometry: ConvGeometry,
  operation: typeof tf.conv2d | typeof tf.depthwiseConv2d,
): tf.Tensor {
  const { stride, padding } = geometry;
  const { taps, dilation } = dilated(kernel, geometry);
  const same = x.shape.slice(1, 3).every((n, axis) => {
    const span = (taps.shape[axis]! - 1) * dilation[axis]! + 1;
    return padding[axis] === 0 ? span === 1 : equalsSame(n, span, stride[axis]!, padding[axis]!);
  });
  const around = padding.map((p): [number, number] => [p, p]);
  const padded = same || padding.every((p) => p === 0) ? x : tf.pad(x, [[0, 0], ...around, [0, 0]]);
  const pad = same && padding.some((p) => p > 0) ? "same" : "valid";
  return operation(padded, taps as tf.Tensor4D, pair(stride), pad, "NHWC", pair(dilation));
}

/** The transposed convolution: everything it reaches, then `padding` cut off on both sides. */
function spread(x: Images, kernel: tf.Tensor, geometry: ConvGeometry, after: readonly number[]): tf.Tensor {
  const { stride, padding } = geometry;
  const { taps } = dilated(kernel, { ...geometry, stride: stride.map(() => 2) });
  const filters = taps.shape[taps.rank - 2]!;
  const reached = after.map((n, axis) => n + 2 * padding[axis]!);
  const shape = [x.shape[0], ...reached, filters];
  const whole =
    x.rank === 4
      ? tf.conv2dTranspose(
          x as tf.Tensor4D,
          taps as tf.Tensor4D,
          shape as [number, number, number, number],
          pair(stride),
          "valid",
        )
      : tf.conv3dTranspose(
          x as tf.Tensor5D,
          taps as tf.Tensor5D,
          shape as [number, number, number, number, number],
          triple(stride),
          "valid",
        );
  if (padding.every((p) => p === 0)) return whole;
  return tf.slice(whole as tf.Tensor, [0, ...padding, 0], [x.shape[0], ...after, filters]);
}

/**
 * The kernel, and the dilation that is left to TensorFlow.js, which takes no stride beside it: then the kernel is spread by
 * zeros instead.
 */
function dilated(
  kernel: tf.Tensor,
  { stride, dilation }: ConvGeometry,
): { taps: tf.Tensor; dilation: readonly number[] } {
  if (dilation.every((d) => d === 1) || stride.every((s) => s === 1)) return { taps: kernel, dilation };
  let taps = kernel;
  dilation.forEach((d, axis) => {
    if (d === 1) return;
    const { shape } = taps;
    const before = shape.slice(0, axis);
    const k = shape[axis]!;
    const rest = shape.slice(axis + 1);
    const size = (part: readonly number[]) => part.reduce((n, e) => n * e, 1);
    // [before, k, rest] → zeros behind each tap → without those behind the last one
    const apart = tf.pad(tf.reshape(taps, [size(before), k, 1, size(rest)]), [
      [0, 0],
      [0, 0],
      [0, d - 1],
      [0, 0],
    ]);
    const joined = tf.reshape(apart, [size(before), k * d, size(rest)]);
    const cut = tf.slice(joined, [0, 0, 0], [size(before), (k - 1) * d + 1, size(rest)]);
    taps = tf.reshape(cut, [...before, (k - 1) * d + 1, ...rest]);
  });
  return { taps, dilation: dilation.map(() => 1) };
}

function withLine(geometry: ConvGeometry): ConvGeometry {
  const { taps, stride, padding, dilation, outputPadding } = geometry;
  // The same stride along the axis of extent 1, where it means nothing: TensorFlow's depthwise kernels want equal ones.
  const same = geometry.transposed ? 1 : stride[0]!;
  return {
    ...geometry,
    taps: [1, ...taps],
    stride: [same, ...stride],
    padding: [0, ...padding],
    dilation: [1, ...dilation],
    outputPadding: [0, ...outputPadding],
  };
}

/** Does TensorFlow's "same" put exactly `padding` zeros on both sides of this axis? */
function equalsSame(extent: number, span: number, stride: number, padding: number): boolean {
  return Math.max((Math.ceil(extent / stride) - 1) * stride + span - extent, 0) === 2 * padding;
}

const pair = (values: readonly number[]) => [values[0]!, values[1]!] as [number, number];
const triple = (values: readonly number[]) => [values[0]!, values[1]!, values[2]!] as [number, number, number];
