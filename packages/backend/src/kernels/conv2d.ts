import * as tf from "@tensorflow/tfjs-core";
import { type ConvAttributes, convGeometry } from "../conv-geometry.js";
import type { WasmBackend } from "../wasm/backend.js";
import { eventConvolution, isEventDriven } from "./event-driven.js";
import { withExplicitPadding } from "./explicit-padding.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/** wasm's convolution, by events where the input is mostly zeros (spikes), its padding spelled out where it must be. */
export const wasmConv2D: TrainingKernel = {
  kernelName: tf.Conv2D,
  backendName: "wasm",
  create: (original) => {
    const dense = withExplicitPadding(original, "wasm", false);
    return (
      dense &&
      ((args) => {
        const { x, filter } = inputsOf(args) as { x: tf.TensorInfo; filter: tf.TensorInfo };
        const attributes = args.attrs as unknown as ConvAttributes;
        if (attributes.dataFormat === "NCHW" || x.dtype !== "float32") return dense(args);
        const g = convGeometry(x.shape, filter.shape, attributes);
        const backend = args.backend as unknown as WasmBackend;
        return isEventDriven(backend, x, g) ? eventConvolution(backend, x, filter, g) : dense(args);
      })
    );
  },
};
