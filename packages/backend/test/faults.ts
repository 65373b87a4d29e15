import * as tf from "@tensorflow/tfjs-core";
import { numbers, type Twin } from "./finite-differences.js";
import { batchNorm, prelu } from "./one-pass-operations.js";
import { convolve, multiply, pool, ranks, type Shape4, type Windows } from "./plain-loops.js";
import { convolveVolume, poolVolume, type Shape5, type VolumeWindows } from "./plain-volumes.js";

function conv(x: Shape4, w: Shape4, windows: Windows, depthwise = false): Twin {
  const operation = (depthwise ? tf.depthwiseConv2d : tf.conv2d) as typeof tf.conv2d;
  const { stride, pad, dilation = [1, 1] } = windows;
  return {
    shapes: [x, w],
    tensors: (a, b) =>
      operation(a as tf.Tensor4D, b as tf.Tensor4D, [...stride], pad, "NHWC", [...dilation], windows.rounding),
    loops: (a, b) => convolve(a!, x, b!, w, windows, depthwise),
  };
}

/** {@link conv} with a bias, as one fused operation without activation. */
function fused(x: Shape4, w: Shape4, windows: Windows, depthwise = false): Twin {
  const operation = (depthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d) as typeof tf.fused.conv2d;
  const { stride, pad, dilation } = windows;
  const channels = depthwise ? w[2] * w[3] : w[3];
  const settings = { strides: [...stride] as [number, number], pad, dilations: [...dilation!] as [number, number] };
  return {
    shapes: [x, w, [channels]],
    tensors: (a, b, bias) => operation({ x: a as tf.Tensor4D, filter: b as tf.Tensor4D, bias: bias!, ...settings }),
    loops: (a, b, bias) => convolve(a!, x, b!, w, windows, depthwise).map((v, i) => v + bias![i % channels]!),
  };
}

function conv3d(x: Shape5, w: Shape5, windows: VolumeWindows): Twin {
  const { stride, pad, dilation = [1, 1, 1] } = windows;
  return {
    shapes: [x, w],
    tensors: (a, b) =>
      tf.conv3d(a as tf.Tensor5D, b as tf.Tensor5D, [...stride], pad as "same", "NDHWC", [...dilation]),
    loops: (a, b) => convolveVolume(a!, x, b!, w, windows),
  };
}

/** Values apart by 1/64, so that differences never change which is the largest. */
const apart = (shape: readonly number[], shift: number) => [
  ranks(numbers(tf.util.sizeFromShape([...shape]), 2)).map((rank) => rank / 64 + shift),
];

function pooled(x: Shape4, filter: [number, number], windows: Windows, kind: "average" | "max", shift = 0): Twin {
  const operation = kind === "max" ? tf.maxPool : tf.avgPool;
  return {
    shapes: [x],
    tensors: (a) => operation(a as tf.Tensor4D, filter, [...windows.stride], windows.pad, windows.rounding),
    loops: (a) => pool(a!, x, filter, windows, kind),
    at: apart(x, shift),
  };
}

function pooled3d(
  x: Shape5,
  filter: [number, number, number],
  windows: VolumeWindows,
  kind: "average" | "max",
  shift = 0,
): Twin {
  const operation = kind === "max" ? tf.maxPool3d : tf.avgPool3d;
  return {
    shapes: [x],
    tensors: (a) => operation(a as tf.Tensor5D, filter, [...windows.stride], windows.pad as "same"),
    loops: (a) => poolVolume(a!, x, filter, windows, kind),
    at: apart(x, shift),
  };
}

const volume: Shape5 = [1, 4, 5, 4, 2];
const unit = [1, 1, 1] as const;
const product = (a: number[], b: number[]): Twin => ({
  shapes: [
    [...a, 2, 3],
    [...b, 3, 2],
  ],
  tensors: (x, y) => tf.matMul(x!, y!),
  loops: (x, y) =>
    Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]).map(
      (_, at) => {
        const [matrix, entry] = [Math.floor(at / 4), at % 4];
        const i = a.length > 1 ? Math.floor(matrix / 3) : 0;
        const left = x!.subarray(i * 6, i * 6 + 6);
        const right = y!.subarray((matrix % 3) * 6, (matrix % 3) * 6 + 6);
        return multiply(left, right, 2, 3, 2, false, false)[entry]!;
      },
    ),
});

/** A fault of TensorFlow.js 4.22.0: on which backends, where in the answer it shows, and a case that has it. */
export interface Fault {
  readonly on: readonly ("cpu" | "wasm")[];
  /** Whether WebGL and WebGPU have it too. */
  readonly graphics?: boolean;
  readonly where: "value" | "gradient";
  readonly twin: Twin;
}

