import * as tf from "@tensorflow/tfjs-core";
import { pictureAxes, volumeAxes, type WindowAttributes } from "../window-geometry.js";
import { poolAxes } from "./pool-gradients.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/** Zeros, or other values, before and after each axis. */
export type Margins = [number, number][];

/** Attributes of convolutions and pools, of pictures and volumes. */
export type PaddedAttributes = WindowAttributes & {
  readonly dataFormat?: string;
  readonly inputShape?: number[];
  readonly filterShape?: number[];
  readonly filterSize: number | [number, number, number];
};

/**
 * tfjs-node's convolutions of pictures, its max pools of pictures and volumes, and their gradients: it refuses a padding given as
 * numbers. Here the input is padded first (pools: with −∞), and the windows are "valid".
 */
export const nativePaddings: readonly TrainingKernel[] = [
  ...[
    tf.Conv2D,
    tf.FusedConv2D,
    tf.Conv2DBackpropFilter,
    tf.DepthwiseConv2dNative,
    tf.FusedDepthwiseConv2D,
    tf.DepthwiseConv2dNativeBackpropFilter,
  ].map(fromPaddedInput),
  ...[tf.Conv2DBackpropInput, tf.DepthwiseConv2dNativeBackpropInput].map(towardsPaddedInput),
  maxPool(tf.MaxPool),
  maxPoolGradient(tf.MaxPoolGrad),
];

/** The same for one of the convolutions over volumes. */
export function nativeVolumePadding(kernelName: string): TrainingKernel {
  return kernelName === tf.Conv3DBackpropInputV2 ? towardsPaddedInput(kernelName) : fromPaddedInput(kernelName);
}

/** A max pool whose input is padded with −∞. */
export function maxPool(kernelName: string): TrainingKernel {
  return whereNumeric(kernelName, (original, args, margins) =>
    original(withPadded(args, "x", margins, Number.NEGATIVE_INFINITY)),
  );
}

/** The gradient of such a pool. */
export function maxPoolGradient(kernelName: string): TrainingKernel {
  return whereNumeric(kernelName, (original, args, margins) => {
    const dx = original(withPadded(args, "input", margins, Number.NEGATIVE_INFINITY)) as tf.Tensor;
    return inside(dx, margins, inputsOf(args).input!.shape);
  });
}

function fromPaddedInput(kernelName: string): TrainingKernel {
  return whereNumeric(kernelName, (original, args, margins) => original(withPadded(args, "x", margins, 0)));
}

function towardsPaddedInput(kernelName: string): TrainingKernel {
  return whereNumeric(kernelName, (original, args, margins) => {
    const shape = (args.attrs as unknown as PaddedAttributes).inputShape!;
    const inputShape = shape.map((size, axis) => size + margins[axis]![0] + margins[axis]![1]);
    const attrs = { ...valid(args), inputShape } as tf.NamedAttrMap;
    return inside(original({ ...args, attrs }) as tf.Tensor, margins, shape);
  });
}

/** A kernel of tfjs-node that is called as it is, but where the padding is not a name. */
export function whereNumeric(
  kernelName: string,
  numeric: (
    original: tf.KernelFunc,
    args: KernelArguments,
    margins: Margins,
  ) => tf.TensorInfo | readonly tf.TensorInfo[],
): TrainingKernel {
  const create = (original: tf.KernelFunc | null): tf.KernelFunc | null => {
    if (!original) return null;
    return (args) => {
      const margins = marginsOf(args);
      if (!margins) return original(args);
      return tf.tidy(() => numeric(original, args, margins) as tf.Tensor);
    };
  };
  return { kernelName, backendName: "tensorflow", create };
}

/** The arguments with one input padded, and the windows "valid". */
export function withPadded(args: KernelArguments, name: string, margins: Margins, value: number): KernelArguments {
  const padded = tf.pad(inputsOf(args)[name] as tf.Tensor, margins, value);
  return { ...args, inputs: { ...args.inputs, [name]: padded }, attrs: valid(args) };
}

/** What lies between the margins. */
export function inside(padded: tf.Tensor, margins: Margins, shape: number[]): tf.Tensor {
  return tf.slice(
    padded,
    margins.map(([before]) => before),
    shape,
  );
}

/** Here the number of windows is never rounded up: the margins are as large as the windows need. */
function valid({ attrs }: KernelArguments): tf.NamedAttrMap {
  return { ...attrs, pad: "valid", dimRoundingMode: "floor" } as tf.NamedAttrMap;
}

function marginsOf(args: KernelArguments): Margins | null {
  const attributes = args.attrs as unknown as PaddedAttributes;
  if (typeof attributes.pad === "string" || attributes.dataFormat?.startsWith("NC")) return null;
  const { x, input, filter, dy } = inputsOf(args);
  const shape = x?.shape ?? input?.shape ?? attributes.inputShape!;
  const taps = filter?.shape ?? attributes.filterShape;
  const axes = taps
    ? (shape.length === 5 ? volumeAxes : pictureAxes)(shape, taps, attributes, dy?.shape)
    : poolAxes(shape, args, dy?.shape);
  const sides = axes.slice(shape.length === 5 ? 0 : 1).map(({ inputs, outputs, taps, stride, dilation, before }) => {
    const reached = (outputs - 1) * stride + (taps - 1) * dilation + 1;
    return [before, Math.max(0, reached - inputs - before)] as [number, number];
  });
  return [[0, 0], ...sides, [0, 0]];
}
