import * as tf from "@tensorflow/tfjs-core";
import { isWasm } from "../wasm/backend.js";
import { volumeAxes, type WindowAttributes, type WindowAxes, type WindowAxis } from "../window-geometry.js";
import { filterGradientByPlanes, inputGradientByPlanes } from "./conv3d-by-planes.js";
import { convolutionByPlanes } from "./conv3d-forward-by-planes.js";
import { paddedVolume } from "./native-padding.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";
import { onArrays } from "./typed-arrays.js";

type Attributes = WindowAttributes & { readonly filterShape: number[]; readonly inputShape: number[] };

/**
 * Y = X ∗ W over volumes. cpu and wasm shift the windows where "same" needs no padding on an axis; wasm's own is 34 to 40
 * times slower than two-dimensional convolutions plane by plane.
 */
const forward = (original: tf.KernelFunc | null): tf.KernelFunc => {
  return (args) => {
    const { x, filter } = args.inputs as { x: tf.Tensor; filter: tf.Tensor };
    const axes = volumeAxes(x.shape, filter.shape, args.attrs as unknown as Attributes);
    if (isWasm(args.backend) && axes.every(({ outputs }) => outputs > 0)) return convolutionByPlanes(x, filter, axes);
    const shifted = axes.some(({ taps, dilation, stride }) => (taps - 1) * dilation + 1 < stride);
    if (original && !shifted) return original(args);
    const [channels, out] = filter.shape.slice(3) as [number, number];
    const shape = [x.shape[0]!, ...axes.map(({ outputs }) => outputs), out];
    return onArrays(args.backend, [x, filter], shape, ([values, weights], y) => {
      forEachTap(axes, shape[0]!, (input, tap, output) => {
        for (let c = 0, w = tap * channels * out; c < channels; c++) {
          const value = values![input * channels + c]!;
          for (let o = 0; o < out; o++, w++) y[output * out + o]! += value * weights![w]!;
        }
      });
    });
  };
};

/** dW[q, r, s, c, o] = Σ X[…, c]·dY[…, o] over volumes. wasm's own is wrong at strides above 1, and slow. */
const filterGradient: tf.KernelFunc = (args) => {
  const { x, dy } = inputsOf(args) as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const attributes = args.attrs as unknown as Attributes;
  const axes = volumeAxes(x.shape, attributes.filterShape, attributes, dy.shape);
  const [channels, out] = attributes.filterShape.slice(3) as [number, number];
  if (isWasm(args.backend)) return filterGradientByPlanes(args.backend, x, dy, attributes.filterShape, axes);
  return onArrays(args.backend, [x, dy], attributes.filterShape, ([values, cotangent], dw) => {
    const sums = new Float64Array(dw.length);
    forEachTap(axes, x.shape[0]!, (input, tap, output) => {
      for (let c = 0, w = tap * channels * out; c < channels; c++) {
        const value = values![input * channels + c]!;
        for (let o = 0; o < out; o++, w++) sums[w]! += value * cotangent![output * out + o]!;
      }
    });
    dw.set(sums);
  });
};

/** dX[…, c] = Σ dY[…, o]·W[q, r, s, c, o] over volumes; wasm's own is wrong. */
const inputGradient: tf.KernelFunc = (args) => {
  const { dy, filter } = inputsOf(args) as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const attributes = args.attrs as unknown as Attributes;
  const axes = volumeAxes(attributes.inputShape, filter.shape, attributes, dy.shape);
  const [channels, out] = filter.shape.slice(3) as [number, number];
  if (isWasm(args.backend)) return inputGradientByPlanes(args.backend, dy, filter, attributes.inputShape, axes);
  return onArrays(args.backend, [dy, filter], attributes.inputShape, ([cotangent, weights], dx) => {
    forEachTap(axes, dy.shape[0]!, (input, tap, output) => {
      for (let c = 0, w = tap * channels * out; c < channels; c++) {
        let sum = 0;
        for (let o = 0; o < out; o++, w++) sum += cotangent![output * out + o]! * weights![w]!;
        dx[input * channels + c]! += sum;
      }
    });
  });
};

/** tfjs-node's refuse dilations: those are plain loops there too. */
const dilatedNatively: readonly TrainingKernel[] = [
  { kernelName: tf.Conv3D, loops: forward(null) },
  { kernelName: tf.Conv3DBackpropFilterV2, loops: filterGradient },
  { kernelName: tf.Conv3DBackpropInputV2, loops: inputGradient },
].map(({ kernelName, loops }) => ({
  kernelName,
  backendName: "tensorflow",
  create: (original) => {
    const padded = paddedVolume(kernelName).create(original);
    if (!padded) return null;
    return (args) =>
      ([(args.attrs as unknown as Attributes).dilations ?? 1].flat().some((d) => d > 1) ? loops : padded)(args);
  },
}));

/** The convolution over volumes (NDHWC) and its gradients; dilations are allowed in all of them. */
export const volumeConvolutions: readonly TrainingKernel[] = [
  ...(["cpu", "wasm"] as const).flatMap((backendName) => [
    { kernelName: tf.Conv3D, backendName, create: forward },
    { kernelName: tf.Conv3DBackpropFilterV2, backendName, create: () => filterGradient },
    { kernelName: tf.Conv3DBackpropInputV2, backendName, create: () => inputGradient },
  ]),
  ...dilatedNatively,
];

/** Visits each (input, tap, output) of a convolution, as positions counted without channels. */
function forEachTap(
  [depth, height, width]: WindowAxes,
  batch: number,
  visit: (input: number, tap: number, output: number) => void,
): void {
  const [planes, rows, columns] = [depth, height, width].map(pairs) as [Pair[], Pair[], Pair[]];
  for (let n = 0; n < batch; n++) {
    for (const plane of planes) {
      for (const row of rows) {
        const input = ((n * depth.inputs + plane.input) * height.inputs + row.input) * width.inputs;
        const tap = (plane.tap * height.taps + row.tap) * width.taps;
        const output = ((n * depth.outputs + plane.output) * height.outputs + row.output) * width.outputs;
        for (const column of columns) visit(input + column.input, tap + column.tap, output + column.output);
      }
    }
  }
}

interface Pair {
  readonly input: number;
  readonly tap: number;
  readonly output: number;
}

/** Every output and tap of one axis whose input lies inside. */
function pairs({ inputs, outputs, taps, stride, dilation, before }: WindowAxis): Pair[] {
  const all: Pair[] = [];
  for (let output = 0; output < outputs; output++) {
    for (let tap = 0; tap < taps; tap++) {
      const input = output * stride + tap * dilation - before;
      if (input >= 0 && input < inputs) all.push({ input, tap, output });
    }
  }
  return all;
}