/** Every fault of the README's table that is about values. */
export const faults: Readonly<Record<string, Fault>> = {
  "filter gradient of conv2d": {
    on: ["wasm"],
    where: "gradient",
    twin: conv([1, 4, 4, 2], [3, 3, 2, 2], { stride: [1, 1], pad: "same" }),
  },
  "gradients of depthwiseConv2d": {
    on: ["wasm"],
    where: "gradient",
    twin: conv([1, 4, 4, 2], [3, 3, 2, 2], { stride: [1, 1], pad: "same" }, true),
  },
  "gradient of gather": {
    on: ["wasm"],
    where: "gradient",
    twin: {
      shapes: [[3, 2]],
      tensors: (x) => tf.gather(x!, tf.tensor1d([2, 2], "int32")),
      loops: (x) => Float64Array.from([4, 5, 4, 5], (i) => x![i]!),
    },
  },
  "gradient of maxPool, windows without positive values": {
    on: ["wasm"],
    where: "gradient",
    twin: pooled([1, 4, 4, 2], [2, 2], { stride: [2, 2], pad: "valid" }, "max", -40),
  },
  'gradient of avgPool, "same" at borders': {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: pooled([1, 4, 4, 2], [3, 3], { stride: [1, 1], pad: "same" }, "average"),
  },
  'conv2d, "same", stride above filter': {
    on: ["wasm"],
    where: "value",
    twin: conv([1, 7, 7, 2], [2, 2, 2, 2], { stride: [4, 4], pad: "same" }),
  },
  "conv2d, one number as padding, not square": {
    on: ["cpu"],
    graphics: true,
    where: "value",
    twin: conv([1, 5, 5, 2], [3, 2, 2, 2], { stride: [1, 1], pad: 1 }),
  },
  "pooling, one number as padding, not square": {
    on: ["cpu"],
    graphics: true,
    where: "value",
    twin: pooled([1, 5, 5, 2], [3, 2], { stride: [1, 1], pad: 1 }, "max"),
  },
  "conv2d, number of windows rounded up": {
    on: ["wasm"],
    where: "value",
    twin: conv([1, 4, 4, 2], [3, 3, 2, 2], { stride: [2, 2], pad: 0, rounding: "ceil" }),
  },
  "gradients of conv2d, number of windows rounded up": {
    on: ["cpu"],
    graphics: true,
    where: "gradient",
    twin: conv([1, 4, 4, 2], [3, 3, 2, 2], { stride: [2, 2], pad: 0, rounding: "ceil" }),
  },
  "pooling, number of windows rounded up": {
    on: ["wasm"],
    where: "value",
    twin: pooled([1, 4, 4, 2], [3, 3], { stride: [2, 2], pad: 0, rounding: "ceil" }, "average"),
  },
  "gradient of pooling, number of windows rounded up": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: pooled([1, 4, 4, 2], [3, 3], { stride: [2, 2], pad: 0, rounding: "ceil" }, "average"),
  },
  "filter gradient of conv3d, stride 2": {
    on: ["wasm"],
    where: "gradient",
    twin: conv3d(volume, [3, 3, 3, 2, 2], { stride: [2, 2, 2], pad: "same" }),
  },
  "input gradient of conv3d": {
    on: ["wasm"],
    where: "gradient",
    twin: conv3d(volume, [2, 3, 2, 2, 2], { stride: unit, pad: "same" }),
  },
  'conv3d, "same", stride above filter': {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "value",
    twin: conv3d(volume, [1, 1, 1, 2, 2], { stride: [3, 3, 3], pad: "same" }),
  },
  'pooling of volumes, "same", stride above window': {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "value",
    twin: pooled3d(volume, [1, 1, 1], { stride: [3, 3, 3], pad: "same" }, "average"),
  },
  "maxPool3d, windows without positive values": {
    on: ["wasm"],
    where: "value",
    twin: pooled3d(volume, [2, 2, 2], { stride: [2, 2, 2], pad: "valid" }, "max", -40),
  },
  "gradient of maxPool3d": {
    on: ["wasm"],
    where: "gradient",
    twin: pooled3d(volume, [2, 2, 2], { stride: unit, pad: "valid" }, "max", -40),
  },
  'gradient of avgPool3d, "same" at borders': {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: pooled3d(volume, [3, 3, 3], { stride: unit, pad: "same" }, "average"),
  },
  "products whose batches are broadcast in part": {
    on: ["cpu"],
    graphics: true,
    where: "value",
    twin: product([2, 1], [1, 3]),
  },
  "gradients of products whose batches are broadcast": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: product([2, 1], [1, 3]),
  },
  "gradients of dilated conv2d": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: conv([1, 6, 6, 2], [3, 2, 2, 2], { stride: [1, 1], dilation: [2, 3], pad: "same" }),
  },
  "gradients of dilated depthwiseConv2d": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: conv([1, 6, 6, 2], [3, 2, 2, 2], { stride: [1, 1], dilation: [2, 3], pad: "same" }, true),
  },
  "gradients of dilated conv2d with a bias, fused": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: fused([1, 6, 6, 2], [3, 2, 2, 3], { stride: [1, 1], dilation: [2, 3], pad: "same" }),
  },
  "gradients of dilated depthwiseConv2d with a bias, fused": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: fused([1, 6, 6, 2], [3, 2, 2, 2], { stride: [1, 1], dilation: [2, 2], pad: "same" }, true),
  },
  "gradients of dilated conv3d": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: conv3d(volume, [2, 2, 2, 2, 2], { stride: unit, dilation: [2, 1, 2], pad: "same" }),
  },
  "gradient of conv3dTranspose": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: {
      shapes: [
        [1, 1, 1, 1, 1],
        [1, 1, 1, 2, 1],
      ],
      tensors: (x, w) => tf.conv3dTranspose(x as tf.Tensor5D, w as tf.Tensor5D, [1, 1, 1, 1, 2], 1, "same"),
      loops: (x, w) => w!.map((v) => v * x![0]!),
    },
  },
  "prelu, slopes broadcast along the last axis": {
    on: ["wasm"],
    where: "value",
    twin: prelu([3, 2, 4], [2, 1]),
  },
  "gradient of batchNorm without offset": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: batchNorm(4, 3, { scale: true, offset: false }),
  },
  "gradient of batchNorm without scale": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: batchNorm(4, 3, { scale: false, offset: true }),
  },
  "second derivative of sigmoid": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: {
      shapes: [[4]],
      tensors: (x) => tf.grad((v: tf.Tensor) => tf.sum(tf.mul(v, tf.sigmoid(v))))(x!),
      loops: (x) =>
        x!.map((v) => {
          const y = 1 / (1 + Math.exp(-v));
          return y + v * y * (1 - y);
        }),
    },
  },
  einsum: {
    on: ["wasm"],
    where: "value",
    twin: {
      shapes: [
        [2, 3],
        [3, 2],
      ],
      tensors: (a, b) => tf.einsum("ab,bc->ac", a!, b!),
      loops: (a, b) => multiply(a!, b!, 2, 3, 2, false, false),
    },
  },
  "gradient of einsum": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: {
      shapes: [
        [2, 3],
        [3, 2],
      ],
      tensors: (a, b) => tf.einsum("ab,bc->ac", a!, b!),
      loops: (a, b) => multiply(a!, b!, 2, 3, 2, false, false),
    },
  },
  "tf.spectral.fft": {
    on: ["wasm"],
    where: "value",
    twin: {
      valueOnly: true,
      shapes: [[2]],
      tensors: (x) => tf.real(tf.spectral.rfft(x!)),
      loops: (x) => Float64Array.of(x![0]! + x![1]!, x![0]! - x![1]!),
    },
  },
  "oneHot as float32": {
    on: ["wasm"],
    where: "value",
    twin: {
      shapes: [[3]],
      tensors: (x) => tf.mul(tf.oneHot(tf.tensor1d([1], "int32"), 3, 2, -1, "float32"), x!),
      loops: (x) => Float64Array.of(-x![0]!, 2 * x![1]!, -x![2]!),
    },
  },
  "pad of five axes": {
    on: [],
    graphics: true,
    where: "value",
    twin: {
      shapes: [[1, 2, 2, 1, 2]],
      tensors: (x) =>
        tf.pad(x!, [
          [0, 0],
          [1, 0],
          [0, 1],
          [0, 0],
          [0, 0],
        ]),
      loops: (x) => {
        const y = new Float64Array(18);
        x!.forEach((value, i) => {
          const [plane, row, channel] = [i >> 2, (i >> 1) & 1, i & 1];
          y[((plane + 1) * 3 + row) * 2 + channel] = value;
        });
        return y;
      },
    },
  },
  "stridedSlice that drops an axis and strides along another": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "value",
    twin: {
      shapes: [[3, 4]],
      tensors: (x) => tf.stridedSlice(x!, [1, 3], [2, 0], [1, -2], 0, 2, 0, 0, 1),
      loops: (x) => Float64Array.of(x![7]!, x![5]!),
    },
  },
  "gradient of stridedSlice": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: {
      shapes: [[5]],
      tensors: (x) => tf.stridedSlice(x!, [0], [5], [2]),
      loops: (x) => x!.filter((_, i) => i % 2 === 0),
    },
  },
  "gradient of gatherND": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: {
      shapes: [[2, 2]],
      tensors: (x) => tf.gatherND(x!, tf.tensor2d([[1, 0]], [1, 2], "int32")),
      loops: (x) => Float64Array.of(x![2]!),
    },
  },
  "gradient of depthToSpace": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: { shapes: [[1, 1, 1, 4]], tensors: (x) => tf.depthToSpace(x as tf.Tensor4D, 2), loops: (x) => x!.slice() },
  },
  "gradient of topk": {
    on: ["cpu", "wasm"],
    graphics: true,
    where: "gradient",
    twin: { shapes: [[3]], tensors: (x) => tf.topk(x!, 1).values, loops: (x) => Float64Array.of(Math.max(...x!)) },
  },
};
