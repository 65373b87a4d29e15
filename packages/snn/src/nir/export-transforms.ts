import { UnsupportedNodeError } from "../errors.js";
import type { Exported, LayerToExport } from "./exported.js";
import type { NirArray, NirConv1d, NirConv2d, NirOperation } from "./graph.js";
import { nirArray } from "./graph.js";
import { permuteAxes } from "./layout.js";
import { sizeOf } from "./node-shapes.js";

/** Layers without a meaning in a network that runs: they leave values as they are. */
export const IDENTITY_LAYERS: ReadonlySet<string> = new Set([
  "Dropout",
  "SpatialDropout1D",
  "GaussianNoise",
  "GaussianDropout",
  "AlphaDropout",
  "ActivityRegularization",
]);

/** Layers that take what one moment has: [B, …], no time. */
export const IMAGE_LAYERS: ReadonlySet<string> = new Set([
  "Flatten",
  "Conv1D",
  "Conv2D",
  "DepthwiseConv2D",
  "AveragePooling2D",
]);

/** A layer without memory as nodes. @throws UnsupportedNodeError */
export function exportTransform(layer: LayerToExport): Exported {
  const { type, config } = layer;
  const activation = (config.activation as string | undefined) ?? "linear";
  if (activation !== "linear") {
    throw unsupported(
      layer,
      `NIR has no ${activation} activation`,
      "leave it off, or convert the network to spikes first",
    );
  }
  switch (type) {
    case "Activation":
      return { nodes: [] };
    case "Dense":
      return { nodes: [["", dense(layer)]] };
    case "Conv1D":
      return { nodes: [["", conv1d(layer)]] };
    case "Conv2D":
    case "DepthwiseConv2D":
      return { nodes: [["", conv2d(layer)]] };
    case "AveragePooling2D":
      return { nodes: [["", averagePool(layer)]] };
    default:
      throw unsupported(layer, "NIR has no node for it", "build the model of layers that NIR has");
  }
}

/** The convolution of a ConvLIF1D or ConvLIF2D layer. @throws UnsupportedNodeError for a transposed one */
export function convolutionOfConvLif(layer: LayerToExport): NirConv1d | NirConv2d {
  const { config, weights, input } = layer;
  if (config.transposed) throw unsupported(layer, "NIR has no transposed convolution", "build it without `transposed`");
  const kernel = weights["conv.weight"]!;
  const axes = kernel.shape.length - 2;
  const each = (value: unknown) => [value, value].flat().slice(0, axes) as number[];
  const channels = input[input.length - 1]!;
  const [stride, padding, dilation] = [each(config.stride), each(config.padding), each(config.dilation)];
  const groups = config.groups === "depthwise" ? channels : (config.groups as number);
  const bias = weights["conv.bias"] ?? nirArray([kernel.shape[axes + 1]!], 0);
  const weight = permuteAxes(kernel, [axes + 1, axes, ...Array.from({ length: axes }, (_, axis) => axis)]);
  const shared = { weight, groups, bias };
  return axes === 1
    ? {
        type: "Conv1d",
        ...shared,
        input_shape: input[0]!,
        stride: stride[0]!,
        padding: padding[0]!,
        dilation: dilation[0]!,
      }
    : { type: "Conv2d", ...shared, input_shape: input.slice(0, 2), stride, padding, dilation };
}

function dense({ weights, input, ...layer }: LayerToExport): NirOperation {
  const weight = permuteAxes(weights.kernel!, [1, 0]);
  const { bias } = weights;
  if (input.length === 1) return bias ? { type: "Affine", weight, bias } : { type: "Linear", weight };
  if (input.length !== 3) throw unsupported(layer, `a dense layer on [${input}]`, "flatten its input first");
  // On maps it works on the channels of every place: a convolution of one by one.
  const [units, channels] = weight.shape as [number, number];
  return {
    type: "Conv2d",
    input_shape: input.slice(0, 2),
    weight: { shape: [units, channels, 1, 1], data: weight.data },
    ...{ stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 },
    bias: bias ?? nirArray([units], 0),
  };
}

function conv2d(layer: LayerToExport): NirOperation {
  const { type, config, weights, input } = layer;
  channelsMustBeLast(layer);
  const depthwise = type === "DepthwiseConv2D";
  const kernel = depthwise ? weights.depthwise_kernel! : weights.kernel!;
  const [height, width, channels, filters] = kernel.shape as [number, number, number, number];
  // Depthwise [kh, kw, c, m]: filter c·m + j looks at channel c.
  const weight: NirArray = depthwise
    ? { ...permuteAxes(kernel, [2, 3, 0, 1]), shape: [channels * filters, 1, height, width] }
    : permuteAxes(kernel, [3, 2, 0, 1]);
  const [stride, dilation] = [pair(config.strides), pair(config.dilationRate)];
  const along = [0, 1].map((axis) =>
    zeros(config.padding, input[axis]!, kernel.shape[axis]!, stride[axis]!, dilation[axis]!),
  );
  const { kernel: padded, padding } = symmetric(layer, weight, along, dilation);
  const count = weight.shape[0]!;
  return {
    type: "Conv2d",
    input_shape: input.slice(0, 2),
    weight: padded,
    ...{ stride, padding, dilation, groups: depthwise ? channels : 1 },
    bias: weights.bias ?? nirArray([count], 0),
  };
}

