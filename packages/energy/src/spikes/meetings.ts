import type { KernelCall } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { inputOf } from "../kernel-macs.js";
import { insideTaps, spreadTaps } from "./tap-counts.js";

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

/** How many weights one event meets, by where it is. */
export interface Meetings {
  /** Weights met at each position, over all positions of the axes that matter, row-major. */
  readonly table: ArrayLike<number>;
  /** Values that lie next to each other at one position. */
  readonly inner: number;
  /** Weights met per entry of the table, such as output channels. */
  readonly factor: number;
}

/** A kernel whose cost depends on the events at one of its inputs. */
export interface EventKernel {
  readonly input: string;
  readonly meetings: (call: KernelCall) => Meetings;
}

const convolution: EventKernel = {
  input: "x",
  meetings(call) {
    const shape = inputOf(call, "x").shape;
    const filter = inputOf(call, "filter").shape;
    const g = geometry(call, shape, filter);
    const { top, left } = g.padInfo;
    const y = insideTaps(g.inHeight, g.outHeight, g.filterHeight, g.strideHeight, g.dilationHeight, top);
    const x = insideTaps(g.inWidth, g.outWidth, g.filterWidth, g.strideWidth, g.dilationWidth, left);
    // A filter with fewer input channels than the picture has is one of several groups, each with its share of filters.
    const groups = call.kernel.includes("Depthwise") ? 1 : g.inChannels / filter[2]!;
    return { table: overAxes([y, x]), inner: innerOf(call, shape, 3), factor: filter[3]! / groups };
  },
};

const transposedConvolution: EventKernel = {
  input: "dy",
  meetings(call) {
    const shape = inputOf(call, "dy").shape;
    const filter = inputOf(call, "filter").shape;
    const g = geometry(call, call.attributes.inputShape as Shape4, filter);
    const { top, left } = g.padInfo;
    const y = spreadTaps(g.inHeight, g.outHeight, g.filterHeight, g.strideHeight, g.dilationHeight, top);
    const x = spreadTaps(g.inWidth, g.outWidth, g.filterWidth, g.strideWidth, g.dilationWidth, left);
    return { table: overAxes([y, x]), inner: innerOf(call, shape, 3), factor: filter[2]! };
  },
};

const volume: EventKernel = {
  input: "x",
  meetings(call) {
    const shape = inputOf(call, "x").shape;
    const g = volumeGeometry(call, shape);
    const { front, top, left } = g.padInfo;
    const z = insideTaps(g.inDepth, g.outDepth, g.filterDepth, g.strideDepth, g.dilationDepth, front);
    const y = insideTaps(g.inHeight, g.outHeight, g.filterHeight, g.strideHeight, g.dilationHeight, top);
    const x = insideTaps(g.inWidth, g.outWidth, g.filterWidth, g.strideWidth, g.dilationWidth, left);
    return { table: overAxes([z, y, x]), inner: shape[4]!, factor: g.outChannels };
  },
};

const transposedVolume: EventKernel = {
  input: "dy",
  meetings(call) {
    const g = volumeGeometry(call, call.attributes.inputShape as Shape5);
    const { front, top, left } = g.padInfo;
    const z = spreadTaps(g.inDepth, g.outDepth, g.filterDepth, g.strideDepth, g.dilationDepth, front);
    const y = spreadTaps(g.inHeight, g.outHeight, g.filterHeight, g.strideHeight, g.dilationHeight, top);
    const x = spreadTaps(g.inWidth, g.outWidth, g.filterWidth, g.strideWidth, g.dilationWidth, left);
    return { table: overAxes([z, y, x]), inner: inputOf(call, "dy").shape[4]!, factor: g.inChannels };
  },
};

/** Convolutions by kernel: their weights are at every position the same, so what an event meets follows from shapes. */
export const eventKernels: Readonly<Record<string, EventKernel>> = {
  Conv2D: convolution,
  FusedConv2D: convolution,
  DepthwiseConv2dNative: convolution,
  FusedDepthwiseConv2D: convolution,
  Conv2DBackpropInput: transposedConvolution,
  Conv3D: volume,
  Conv3DBackpropInputV2: transposedVolume,
};

/** Products of the counts along each axis, for each combination of positions. */
function overAxes(axes: readonly (readonly number[])[]): Float64Array {
  return axes.reduce<Float64Array>(
    (table, counts) => {
      const next = new Float64Array(table.length * counts.length);
      table.forEach((value, i) => {
        counts.forEach((count, j) => {
          next[i * counts.length + j] = value * count;
        });
      });
      return next;
    },
    new Float64Array([1]),
  );
}

function innerOf({ attributes }: KernelCall, shape: readonly number[], channels: number): number {
  return attributes.dataFormat === "NCHW" ? 1 : shape[channels]!;
}

function geometry(call: KernelCall, shape: readonly number[], filter: readonly number[]) {
  const { strides, pad, dataFormat, dilations, dimRoundingMode } = call.attributes as Record<string, never>;
  const depthwise = call.kernel.includes("Depthwise");
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat ?? "NHWC");
  const [x, w] = [shape as Shape4, filter as Shape4];
  return tf.backend_util.computeConv2DInfo(x, w, strides, dilations ?? 1, pad, dimRoundingMode, depthwise, format);
}

function volumeGeometry(call: KernelCall, shape: readonly number[]) {
  const { strides, pad, dilations } = call.attributes as Record<string, never>;
  const filter = inputOf(call, "filter").shape as Shape5;
  return tf.backend_util.computeConv3DInfo(shape as Shape5, filter, strides, dilations ?? 1, pad);
}

/** Σ of what every value would meet if it were an event, over a tensor of `elements` values. */
export function everyMeeting({ table, inner, factor }: Meetings, elements: number): number {
  let sum = 0;
  for (let i = 0; i < table.length; i++) sum += table[i]!;
  return (sum * inner * factor * elements) / Math.max(1, table.length * inner);
}
