import * as tf from "@tensorflow/tfjs-core";
import { type ConvAttributes, type ConvGeometry, convGeometry } from "../conv-geometry.js";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { requireNhwc } from "./conv2d-backprop-filter.js";
import { turnedDepthwise } from "./depthwise-convolution.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

type Shape4 = [number, number, number, number];

/** dW[r, s, c, m] = Σ X[…, c]·dY[…, c·M + m] of a depthwise convolution; wasm lacks it. */
export const depthwiseBackpropFilter: TrainingKernel = {
  kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
  backendName: "wasm",
  create: () => (args) => {
    const { x, dy } = inputsOf(args) as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const { filterShape } = args.attrs as unknown as { filterShape: Shape4 };
    const bounds = loopBounds(geometry(tf.DepthwiseConv2dNativeBackpropFilter, x.shape, filterShape, args));
    const backend = args.backend as unknown as WasmBackend;
    const dw = backend.makeOutput([...filterShape], "float32");
    const kernels = wasmKernels(backend);
    const [height, width, channels, multiplier] = filterShape;
    withScratch(backend, kernels.depthwiseFilterGradientScratch(height * width, channels * multiplier), (scratch) => {
      const [from, cotangent, to] = [address(backend, x), address(backend, dy), address(backend, dw)];
      kernels.depthwiseFilterGradient(from, cotangent, to, ...bounds, scratch);
    });
    return dw;
  },
};

/** dX[…, c] = Σ dY[…, c·M + m]·W[r, s, c, m] of a depthwise convolution; wasm lacks it. */
export const depthwiseBackpropInput: TrainingKernel = {
  kernelName: tf.DepthwiseConv2dNativeBackpropInput,
  backendName: "wasm",
  create: () => (args) => {
    const { dy, filter } = inputsOf(args) as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    const { inputShape } = args.attrs as unknown as { inputShape: Shape4 };
    const g = geometry(tf.DepthwiseConv2dNativeBackpropInput, inputShape, filter.shape, args);
    const backend = args.backend as unknown as WasmBackend;
    const dx = backend.makeOutput([...inputShape], "float32");
    const [cotangent, weights, to] = [address(backend, dy), address(backend, filter), address(backend, dx)];
    if (!turnedDepthwise(backend, cotangent, weights, to, g)) {
      wasmKernels(backend).depthwiseInputGradient(cotangent, weights, to, ...loopBounds(g));
    }
    return dx;
  },
};

function geometry(
  kernel: string,
  input: readonly number[],
  filter: readonly number[],
  args: KernelArguments,
): ConvGeometry {
  const g = convGeometry(input, filter, args.attrs as unknown as ConvAttributes, true);
  requireNhwc(kernel, g);
  return g;
}

/** The integers that both kernels of the wasm module take, in their order. */
function loopBounds(g: ConvGeometry): number[] {
  const size = [
    g.batchSize,
    g.inHeight,
    g.inWidth,
    g.inChannels,
    g.outChannels / g.inChannels,
    g.outHeight,
    g.outWidth,
  ];
  const steps = [g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth];
  return [...size, g.filterHeight, g.filterWidth, ...steps, g.padInfo.top, g.padInfo.left];
}
