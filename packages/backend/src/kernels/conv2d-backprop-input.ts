import * as tf from "@tensorflow/tfjs-core";
import { type ConvAttributes, convGeometry, type LoopGeometry, paddedSize } from "../conv-geometry.js";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { loopBounds, requireNhwc, segmentsOf } from "./conv2d-backprop-filter.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";
import { isWinograd, winogradInputGradient } from "./winograd.js";

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
  writeInputGradient(backend, address(backend, dy), address(backend, filter), address(backend, dx), g);
  return dx;
}

/** dX of pictures whose dY and filter lie at the addresses given. */
export function writeInputGradient(backend: WasmBackend, dy: number, w: number, dx: number, g: LoopGeometry): void {
  if (isWinograd(g)) {
    winogradInputGradient(backend, dy, w, dx, g);
    return;
  }
  const kernels = wasmKernels(backend);
  if (isTurnedConvolution(g)) {
    const { inHeight, inWidth, inChannels, outChannels, filterHeight, filterWidth, dilationHeight } = g;
    const extents = [inHeight, inWidth, inChannels];
    const taps = [filterHeight, filterWidth, dilationHeight];
    const bytes = kernels.unitStrideInputGradientScratch(...extents, outChannels, ...taps);
    withScratch(backend, bytes, (scratch) => {
      const outputs = [g.outHeight, g.outWidth, outChannels];
      const { top, left } = g.padInfo;
      kernels.unitStrideInputGradient(dy, w, dx, g.batchSize, ...extents, ...outputs, ...taps, top, left, scratch);
    });
    return;
  }
  const { segments, rows } = segmentsOf(g);
  const bytes = kernels.inputGradientScratch(segments, rows, g.outChannels, ...paddedSize(g), g.inChannels);
  withScratch(backend, bytes, (scratch) => kernels.inputGradient(dy, w, dx, ...loopBounds(g), scratch));
}

/**
 * True where the gradient is an ordinary convolution with the turned filter, and that is the faster form: stride 1, and
 * no padding beyond what the filter can reach.
 */
function isTurnedConvolution(g: LoopGeometry): boolean {
  const { top, left } = g.padInfo;
  const unit = g.strideHeight === 1 && g.strideWidth === 1 && g.dilationWidth === 1;
  const reached = top <= (g.filterHeight - 1) * g.dilationHeight && left <= g.filterWidth - 1;
  // What pads dY at the end must not be negative either.
  const below = g.inHeight + top >= g.outHeight;
  const right = g.inWidth + left >= g.outWidth;
  return unit && reached && below && right && g.inChannels >= 4;
}
