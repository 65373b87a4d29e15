import * as tf from "@tensorflow/tfjs-core";
import { paddingAfter, pictureAxes, volumeAxes, type WindowAttributes, type WindowAxes } from "../window-geometry.js";
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

/** Calls of a backend's kernels that go by an input that is padded first. */
export interface PaddedCalls {
  readonly backendName: TrainingKernel["backendName"];
  readonly needed: (attributes: PaddedAttributes, axes: WindowAxes) => boolean;
}

/** tfjs-node refuses a padding that is not a name. */
export const numericNatively: PaddedCalls = {
  backendName: "tensorflow",
  needed: ({ pad }) => typeof pad !== "string",
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
  ].map((name) => fromPaddedInput(name, numericNatively)),
  ...[tf.Conv2DBackpropInput, tf.DepthwiseConv2dNativeBackpropInput].map((name) =>
    towardsPaddedInput(name, numericNatively),
  ),
  maxPool(tf.MaxPool),
  maxPoolGradient(tf.MaxPoolGrad),
];

/** The same for one of the convolutions over volumes. */
export function paddedVolume(kernelName: string, calls = numericNatively): TrainingKernel {
  return kernelName === tf.Conv3DBackpropInputV2
    ? towardsPaddedInput(kernelName, calls)
    : fromPaddedInput(kernelName, calls);
}

/** A max pool whose input is padded with −∞. */
export function maxPool(kernelName: string, calls = numericNatively): TrainingKernel {
  return padFirst(kernelName, calls, (original, args, margins) =>
    original(withPadded(args, "x", margins, Number.NEGATIVE_INFINITY)),
  );
}

/** The gradient of such a pool. */
export function maxPoolGradient(kernelName: string, calls = numericNatively): TrainingKernel {
  return padFirst(kernelName, calls, (original, args, margins) => {
    const dx = asTensor(original(withPadded(args, "input", margins, Number.NEGATIVE_INFINITY)));
    return inside(dx, margins, inputsOf(args).input!.shape);
  });
}

function fromPaddedInput(kernelName: string, calls: PaddedCalls): TrainingKernel {
  return padFirst(kernelName, calls, (original, args, margins) => original(withPadded(args, "x", margins, 0)));
}

function towardsPaddedInput(kernelName: string, calls: PaddedCalls): TrainingKernel {
  return padFirst(kernelName, calls, (original, args, margins) => {
    const shape = (args.attrs as unknown as PaddedAttributes).inputShape!;
    const inputShape = shape.map((size, axis) => size + margins[axis]![0] + margins[axis]![1]);
    const attrs = { ...valid(args), inputShape } as tf.NamedAttrMap;
    return inside(asTensor(original({ ...args, attrs })), margins, shape);
  });
}

/** A kernel that is called as it is, but where its input has to be padded first. */
export function padFirst(
  kernelName: string,
  { backendName, needed }: PaddedCalls,
  padded: (
    original: tf.KernelFunc,
    args: KernelArguments,
    margins: Margins,
  ) => tf.TensorInfo | readonly tf.TensorInfo[],
): TrainingKernel {
  const create = (original: tf.KernelFunc | null): tf.KernelFunc | null => {
    if (!original) return null;
    return (args) => {
      const margins = marginsOf(args, needed);
      if (!margins) return original(args);
      return tf.tidy(() => asTensor(padded(original, args, margins)));
    };
  };
  return { kernelName, backendName, create };
}

/** The arguments with one input padded, and the windows "valid". */
export function withPadded(args: KernelArguments, name: string, margins: Margins, value: number): KernelArguments {
  const padded = tf.pad(inputsOf(args)[name] as tf.Tensor, margins, value);
  return { ...args, inputs: { ...args.inputs, [name]: padded }, attrs: valid(args) };
}

/** What a kernel made, as operations take it: tfjs-node's kernels return tensors, others only say where the values are. */
export function asTensor(made: tf.TensorInfo | readonly tf.TensorInfo[]): tf.Tensor {
  return made instanceof tf.Tensor ? made : tf.engine().makeTensorFromTensorInfo(made as tf.TensorInfo);
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

function marginsOf(args: KernelArguments, needed: PaddedCalls["needed"]): Margins | null {
  const attributes = args.attrs as unknown as PaddedAttributes;
  if (attributes.dataFormat?.startsWith("NC")) return null;
  const { x, input, filter, dy } = inputsOf(args);
  const shape = x?.shape ?? input?.shape ?? attributes.inputShape!;
  const taps = filter?.shape ?? attributes.filterShape;
  const axes = taps
    ? (shape.length === 5 ? volumeAxes : pictureAxes)(shape, taps, attributes, dy?.shape)
    : poolAxes(shape, args, dy?.shape);
  if (!needed(attributes, axes)) return null;
  const sides = axes.slice(shape.length === 5 ? 0 : 1).map((axis) => [axis.before, paddingAfter(axis)]);
  return [[0, 0], ...sides, [0, 0]] as Margins;
}
