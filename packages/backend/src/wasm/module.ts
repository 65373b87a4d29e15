import { KernelInputError } from "../errors.js";
import type { WasmBackend } from "./backend.js";
import { guardHeap } from "./heap-limit.js";
import { sharedWasmBase64, wasmBase64 } from "./kernels.generated.js";

/** Geometry arguments that both convolution gradients end with, in the order of the assembly's parameters. */
type Numbers = number[];

/** Exports of the module compiled from `assembly/`; addresses are bytes in the memory it shares with tfjs. */
export interface WasmKernels {
  filterGradient(x: number, dy: number, dw: number, ...geometry: Numbers): void;
  filterGradientScratch(...sizes: Numbers): number;
  inputGradient(dy: number, w: number, dx: number, ...geometry: Numbers): void;
  inputGradientScratch(...sizes: Numbers): number;
  unitStrideInputGradient(dy: number, w: number, dx: number, ...geometry: Numbers): void;
  unitStrideInputGradientScratch(...sizes: Numbers): number;
  depthwiseConvolution(x: number, w: number, y: number, ...geometryAndScratch: Numbers): void;
  depthwiseConvolutionScratch(paddedHeight: number, paddedWidth: number, channels: number): number;
  depthwiseFilterGradient(x: number, dy: number, dw: number, ...geometry: Numbers): void;
  depthwiseFilterGradientScratch(taps: number, outChannels: number): number;
  depthwiseInputGradient(dy: number, w: number, dx: number, ...geometry: Numbers): void;
  adam(w: number, g: number, m: number, v: number, w1: number, m1: number, v1: number, ...settings: Numbers): void;
  /** 1 for true: WebAssembly has no booleans. */
  isSparse(x: number, count: number, limit: number): number;
  sparseConvolution(x: number, w: number, y: number, ...geometry: Numbers): void;
  sparseFilterGradient(x: number, dy: number, dw: number, ...geometry: Numbers): void;
  winogradConvolution(x: number, w: number, y: number, ...geometryFinishAndScratch: Numbers): void;
  winogradConvolutionScratch(channels: number, outChannels: number): number;
  winogradFilterGradient(x: number, dy: number, dw: number, ...geometryAndScratch: Numbers): void;
  winogradFilterGradientScratch(channels: number, outChannels: number): number;
  matrixProduct(a: number, b: number, c: number, ...geometry: Numbers): void;
  matrixProductScratch(n: number, k: number): number;
  columnSums(x: number, out: number, ...sizesFactorAndScratch: Numbers): void;
  rowSums(x: number, out: number, rows: number, inner: number, factor: number): void;
  repeatMiddle(x: number, out: number, outer: number, repeats: number, inner: number, factor: number): void;
  copyRows(from: number, to: number, bytes: number, ...outerAndInnerCountsAndSteps: Numbers): void;
  gatherRows(x: number, indices: number, out: number, ...sizes: Numbers): void;
  /** 0 for the maximum, 1 for the mean. */
  pool(average: number, x: number, y: number, ...sizes: Numbers): void;
  poolGradient(average: number, x: number, dy: number, dx: number, ...sizes: Numbers): void;
  mapValues(kind: number, x: number, y: number, count: number, alpha: number): void;
  activationGradient(kind: number, saved: number, dy: number, dx: number, count: number, alpha: number): void;
  preluGradient(x: number, alpha: number, dy: number, dx: number, dalpha: number, ...sizesAndScratch: Numbers): void;
  layerNorm(x: number, scale: number, shift: number, y: number, statistics: number, ...sizes: Numbers): void;
  layerNormGradient(...addressesSizesAndScratch: Numbers): void;
  softmaxGradient(y: number, dy: number, dx: number, rows: number, width: number): void;
  /** An address of 0 stands for a scale of one, or an offset of zero. */
  batchNorm(x: number, mean: number, variance: number, scale: number, offset: number, ...rest: Numbers): void;
  batchNormGradient(x: number, dy: number, mean: number, variance: number, scale: number, ...rest: Numbers): void;
}

const instances = new WeakMap<WebAssembly.Memory, WasmKernels>();

/**
 * The SIMD kernels, working in the very memory of the tfjs wasm backend: nothing is copied.
 *
 * @throws KernelInputError where the backend hides its memory
 */
export function wasmKernels(backend: WasmBackend): WasmKernels {
  const memory = backend.wasm.asm?.memory ?? backend.wasm.wasmMemory;
  if (!(memory instanceof WebAssembly.Memory)) {
    throw new KernelInputError(
      "wasm",
      "this version of @tensorflow/tfjs-backend-wasm hides its memory; 4.22.0 is needed",
    );
  }
  let kernels = instances.get(memory);
  if (!kernels) {
    kernels = instantiate(memory);
    guardHeap(backend);
    instances.set(memory, kernels);
  }
  return kernels;
}

/** The same in any memory that is large enough; shared memory takes the build for it. */
export function instantiate(memory: WebAssembly.Memory): WasmKernels {
  // By its name: pages that are not cross-origin isolated can hold shared memory without knowing the class.
  const shared = Object.prototype.toString.call(memory.buffer) === "[object SharedArrayBuffer]";
  const module = new WebAssembly.Module(bytes(shared ? sharedWasmBase64 : wasmBase64));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as WasmKernels;
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
