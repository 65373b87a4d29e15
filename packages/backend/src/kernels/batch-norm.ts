import * as tf from "@tensorflow/tfjs-core";
import { address, isWasm, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { GRAPHICS_BACKENDS, inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/** The name of the kernel that makes all five gradients of a batch norm in one pass. */
export const BATCH_NORM_GRADIENT = "CvarBatchNormGrad";

/**
 * Batch norms. wasm: of channels, one multiplication and addition for each value; its own is a scalar loop. All backends:
 * without scale or offset tfjs's gradient tape refuses, because it records inputs that are not there.
 */
export const batchNorms: readonly TrainingKernel[] = [
  ...(["cpu", "wasm", "tensorflow", ...GRAPHICS_BACKENDS] as const).map(
    (backendName): TrainingKernel => ({
      kernelName: tf.FusedBatchNorm,
      backendName,
      create: (original) => original && ((args) => forward(original, withoutAbsentInputs(args))),
    }),
  ),
  {
    kernelName: BATCH_NORM_GRADIENT,
    backendName: "wasm",
    create: () => (args) => {
      const { x, dy, mean, variance, scale } = inputsOf(args);
      const backend = args.backend as unknown as WasmBackend;
      const channels = mean!.shape[0]!;
      const outs = [x!.shape, ...Array.from({ length: 4 }, () => [channels])].map((shape) =>
        backend.makeOutput(shape, "float32"),
      );
      const at = (tensor: tf.TensorInfo | undefined) => (tensor ? address(backend, tensor) : 0);
      const { varianceEpsilon } = args.attrs as { varianceEpsilon: number };
      withScratch(backend, 32 * (channels + 4), (scratch) => {
        const sizes = [tf.util.sizeFromShape(x!.shape) / channels, channels, varianceEpsilon];
        const addresses = [at(x), at(dy), at(mean), at(variance), at(scale)] as const;
        wasmKernels(backend).batchNormGradient(...addresses, ...outs.map(at), ...sizes, scratch);
      });
      return outs;
    },
  },
];

function forward(original: tf.KernelFunc, args: KernelArguments): tf.TensorInfo | tf.TensorInfo[] {
  const { x, mean, variance, scale, offset } = inputsOf(args);
  const parts = [mean!, variance!, scale, offset].filter((part) => part != null);
  if (!isWasm(args.backend) || !isPerChannel(x!, parts)) return original(args);
  const backend = args.backend;
  const y = backend.makeOutput(x!.shape, "float32");
  const channels = mean!.shape[0]!;
  const at = (tensor: tf.TensorInfo | undefined) => (tensor ? address(backend, tensor) : 0);
  const { varianceEpsilon } = args.attrs as { varianceEpsilon: number };
  withScratch(backend, 8 * (channels + 4), (scratch) => {
    const sizes = [tf.util.sizeFromShape(x!.shape) / channels, channels, varianceEpsilon];
    wasmKernels(backend).batchNorm(at(x), at(mean), at(variance), at(scale), at(offset), at(y), ...sizes, scratch);
  });
  return y;
}

/**
 * The record of inputs is the one that the engine puts on its tape after the kernel: what is absent leaves it, and while a
 * gradient is recorded a scale of ones stands in for none, because the gradient asks for it by name.
 */
export function withoutAbsentInputs(args: KernelArguments): KernelArguments {
  const inputs = args.inputs as Record<string, tf.Tensor | null | undefined>;
  if (inputs.offset == null) delete inputs.offset;
  if (inputs.scale == null) {
    const { gradientDepth } = (tf.engine() as unknown as { state: { gradientDepth: number } }).state;
    if (gradientDepth > 0) inputs.scale = tf.onesLike(inputs.mean!);
    else delete inputs.scale;
  }
  return args;
}

/** True where the statistics are one number for each channel, and everything is float32. */
export function isPerChannel(x: tf.TensorInfo, parts: readonly tf.TensorInfo[]): boolean {
  const channels = x.shape.at(-1)!;
  return (
    x.dtype === "float32" &&
    channels > 0 &&
    parts.every(({ shape, dtype }) => dtype === "float32" && shape.length === 1 && shape[0] === channels)
  );
}
