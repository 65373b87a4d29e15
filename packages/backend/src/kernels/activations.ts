import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend, withScratch } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";

/** Kernels of functions that tfjs has no kernel of, and of the gradients of activations. */
export const GELU = "CvarGelu";
export const SWISH = "CvarSwish";
export const ACTIVATION_GRADIENT = "CvarActivationGrad";
export const PRELU_GRADIENT = "CvarPreluGrad";

/** The functions whose gradient {@link ACTIVATION_GRADIENT} makes, in the order of the wasm module's numbers. */
export const ACTIVATIONS = ["relu", "relu6", "leakyrelu", "sigmoid", "tanh", "elu", "gelu", "swish", "square"] as const;

/** One of {@link ACTIVATIONS}. */
export type ActivationName = (typeof ACTIVATIONS)[number];

/** Functions of one value, in the order of the wasm module's numbers. tfjs's own are scalar loops. */
const functions = [tf.Exp, tf.Erf, GELU, SWISH, tf.Tanh, tf.LeakyRelu];

/** wasm: functions of one value, and the gradients of activations, each in one pass. */
export const wasmActivations: readonly TrainingKernel[] = [
  ...functions.map(
    (kernelName, kind): TrainingKernel => ({
      kernelName,
      backendName: "wasm",
      create: (original) => (args) => {
        const { x } = inputsOf(args) as { x: tf.TensorInfo };
        if (original && x.dtype !== "float32") return original(args);
        const { alpha = 0 } = (args.attrs ?? {}) as { alpha?: number };
        const backend = args.backend as unknown as WasmBackend;
        const y = backend.makeOutput(x.shape, "float32");
        const count = tf.util.sizeFromShape(x.shape);
        wasmKernels(backend).mapValues(kind, address(backend, x), address(backend, y), count, alpha);
        return y;
      },
    }),
  ),
  { kernelName: ACTIVATION_GRADIENT, backendName: "wasm", create: () => activationGradient },
  { kernelName: tf.Prelu, backendName: "wasm", create: prelu },
  { kernelName: PRELU_GRADIENT, backendName: "wasm", create: () => preluGradient },
];

function activationGradient(args: KernelArguments): tf.TensorInfo {
  const { saved, dy } = inputsOf(args) as { saved: tf.TensorInfo; dy: tf.TensorInfo };
  const { activation, alpha = 0 } = args.attrs as unknown as { activation: ActivationName; alpha?: number };
  const backend = args.backend as unknown as WasmBackend;
  const dx = backend.makeOutput(saved.shape, "float32");
  const [from, cotangent, to] = [address(backend, saved), address(backend, dy), address(backend, dx)];
  const count = tf.util.sizeFromShape(saved.shape);
  wasmKernels(backend).activationGradient(ACTIVATIONS.indexOf(activation), from, cotangent, to, count, alpha);
  return dx;
}

/** wasm's own takes the slopes as repeating from the last axis on, however they are broadcast: they are spread first. */
function prelu(original: tf.KernelFunc | null): tf.KernelFunc | null {
  if (!original) return null;
  return (args) => {
    const { x, alpha } = args.inputs as { x: tf.Tensor; alpha: tf.Tensor };
    const rank =
      alpha.shape.length -
      Math.max(
        0,
        alpha.shape.findIndex((extent) => extent !== 1),
      );
    const spread = x.shape.slice(x.shape.length - rank);
    const [size, wanted] = [alpha, { shape: spread }].map(({ shape }) => tf.util.sizeFromShape(shape));
    if (size === 1 || size === wanted) return original(args);
    return tf.tidy(() => {
      const whole = tf.broadcastTo(tf.reshape(alpha, alpha.shape.slice(alpha.shape.length - rank)), spread);
      return original({ ...args, inputs: { x, alpha: whole } }) as tf.Tensor;
    });
  };
}

/** dx and dα where α repeats over the outer axes. */
function preluGradient(args: KernelArguments): tf.TensorInfo[] {
  const { x, alpha, dy } = inputsOf(args) as { x: tf.TensorInfo; alpha: tf.TensorInfo; dy: tf.TensorInfo };
  const backend = args.backend as unknown as WasmBackend;
  const outs = [backend.makeOutput(x.shape, "float32"), backend.makeOutput(alpha.shape, "float32")];
  const inner = tf.util.sizeFromShape(alpha.shape);
  const outer = inner === 0 ? 0 : tf.util.sizeFromShape(x.shape) / inner;
  withScratch(backend, 8 * inner, (scratch) => {
    const addresses = [x, alpha, dy, ...outs].map((tensor) => address(backend, tensor));
    wasmKernels(backend).preluGradient(
      ...(addresses as [number, number, number, number, number]),
      outer,
      inner,
      scratch,
    );
  });
  return outs;
}
