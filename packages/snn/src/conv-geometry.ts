import type * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

/** One number for every axis, or one for each. */
export type PerAxis = number | readonly number[];

/** A convolution of one to three axes, padded as PyTorch pads: the same on both sides. */
export interface FrameConvolution {
  /**
   * Weights, [k…, C / groups, filters], one k for each axis: rank 3 convolves [B, T, L, C], rank 4 [B, T, H, W, C], rank 5
   * [B, T, D, H, W, C]. Where `transposed`: [k…, filters / groups, C].
   */
  readonly kernel: tf.Tensor;
  /** Added after the convolution, [filters]; none by default. */
  readonly bias?: tf.Tensor;
  /** Step, 1 by default. */
  readonly stride?: PerAxis;
  /** Zeros on both sides, 0 by default; where `transposed`, what is cut off on both sides. */
  readonly padding?: PerAxis;
  /** Distance between neighbouring taps of the kernel, 1 by default. */
  readonly dilation?: PerAxis;
  /** Groups of channels that do not see each other, 1 by default; as many as channels: a depthwise convolution. */
  readonly groups?: number;
  /** The transpose: each number is spread by the kernel, the extent grows by the stride. False by default. */
  readonly transposed?: boolean;
  /** Further rows at the end where `transposed`, below the stride; 0 by default. */
  readonly outputPadding?: PerAxis;
}

/** The same with everything said, per axis. */
export interface ConvGeometry {
  readonly taps: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly outputPadding: readonly number[];
  readonly groups: number;
  readonly transposed: boolean;
  readonly channels: number;
  readonly filters: number;
}

/** @throws ShapeMismatchError for a kernel of another rank; InvalidOptionError */
export function convGeometry(convolution: FrameConvolution): ConvGeometry {
  const { kernel, groups = 1, transposed = false } = convolution;
  const axes = kernel.rank - 2;
  if (axes < 1 || axes > 3)
    throw new ShapeMismatchError("kernel", "[k…, C / groups, filters], 1 to 3 axes", kernel.shape);
  const [inner, outer] = kernel.shape.slice(axes) as [number, number];
  const channels = transposed ? outer : inner * groups;
  const filters = transposed ? inner * groups : outer;
  if (!Number.isInteger(groups) || groups < 1 || outer % groups !== 0) {
    throw new InvalidOptionError("groups", groups, `a divisor of the kernel's last axis, ${outer}`);
  }
  const stride = perAxis("stride", convolution.stride ?? 1, axes, 1);
  const outputPadding = perAxis("outputPadding", convolution.outputPadding ?? 0, axes, 0);
  if (outputPadding.some((n, axis) => n > 0 && (!transposed || n >= stride[axis]!))) {
    throw new InvalidOptionError(
      "outputPadding",
      convolution.outputPadding,
      "below the stride, where transposed; else 0",
    );
  }
  return {
    taps: kernel.shape.slice(0, axes),
    stride,
    padding: perAxis("padding", convolution.padding ?? 0, axes, 0),
    dilation: perAxis("dilation", convolution.dilation ?? 1, axes, 1),
    outputPadding,
    groups,
    transposed,
    channels,
    filters,
  };
}

/** Extents after the convolution. */
export function convolvedExtents(
  extents: readonly number[],
  geometry: Omit<ConvGeometry, "channels" | "filters">,
): number[] {
  const { taps, stride, padding, dilation, transposed, outputPadding } = geometry;
  return extents.map((n, axis) => {
    const [k, s, p, d] = [taps[axis]!, stride[axis]!, padding[axis]!, dilation[axis]!];
    if (transposed) return (n - 1) * s - 2 * p + d * (k - 1) + outputPadding[axis]! + 1;
    return convolvedExtent(n, k, s, p, d);
  });
}

/** Extent of an axis after a convolution: ⌊(extent + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. */
export function convolvedExtent(extent: number, kernel: number, stride: number, padding: number, dilation = 1): number {
  return Math.floor((extent + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** One whole number for each axis. @throws InvalidOptionError */
export function perAxis(option: string, value: PerAxis, axes: number, minimum: number): number[] {
  const list = typeof value === "number" ? new Array<number>(axes).fill(value) : [...value];
  if (list.length !== axes || list.some((n) => !Number.isInteger(n) || n < minimum)) {
    throw new InvalidOptionError(option, value, `a whole number of at least ${minimum}, or ${axes} of them`);
  }
  return list;
}
