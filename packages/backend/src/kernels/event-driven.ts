import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { ConvGeometry } from "../conv-geometry.js";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";

/** Above this share of non-zeros the dense kernels are faster (measured at 8 to 32 channels). */
const DENSEST = 0.1;
/** Inputs smaller than this are not worth the look at their values. */
const SMALLEST = 1 << 14;

/** True where x has so few non-zeros (spikes) that convolving by events is faster. Only at stride 1, without dilation. */
export function isEventDriven(backend: WasmBackend, x: TensorInfo, g: ConvGeometry): boolean {
  const size = g.batchSize * g.inHeight * g.inWidth * g.inChannels;
  const unit = [g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth].every((step) => step === 1);
  const lanes = g.inChannels % 4 === 0 && g.outChannels % 4 === 0;
  if (!unit || !lanes || g.filterHeight * g.filterWidth === 1 || size < SMALLEST) return false;
  return wasmKernels(backend).isSparse(address(backend, x), size, Math.floor(size * DENSEST)) === 1;
}

/** Y = X ∗ W by events, where {@link isEventDriven}. */
export function eventConvolution(backend: WasmBackend, x: TensorInfo, w: TensorInfo, g: ConvGeometry): TensorInfo {
  const out = backend.makeOutput(g.outShape, "float32");
  run(backend, g, (bounds) => {
    const [from, weights, to] = [address(backend, x), address(backend, w), address(backend, out)];
    wasmKernels(backend).sparseConvolution(from, weights, to, ...bounds);
  });
  return out;
}

/** dW by events, into a tensor of the filter's shape. */
export function eventFilterGradient(
  backend: WasmBackend,
  x: TensorInfo,
  dy: TensorInfo,
  dw: TensorInfo,
  g: ConvGeometry,
): void {
  run(backend, g, (bounds) => {
    const [from, cotangent, to] = [address(backend, x), address(backend, dy), address(backend, dw)];
    wasmKernels(backend).sparseFilterGradient(from, cotangent, to, ...bounds);
  });
}

function run(backend: WasmBackend, g: ConvGeometry, use: (bounds: number[]) => void): void {
  const { filterHeight, filterWidth, inChannels, outChannels } = g;
  const size = [g.batchSize, g.inHeight, g.inWidth, inChannels, g.outHeight, g.outWidth, outChannels];
  withScratch(backend, 4 * filterHeight * filterWidth * inChannels * outChannels, (scratch) => {
    use([...size, filterHeight, filterWidth, g.padInfo.top, g.padInfo.left, scratch]);
  });
}
