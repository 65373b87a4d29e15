import * as tf from "@tensorflow/tfjs-core";
import {
  type ConvAttributes,
  type ConvGeometry,
  convGeometry,
  type LoopGeometry,
  paddedSize,
} from "../conv-geometry.js";
import { KernelInputError } from "../errors.js";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { eventFilterGradient, isEventDriven } from "./event-driven.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";
import { isWinograd, winogradFilterGradient } from "./winograd.js";

/**
 * dW = Σ_{n, y, x} X[…] ⊗ dY[n, y, x]: the gradient of a convolution for its filter, which the wasm backend lacks.
 * Dilations are allowed, although tfjs's own operation never passes them.
 */
export const wasmConv2DBackpropFilter: TrainingKernel = {
  kernelName: tf.Conv2DBackpropFilter,
  backendName: "wasm",
  create: () => filterGradient,
};

function filterGradient(args: KernelArguments): tf.TensorInfo {
  const { x, dy } = inputsOf(args) as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const attributes = args.attrs as unknown as ConvAttributes & { filterShape: [number, number, number, number] };
  const g = convGeometry(x.shape, attributes.filterShape, attributes);
  requireNhwc(tf.Conv2DBackpropFilter, g);
  const backend = args.backend as unknown as WasmBackend;
  const dw = backend.makeOutput([...attributes.filterShape], "float32");
  if (isEventDriven(backend, x, g)) {
    eventFilterGradient(backend, x, dy, dw, g);
    return dw;
  }
  writeFilterGradient(backend, address(backend, x), address(backend, dy), address(backend, dw), g);
  return dw;
}

/** dW of pictures that lie at the addresses given. */
export function writeFilterGradient(backend: WasmBackend, x: number, dy: number, dw: number, g: LoopGeometry): void {
  if (isWinograd(g)) {
    winogradFilterGradient(backend, x, dy, dw, g);
    return;
  }
  const kernels = wasmKernels(backend);
  const [paddedHeight, paddedWidth] = paddedSize(g);
  const { segments, rows } = segmentsOf(g);
  const bytes = kernels.filterGradientScratch(
    segments,
    rows,
    g.outChannels,
    paddedHeight,
    paddedWidth,
    g.inChannels,
    g.outHeight,
    g.outWidth,
  );
  withScratch(backend, bytes, (scratch) => kernels.filterGradient(x, dy, dw, ...loopBounds(g), scratch));
}

/** The integers that both convolution gradients of the wasm module take, in its order. */
export function loopBounds(g: LoopGeometry): number[] {
  const size = [g.batchSize, g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth, g.outChannels];
  const filter = [g.filterHeight, g.filterWidth, g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth];
  return [...size, ...filter, g.padInfo.top, g.padInfo.left, ...paddedSize(g)];
}

/** How the wasm module splits a filter: rows of taps that lie side by side in x, or single taps. */
export function segmentsOf(g: LoopGeometry): { segments: number; rows: number } {
  return g.dilationWidth === 1
    ? { segments: g.filterHeight, rows: g.filterWidth * g.inChannels }
    : { segments: g.filterHeight * g.filterWidth, rows: g.inChannels };
}

/** @throws KernelInputError for channels-first data, which no convolution of the wasm backend takes */
export function requireNhwc(kernel: string, g: ConvGeometry): void {
  if (g.dataFormat !== "channelsLast") throw new KernelInputError(kernel, "only dataFormat NHWC runs on wasm");
}