function conv1d(layer: LayerToExport): NirOperation {
  const { config, weights, input } = layer;
  channelsMustBeLast(layer);
  if (config.padding === "causal") throw unsupported(layer, 'padding "causal"', 'use "valid" or "same"');
  const weight = permuteAxes(weights.kernel!, [2, 1, 0]);
  const [stride] = [config.strides].flat() as [number];
  const [dilation] = [config.dilationRate ?? 1].flat() as [number];
  const around = zeros(config.padding, input[0]!, weight.shape[2]!, stride, dilation);
  const { kernel, padding } = symmetric(layer, weight, [around], [dilation]);
  return {
    type: "Conv1d",
    ...{ input_shape: input[0]!, weight: kernel, stride, padding: padding[0]!, dilation, groups: 1 },
    bias: weights.bias ?? nirArray([weight.shape[0]!], 0),
  };
}

function averagePool(layer: LayerToExport): NirOperation {
  const { config, input } = layer;
  channelsMustBeLast(layer);
  const [kernel_size, stride] = [pair(config.poolSize), pair(config.strides ?? config.poolSize)];
  const around = [0, 1].map((axis) => zeros(config.padding, input[axis]!, kernel_size[axis]!, stride[axis]!, 1));
  if (around.flat().some((n) => n > 0)) {
    const reason = "at borders its mean leaves out the padding, NIR's counts it";
    throw unsupported(layer, reason, 'use padding "valid", or extents that the stride divides');
  }
  return { type: "AvgPool2d", kernel_size, stride, padding: [0, 0] };
}

/** Zeros that TensorFlow puts before and behind an axis: with "same", as many as give ⌈extent / stride⌉ outputs. */
function zeros(padding: unknown, extent: number, kernel: number, stride: number, dilation: number): [number, number] {
  if (padding !== "same") return [0, 0];
  const reach = (kernel - 1) * dilation + 1;
  const total = Math.max((Math.ceil(extent / stride) - 1) * stride + reach - extent, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * NIR has the same zeros on both sides. Where TensorFlow has one more behind, the kernel gets a row of zeros in front, so
 * that a window which starts one place earlier sees the same.
 */
function symmetric(
  layer: LayerToExport,
  weight: NirArray,
  around: readonly (readonly [number, number])[],
  dilation: readonly number[],
): { kernel: NirArray; padding: number[] } {
  const extra = around.map(([before, behind], axis) => {
    const more = behind - before;
    // A tap in front reaches `dilation` places back.
    return more === 0 ? 0 : more === dilation[axis] ? 1 : Number.NaN;
  });
  if (extra.some(Number.isNaN)) {
    throw unsupported(layer, "its zeros differ before and behind, and its kernel is dilated", 'use padding "valid"');
  }
  const padding = around.map(([, behind]) => behind);
  if (extra.every((n) => n === 0)) return { kernel: weight, padding };
  const [filters, channels, ...from] = weight.shape as [number, number, ...number[]];
  const to = from.map((k, axis) => k + extra[axis]!);
  const data = new Float32Array(filters * channels * sizeOf(to));
  const [rows, columns] = from.length === 1 ? [1, from[0]!] : (from as [number, number]);
  const [down, right] = extra.length === 1 ? [0, extra[0]!] : (extra as [number, number]);
  const wide = columns + right;
  for (let map = 0; map < filters * channels; map++) {
    for (let y = 0; y < rows; y++) {
      const source = (map * rows + y) * columns;
      data.set(weight.data.subarray(source, source + columns), (map * (rows + down) + y + down) * wide + right);
    }
  }
  return { kernel: { shape: [filters, channels, ...to], data }, padding };
}

function pair(value: unknown): number[] {
  const [a = 1, b = a] = [value ?? 1].flat() as number[];
  return [a, b];
}

function channelsMustBeLast(layer: Pick<LayerToExport, "config" | "name" | "type">): void {
  if (layer.config.dataFormat === "channelsFirst") {
    throw unsupported(layer, "its channels come first", "build it with channels last, as the others");
  }
}

function unsupported({ name, type }: Pick<LayerToExport, "name" | "type">, reason: string, remedy: string) {
  return new UnsupportedNodeError(name, type, reason, remedy);
}
