import type * as tf from "@tensorflow/tfjs-core";
import type { LoopGeometry } from "../conv-geometry.js";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import type { WindowAxes, WindowAxis } from "../window-geometry.js";
import { writeFilterGradient } from "./conv2d-backprop-filter.js";
import { writeInputGradient } from "./conv2d-backprop-input.js";

/**
 * dW of a convolution over volumes on wasm: for each plane q of the filter the two-dimensional SIMD kernel, over all
 * planes of X and dY that q pairs. Planes are stacked pictures in memory, so nothing is copied.
 */
export function filterGradientByPlanes(
  backend: WasmBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  filterShape: readonly number[],
  axes: WindowAxes,
): tf.TensorInfo {
  const dw = backend.makeOutput([...filterShape], "float32");
  backend.typedArrayFromHeap(dw).fill(0);
  const sizes = planeSizes(filterShape, axes);
  withScratch(backend, 4 * sizes.filter, (part) => {
    forEachRun(axes[0], x.shape[0]!, ({ input, tap, output, length }) => {
      const from = address(backend, x) + 4 * input * sizes.input;
      const cotangent = address(backend, dy) + 4 * output * sizes.output;
      writeFilterGradient(backend, from, cotangent, part, planeGeometry(filterShape, axes, length));
      add(backend, part, address(backend, dw) + 4 * tap * sizes.filter, sizes.filter);
    });
  });
  return dw;
}

/** dX of a convolution over volumes on wasm, in the same way. */
export function inputGradientByPlanes(
  backend: WasmBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inputShape: readonly number[],
  axes: WindowAxes,
): tf.TensorInfo {
  const dx = backend.makeOutput([...inputShape], "float32");
  backend.typedArrayFromHeap(dx).fill(0);
  const sizes = planeSizes(filter.shape, axes);
  withScratch(backend, 4 * sizes.input * axes[0].inputs, (part) => {
    forEachRun(axes[0], inputShape[0]!, ({ input, tap, output, length }) => {
      const cotangent = address(backend, dy) + 4 * output * sizes.output;
      const weights = address(backend, filter) + 4 * tap * sizes.filter;
      writeInputGradient(backend, cotangent, weights, part, planeGeometry(filter.shape, axes, length));
      add(backend, part, address(backend, dx) + 4 * input * sizes.input, length * sizes.input);
    });
  });
  return dx;
}

/** Neighbouring planes that one tap pairs: positions of the first ones among all planes of the batch. */
interface Run {
  readonly input: number;
  readonly tap: number;
  readonly output: number;
  readonly length: number;
}

/** At stride 1 the planes that a tap pairs are neighbours in X and in Y; at others each is a run. */
function forEachRun(
  { inputs, outputs, taps, stride, dilation, before }: WindowAxis,
  batch: number,
  use: (run: Run) => void,
) {
  for (let n = 0; n < batch; n++) {
    for (let tap = 0; tap < taps; tap++) {
      const shift = tap * dilation - before;
      const first = Math.max(0, Math.ceil(-shift / stride));
      const end = Math.min(outputs, Math.ceil((inputs - shift) / stride));
      const step = stride === 1 ? Math.max(1, end - first) : 1;
      for (let o = first; o < end; o += step) {
        use({ input: n * inputs + o * stride + shift, tap, output: n * outputs + o, length: step });
      }
    }
  }
}

function planeSizes(filterShape: readonly number[], [, height, width]: WindowAxes) {
  const [channels, out] = filterShape.slice(3) as [number, number];
  return {
    input: height.inputs * width.inputs * channels,
    output: height.outputs * width.outputs * out,
    filter: height.taps * width.taps * channels * out,
  };
}

function planeGeometry(filterShape: readonly number[], [, height, width]: WindowAxes, planes: number): LoopGeometry {
  return {
    batchSize: planes,
    inHeight: height.inputs,
    inWidth: width.inputs,
    inChannels: filterShape[3]!,
    outHeight: height.outputs,
    outWidth: width.outputs,
    outChannels: filterShape[4]!,
    filterHeight: height.taps,
    filterWidth: width.taps,
    strideHeight: height.stride,
    strideWidth: width.stride,
    dilationHeight: height.dilation,
    dilationWidth: width.dilation,
    padInfo: { top: height.before, left: width.before },
  };
}

/** Views are taken anew each time: the kernels' scratch may have grown the heap. */
function add(backend: WasmBackend, from: number, to: number, count: number): void {
  const { buffer } = backend.wasm.HEAPU8;
  const [part, sum] = [new Float32Array(buffer, from, count), new Float32Array(buffer, to, count)];
  for (let i = 0; i < count; i++) sum[i]! += part[i]!;
}
