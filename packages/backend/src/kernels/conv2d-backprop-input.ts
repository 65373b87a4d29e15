import * as tf from "@tensorflow/tfjs-core";
import { type ConvAttributes, convGeometry, paddedSize } from "../conv-geometry.js";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { loopBounds, requireNhwc, segmentsOf } from "./conv2d-backprop-filter.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/** The gradient of a convolution for its input; wasm's own is an order of magnitude slower than its convolution. */
export const wasmConv2DBackpropInput: TrainingKernel = {
  kernelName: tf.Conv2DBackpropInput,
  backendName: "wasm",
  create: () => inputGradient,
};

function inputGradient(args: KernelArguments): tf.TensorInfo {
  const { dy, filter } = inputsOf(args) as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const attributes = args.attrs as unknown as ConvAttributes & { inputShape: [number, number, number, number] };
  const g = convGeometry(attributes.inputShape, filter.shape, attributes);
  requireNhwc(tf.Conv2DBackpropInput, g);
  const backend = args.backend as unknown as WasmBackend;
  const dx = backend.makeOutput([...attributes.inputShape], "float32");
  const kernels = wasmKernels(backend);
  const { segments, rows } = segmentsOf(g);
  const bytes = kernels.inputGradientScratch(segments, rows, g.outChannels, ...paddedSize(g), g.inChannels);
  withScratch(backend, bytes, (scratch) => {
    const [cotangent, w, to] = [address(backend, dy), address(backend, filter), address(backend, dx)];
    kernels.inputGradient(cotangent, w, to, ...loopBounds(g), scratch);
  });
  return dx;
}
