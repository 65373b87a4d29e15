import type { LoopGeometry } from "../conv-geometry.js";
import { type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";

/** Below so many channels on either side, or windows, the transforms cost more than they save (measured). */
const FEWEST = { channels: 16, windows: 16 };

/** What is done to a convolution's outputs before they are written. */
export interface Finish {
  /** Address of a value for each output channel, 0 for none. */
  readonly bias: number;
  /** Outputs are kept in [least, most]. */
  readonly least: number;
  readonly most: number;
}

const AS_IT_IS: Finish = { bias: 0, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/**
 * True where Winograd's F(2×2, 3×3) computes a convolution and its gradients with 16 multiplications instead of 36: filter
 * 3×3, stride 1, no dilation, enough channels in multiples of four.
 */
export function isWinograd(g: LoopGeometry): boolean {
  const steps = [g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth];
  const lanes = (channels: number) => channels >= FEWEST.channels && channels % 4 === 0;
  const windows = g.batchSize * Math.ceil(g.outHeight / 2) * Math.ceil(g.outWidth / 2);
  return (
    g.filterHeight === 3 &&
    g.filterWidth === 3 &&
    steps.every((step) => step === 1) &&
    lanes(g.inChannels) &&
    lanes(g.outChannels) &&
    windows >= FEWEST.windows
  );
}

/** Y = X ∗ W, where {@link isWinograd}; addresses in the backend's memory. */
export function winogradConvolution(
  backend: WasmBackend,
  x: number,
  w: number,
  y: number,
  g: LoopGeometry,
  { bias, least, most }: Finish = AS_IT_IS,
): void {
  const kernels = wasmKernels(backend);
  const input = [g.batchSize, g.inHeight, g.inWidth, g.inChannels];
  const output = [g.outHeight, g.outWidth, g.outChannels];
  const { top, left } = g.padInfo;
  withScratch(backend, kernels.winogradConvolutionScratch(g.inChannels, g.outChannels), (scratch) =>
    kernels.winogradConvolution(x, w, y, ...input, ...output, top, left, 0, bias, least, most, scratch),
  );
}

/** dX, where {@link isWinograd}: dY padded to the filter's reach, convolved with the turned filter. */
export function winogradInputGradient(backend: WasmBackend, dy: number, w: number, dx: number, g: LoopGeometry): void {
  const kernels = wasmKernels(backend);
  const input = [g.batchSize, g.outHeight, g.outWidth, g.outChannels];
  const output = [g.inHeight, g.inWidth, g.inChannels];
  const { top, left } = g.padInfo;
  const { bias, least, most } = AS_IT_IS;
  withScratch(backend, kernels.winogradConvolutionScratch(g.outChannels, g.inChannels), (scratch) =>
    kernels.winogradConvolution(dy, w, dx, ...input, ...output, 2 - top, 2 - left, 1, bias, least, most, scratch),
  );
}

/** dW, where {@link isWinograd}. */
export function winogradFilterGradient(backend: WasmBackend, x: number, dy: number, dw: number, g: LoopGeometry): void {
  const kernels = wasmKernels(backend);
  const sizes = [g.batchSize, g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth, g.outChannels];
  const { top, left } = g.padInfo;
  withScratch(backend, kernels.winogradFilterGradientScratch(g.inChannels, g.outChannels), (scratch) =>
    kernels.winogradFilterGradient(x, dy, dw, ...sizes, top, left, scratch),
  );
}
