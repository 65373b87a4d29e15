import * as tf from "@tensorflow/tfjs-core";
import { type ConvAttributes, type ConvGeometry, convGeometry } from "../conv-geometry.js";
import { address, type WasmBackend } from "../wasm/backend.js";
import { eventConvolution, isEventDriven } from "./event-driven.js";
import { withExplicitPadding } from "./explicit-padding.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";
import { type Finish, isWinograd, winogradConvolution } from "./winograd.js";

/**
 * wasm's convolution: by events where the input is mostly zeros (spikes), by Winograd's algorithm where that fits; else its
 * own, its padding spelled out where it must be.
 */
export const wasmConv2D: TrainingKernel = {
  kernelName: tf.Conv2D,
  backendName: "wasm",
  create: (original) => {
    const dense = withExplicitPadding(original, "wasm", false);
    return (
      dense &&
      ((args) => {
        const g = geometryOf(args);
        if (!g) return dense(args);
        const { x, filter } = inputsOf(args) as { x: tf.TensorInfo; filter: tf.TensorInfo };
        const backend = args.backend as unknown as WasmBackend;
        if (isEventDriven(backend, x, g)) return eventConvolution(backend, x, filter, g);
        return isWinograd(g) ? winograd(backend, x, filter, g) : dense(args);
      })
    );
  },
};

/** The same with bias and activation in one kernel, for activations that are a range of values. */
export const wasmFusedConv2D: TrainingKernel = {
  kernelName: tf.FusedConv2D,
  backendName: "wasm",
  create: (original) => {
    const dense = withExplicitPadding(original, "wasm", false);
    return (
      dense &&
      ((args) => {
        const g = geometryOf(args);
        const { x, filter, bias } = inputsOf(args) as { x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo };
        const { activation = "linear" } = args.attrs as { activation?: string };
        const range = RANGES[activation];
        const added = bias == null || tf.util.sizeFromShape(bias.shape) === g?.outChannels;
        if (!g || !range || !added || !isWinograd(g)) return dense(args);
        const backend = args.backend as unknown as WasmBackend;
        return winograd(backend, x, filter, g, { bias: bias == null ? 0 : address(backend, bias), ...range });
      })
    );
  },
};

/** Values that an activation lets through as they are; what lies outside becomes the nearest end. */
const RANGES: Readonly<Record<string, Omit<Finish, "bias">>> = {
  linear: { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY },
  relu: { least: 0, most: Number.POSITIVE_INFINITY },
  relu6: { least: 0, most: 6 },
};

/** Null for what only tfjs's own kernel takes. */
function geometryOf(args: KernelArguments): ConvGeometry | null {
  const { x, filter } = inputsOf(args) as { x: tf.TensorInfo; filter: tf.TensorInfo };
  const attributes = args.attrs as unknown as ConvAttributes;
  return attributes.dataFormat === "NCHW" || x.dtype !== "float32"
    ? null
    : convGeometry(x.shape, filter.shape, attributes);
}

function winograd(
  backend: WasmBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  g: ConvGeometry,
  finish?: Finish,
): tf.TensorInfo {
  const y = backend.makeOutput(g.outShape, "float32");
  winogradConvolution(backend, address(backend, x), address(backend, filter), address(backend, y), g, finish);
  return y;
}
