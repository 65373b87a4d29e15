import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { GRAPHICS_BACKENDS, inputsOf, type TrainingKernel } from "./training-kernel.js";

/**
 * Matrix products with transposed or batched operands; wasm's own run at a tenth of the speed of its plain product,
 * which stays in use for plain products, unless they are sums over nothing: those it leaves as they were in memory.
 */
export const wasmBatchMatMul: TrainingKernel = {
  kernelName: tf.BatchMatMul,
  backendName: "wasm",
  create: (original) => (args) => {
    const { a, b } = inputsOf(args) as { a: tf.TensorInfo; b: tf.TensorInfo };
    const { transposeA = false, transposeB = false } = args.attrs as { transposeA?: boolean; transposeB?: boolean };
    const plain = !transposeA && !transposeB && size(a) === 1 && size(b) === 1 && a.shape.at(-1) !== 0;
    if (original && (plain || a.dtype !== "float32" || b.dtype !== "float32")) return original(args);
    return product(args.backend as unknown as WasmBackend, a, b, transposeA, transposeB);
  },
};

const size = ({ shape }: tf.TensorInfo) => tf.util.sizeFromShape(shape.slice(0, -2));

function product(backend: WasmBackend, a: tf.TensorInfo, b: tf.TensorInfo, ta: boolean, tb: boolean): tf.TensorInfo {
  const [a0, a1] = a.shape.slice(-2) as [number, number];
  const [b0, b1] = b.shape.slice(-2) as [number, number];
  const [m, k, n] = [ta ? a1 : a0, ta ? a0 : a1, tb ? b0 : b1];
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = backend.makeOutput([...outer, m, n], "float32");
  const kernels = wasmKernels(backend);
  const aStrides = ta ? [1, a1] : [a1, 1];
  const bStrides = tb ? [1, b1] : [b1, 1];
  const [aBatches, bBatches] = [batchOffsets(a.shape, outer), batchOffsets(b.shape, outer)];
  withScratch(backend, kernels.matrixProductScratch(n, k), (scratch) => {
    const [pa, pb, pc] = [address(backend, a), address(backend, b), address(backend, out)];
    if (k === 0) backend.wasm.HEAPU8.fill(0, pc, pc + 4 * tf.util.sizeFromShape(out.shape));
    aBatches.forEach((offset, i) => {
      const [ai, bi, ci] = [pa + 4 * offset * m * k, pb + 4 * bBatches[i]! * k * n, pc + 4 * i * m * n];
      kernels.matrixProduct(ai, bi, ci, m, n, k, aStrides[0]!, aStrides[1]!, bStrides[0]!, bStrides[1]!, scratch);
    });
  });
  return out;
}

/** For each matrix of the broadcast result, which matrix of `shape` it takes. */
function batchOffsets(shape: readonly number[], outer: readonly number[]): number[] {
  const own = shape.slice(0, -2);
  let offsets = [0];
  outer.forEach((extent, axis) => {
    const mine = own[axis - (outer.length - own.length)] ?? 1;
    offsets = offsets.flatMap((base) => Array.from({ length: extent }, (_, i) => base * mine + (mine === 1 ? 0 : i)));
  });
  return offsets;
}

/**
 * cpu, WebGL, WebGPU: products whose batches are broadcast in part. Their own kernels pair matrix i of one operand with matrix i mod
 * (number of matrices) of the other, which is right only where one of them has a single matrix, or both have equal batches.
 */
export const broadcastBatchMatMuls = (["cpu", ...GRAPHICS_BACKENDS] as const).map(
  (backendName): TrainingKernel => ({
    kernelName: tf.BatchMatMul,
    backendName,
    create: (original) =>
      original &&
      ((args) => {
        const { a, b } = args.inputs as { a: tf.Tensor; b: tf.Tensor };
        const [own, other] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
        if (size(a) === 1 || size(b) === 1 || tf.util.arraysEqual(own, other)) return original(args);
        const outer = tf.broadcast_util.assertAndGetBroadcastShape(own, other);
        const { transposeA, transposeB } = args.attrs as { transposeA?: boolean; transposeB?: boolean };
        const whole = (x: tf.Tensor) => tf.broadcastTo(x, [...outer, ...x.shape.slice(-2)]);
        return tf.tidy(() => tf.matMul(whole(a), whole(b), transposeA, transposeB));
      }),
  }),
);
