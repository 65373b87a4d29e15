import * as tf from "@tensorflow/tfjs-core";
import { type ConvAttributes, type ConvGeometry, convGeometry, paddedSize } from "../conv-geometry.js";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { withExplicitPadding } from "./explicit-padding.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/** Depthwise convolutions at stride 1; wasm's own stays for others, and for channels that are not in multiples of four. */
export const wasmDepthwiseConv2D: TrainingKernel = {
  kernelName: tf.DepthwiseConv2dNative,
  backendName: "wasm",
  create: (original) => {
    const plain = withExplicitPadding(original, "wasm", true);
    return (
      plain &&
      ((args) => {
        const { x, filter } = inputsOf(args) as { x: tf.TensorInfo; filter: tf.TensorInfo };
        const attributes = args.attrs as unknown as ConvAttributes;
        if (attributes.dataFormat === "NCHW" || x.dtype !== "float32") return plain(args);
        const g = convGeometry(x.shape, filter.shape, attributes, true);
        if (!inLanes(g) || g.strideHeight !== 1 || g.strideWidth !== 1) return plain(args);
        const backend = args.backend as unknown as WasmBackend;
        const y = backend.makeOutput(g.outShape, "float32");
        convolve(backend, address(backend, x), address(backend, filter), address(backend, y), g, false);
        return y;
      })
    );
  },
};

/** What {@link convolve} reads of a geometry. */
type Windows = Omit<ConvGeometry, "padInfo" | "inShape" | "outShape" | "filterShape"> & {
  readonly padInfo: Pick<ConvGeometry["padInfo"], "top" | "left">;
};

/**
 * The input gradient of a depthwise convolution where it is one of dY with the turned filter: stride 1, no padding beyond
 * the filter's reach, one output for each of 4·k channels.
 *
 * @returns false where it is not; nothing is written then
 */
export function turnedDepthwise(backend: WasmBackend, dy: number, w: number, dx: number, g: ConvGeometry): boolean {
  const top = (g.filterHeight - 1) * g.dilationHeight - g.padInfo.top;
  const left = (g.filterWidth - 1) * g.dilationWidth - g.padInfo.left;
  if (!inLanes(g) || g.strideHeight !== 1 || g.strideWidth !== 1 || top < 0 || left < 0) return false;
  const [inHeight, inWidth, outHeight, outWidth] = [g.outHeight, g.outWidth, g.inHeight, g.inWidth];
  convolve(backend, dy, w, dx, { ...g, inHeight, inWidth, outHeight, outWidth, padInfo: { top, left } }, true);
  return true;
}

function inLanes(g: ConvGeometry): boolean {
  return g.inChannels % 4 === 0 && g.outChannels === g.inChannels;
}

function convolve(backend: WasmBackend, x: number, w: number, y: number, g: Windows, turned: boolean): void {
  const kernels = wasmKernels(backend);
  const [paddedHeight, paddedWidth] = paddedSize(g);
  const size = [g.batchSize, g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth];
  const filter = [g.filterHeight, g.filterWidth, g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth];
  const padding = [g.padInfo.top, g.padInfo.left, paddedHeight, paddedWidth, Number(turned)];
  withScratch(backend, kernels.depthwiseConvolutionScratch(paddedHeight, paddedWidth, g.inChannels), (scratch) =>
    kernels.depthwiseConvolution(x, w, y, ...size, ...filter, ...padding, scratch),
  );
}
