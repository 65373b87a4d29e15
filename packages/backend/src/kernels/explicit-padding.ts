import * as tf from "@tensorflow/tfjs-core";
import { type ConvAttributes, convGeometry } from "../conv-geometry.js";
import { fittingPairs, pictureAxes, roundsUp } from "../window-geometry.js";
import { GRAPHICS_BACKENDS, inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/**
 * Convolutions whose padding TensorFlow.js gets wrong, handed to the backend's own kernel with the padding spelled out:
 *
 * - one number as padding of a filter or stride that is not square: tfjs-core computes the output's width from the
 *   filter's height and the vertical stride, and the wasm backend then writes outside its tensor;
 * - wasm: outputs whose number is rounded up (`dimRoundingMode`) are left as they were in memory;
 * - "same" where the stride exceeds the filter, so that no padding is needed: wasm shifts the windows.
 */
export const explicitPaddings: readonly TrainingKernel[] = [
  wrap(tf.FusedDepthwiseConv2D, "wasm", true),
  ...(["cpu", ...GRAPHICS_BACKENDS] as const).flatMap((backendName) => [
    ...[tf.Conv2D, tf.FusedConv2D, tf.Conv2DBackpropFilter, tf.Conv2DBackpropInput].map((name) =>
      wrap(name, backendName, false),
    ),
    wrap(tf.DepthwiseConv2dNative, backendName, true),
    wrap(tf.FusedDepthwiseConv2D, backendName, true),
    wrap(tf.DepthwiseConv2dNativeBackpropFilter, backendName, true),
    wrap(tf.DepthwiseConv2dNativeBackpropInput, backendName, true),
  ]),
];

function wrap(kernelName: string, backendName: TrainingKernel["backendName"], depthwise: boolean): TrainingKernel {
  return { kernelName, backendName, create: (original) => withExplicitPadding(original, backendName, depthwise) };
}

/** A kernel of a backend, called with paddings that it understands. */
export function withExplicitPadding(
  original: tf.KernelFunc | null,
  backendName: TrainingKernel["backendName"],
  depthwise: boolean,
): tf.KernelFunc | null {
  if (!original) return null;
  return (args) => {
    const attributes = args.attrs as unknown as ConvAttributes;
    const [x, filter] = shapesOf(args);
    const wasm = backendName === "wasm";
    if (wasm && attributes.dataFormat !== "NCHW" && roundsUp(attributes)) {
      const fit = { pad: fittingPairs(pictureAxes(x, filter, attributes)), dimRoundingMode: "floor" };
      return original({ ...args, attrs: { ...args.attrs, ...fit } as unknown as tf.NamedAttrMap });
    }
    const pad = spelledOut(x, filter, attributes, depthwise, wasm);
    return original(pad === attributes.pad ? args : { ...args, attrs: { ...args.attrs, pad } as tf.NamedAttrMap });
  };
}

function shapesOf(args: KernelArguments): [readonly number[], readonly number[]] {
  const { x, filter } = inputsOf(args);
  const { inputShape, filterShape } = args.attrs as { inputShape?: number[]; filterShape?: number[] };
  return [x?.shape ?? inputShape!, filter?.shape ?? filterShape!];
}

/** The padding to pass on: as it is where it is understood, explicit where not. */
function spelledOut(
  x: readonly number[],
  filter: readonly number[],
  attributes: ConvAttributes,
  depthwise: boolean,
  wasm: boolean,
): ConvAttributes["pad"] {
  const { pad, dataFormat = "NHWC" } = attributes;
  const explicit = (vertical: [number, number], horizontal: [number, number]) =>
    (dataFormat === "NHWC"
      ? [[0, 0], vertical, horizontal, [0, 0]]
      : [[0, 0], [0, 0], vertical, horizontal]) as tf.backend_util.ExplicitPadding;
  if (typeof pad === "number") return explicit([pad, pad], [pad, pad]);
  if (pad !== "same" || !wasm) return pad;
  const g = convGeometry(x, filter, attributes, depthwise);
  const unused = (inputs: number, outputs: number, stride: number, taps: number) =>
    inputs > (outputs - 1) * stride + taps;
  if (
    !unused(g.inHeight, g.outHeight, g.strideHeight, g.effectiveFilterHeight) &&
    !unused(g.inWidth, g.outWidth, g.strideWidth, g.effectiveFilterWidth)
  ) {
    return pad;
  }
  const { top, bottom, left, right } = g.padInfo;
  return explicit([top, bottom], [left, right]);
}
