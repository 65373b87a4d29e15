import type { KernelCall } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { inputOf } from "../kernel-macs.js";
import { insideTaps, spreadTaps } from "./tap-counts.js";

type Shape4 = [number, number, number, number];

/** What one spike at each position of an axis is worth, and how values lie in memory. */
interface Meetings {
  /** Extents of the spike tensor from the outermost axis. */
  readonly shape: readonly number[];
  /** Per axis: weights that a spike meets along it, by position; null where it is 1 everywhere. */
  readonly perAxis: readonly (readonly number[] | null)[];
  /** Weights met per spike and combination of taps. */
  readonly factor: number;
}

/** A kernel whose input may be spikes: which input, and what a spike meets there. */
export interface SpikingKernel {
  readonly spikes: string;
  readonly meetings: (call: KernelCall) => Meetings;
}

const convolution = (channelsOut: (filter: readonly number[]) => number): SpikingKernel => ({
  spikes: "x",
  meetings(call) {
    const shape = inputOf(call, "x").shape;
    const filter = inputOf(call, "filter").shape;
    const g = geometry(call, shape, filter);
    const { top, left } = g.padInfo;
    const y = insideTaps(g.inHeight, g.outHeight, g.filterHeight, g.strideHeight, g.dilationHeight, top);
    const x = insideTaps(g.inWidth, g.outWidth, g.filterWidth, g.strideWidth, g.dilationWidth, left);
    return { shape, perAxis: spatial(call, y, x), factor: channelsOut(filter) };
  },
});

const transposedConvolution: SpikingKernel = {
  spikes: "dy",
  meetings(call) {
    const shape = inputOf(call, "dy").shape;
    const filter = inputOf(call, "filter").shape;
    const g = geometry(call, call.attributes.inputShape as Shape4, filter);
    const { top, left } = g.padInfo;
    const y = spreadTaps(g.inHeight, g.outHeight, g.filterHeight, g.strideHeight, g.dilationHeight, top);
    const x = spreadTaps(g.inWidth, g.outWidth, g.filterWidth, g.strideWidth, g.dilationWidth, left);
    return { shape, perAxis: spatial(call, y, x), factor: filter[2]! };
  },
};

const volume: SpikingKernel = {
  spikes: "x",
  meetings(call) {
    const shape = inputOf(call, "x").shape;
    const filter = inputOf(call, "filter").shape;
    const { strides, pad, dilations } = call.attributes as {
      strides: number;
      pad: "same" | "valid";
      dilations: number;
    };
    const g = tf.backend_util.computeConv3DInfo(shape as never, filter as never, strides, dilations ?? 1, pad);
    const { front, top, left } = g.padInfo;
    const z = insideTaps(g.inDepth, g.outDepth, g.filterDepth, g.strideDepth, g.dilationDepth, front);
    const y = insideTaps(g.inHeight, g.outHeight, g.filterHeight, g.strideHeight, g.dilationHeight, top);
    const x = insideTaps(g.inWidth, g.outWidth, g.filterWidth, g.strideWidth, g.dilationWidth, left);
    return { shape, perAxis: [null, z, y, x, null], factor: filter[4]! };
  },
};

const product: SpikingKernel = {
  spikes: "a",
  meetings(call) {
    const a = inputOf(call, "a").shape;
    const out = call.outputs[0]!.shape;
    // Every spike meets one row of b; a matrix that is broadcast over others meets each of theirs.
    const size = (shape: readonly number[]) => tf.util.sizeFromShape([...shape]);
    const repeats = size(out.slice(0, -2)) / Math.max(1, size(a.slice(0, -2)));
    return { shape: a, perAxis: a.map(() => null), factor: out[out.length - 1]! * repeats };
  },
};

/** Kernels whose cost depends on spikes at one input. */
export const spikingKernels: Readonly<Record<string, SpikingKernel>> = {
  Conv2D: convolution((filter) => filter[3]!),
  FusedConv2D: convolution((filter) => filter[3]!),
  DepthwiseConv2dNative: convolution((filter) => filter[3]!),
  FusedDepthwiseConv2D: convolution((filter) => filter[3]!),
  Conv2DBackpropInput: transposedConvolution,
  Conv3D: volume,
  BatchMatMul: product,
  _FusedMatMul: product,
};

/** Spikes of one call. */
export interface SpikeCount {
  /** Ones among the values. */
  readonly spikes: number;
  readonly elements: number;
  /** Σ over spikes of the weights that each meets; taps outside the output are not met. */
  readonly accumulates: number;
}

/**
 * Counts, exactly, the additions that spikes cause in a call.
 *
 * @param values  of the spiking input, row-major
 * @returns null if some value is neither 0 nor 1: the input is not spikes
 */
export function countAccumulates(call: KernelCall, values: ArrayLike<number>): SpikeCount | null {
  const { shape, perAxis, factor } = spikingKernels[call.kernel]!.meetings(call);
  const strides = tf.util.computeStrides([...shape]);
  const axes = perAxis.flatMap((counts, axis) =>
    counts ? [{ counts, stride: strides[axis] ?? 1, extent: shape[axis]! }] : [],
  );
  let spikes = 0;
  let weights = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === 0) continue;
    if (value !== 1) return null;
    spikes++;
    let met = 1;
    for (const { counts, stride, extent } of axes) met *= counts[Math.floor(i / stride) % extent]!;
    weights += met;
  }
  return { spikes, elements: values.length, accumulates: weights * factor };
}

function geometry(call: KernelCall, shape: readonly number[], filter: readonly number[]) {
  const { strides, pad, dataFormat, dilations, dimRoundingMode } = call.attributes as Record<string, never>;
  const depthwise = call.kernel.includes("Depthwise");
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat ?? "NHWC");
  const [x, w] = [shape as Shape4, filter as Shape4];
  return tf.backend_util.computeConv2DInfo(x, w, strides, dilations ?? 1, pad, dimRoundingMode, depthwise, format);
}

function spatial(call: KernelCall, y: number[], x: number[]): (number[] | null)[] {
  return call.attributes.dataFormat === "NCHW" ? [null, null, y, x] : [null, y, x, null];
}
