import * as tf from "@tensorflow/tfjs-core";
import { address, type WasmBackend } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";
import { inputsOf, type TrainingKernel } from "./training-kernel.js";

/** The kernel of a whole step of Adam. */
export const ADAM = "CvarAdam";

/** Settings of one step of Adam. */
export interface AdamSettings {
  /** Learning rate η. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** t, counted from 1: what the moments' bias is corrected for. */
  readonly step: number;
  /** λ of λ‖w‖²/2 added to the loss (Adam's weight decay). */
  readonly decay?: number;
  /** λ of AdamW: the weight is multiplied by 1 − η·λ, the moments do not see it. */
  readonly decoupledDecay?: number;
}

/** A weight with its two moments. */
export interface AdamTensors {
  readonly weight: tf.Tensor;
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

/** wasm: the whole step in one pass; composed of operations it takes fourteen, each with its own overhead. */
export const wasmAdam: TrainingKernel = {
  kernelName: ADAM,
  backendName: "wasm",
  create: () => (args) => {
    const { weight, gradient, first, second } = inputsOf(args) as Record<
      "weight" | "gradient" | "first" | "second",
      tf.TensorInfo
    >;
    const s = args.attrs as unknown as Required<AdamSettings>;
    const backend = args.backend as unknown as WasmBackend;
    const outs = [0, 1, 2].map(() => backend.makeOutput(weight.shape, "float32"));
    const [w, g, m, v, ...to] = [weight, gradient, first, second, ...outs].map((t) => address(backend, t));
    const corrections = [1 - s.beta1 ** s.step, 1 - s.beta2 ** s.step];
    const numbers = [s.rate, s.beta1, s.beta2, s.epsilon, ...corrections, s.decay, 1 - s.rate * s.decoupledDecay];
    const count = tf.util.sizeFromShape(weight.shape);
    wasmKernels(backend).adam(w!, g!, m!, v!, to[0]!, to[1]!, to[2]!, count, ...numbers);
    return outs;
  },
};

/**
 * One step of Adam or AdamW on one weight; nothing is changed in place.
 *
 * m' = β₁m + (1 − β₁)g;  v' = β₂v + (1 − β₂)g²;  w' = w − η·m̂'/(√v̂' + ε)     (Kingma & Ba 2015, Algorithm 1; Loshchilov
 * & Hutter 2019 for the decoupled decay). On wasm, after `registerTrainingKernels`, it is one kernel.
 *
 * @param gradient  of the weight's shape, float32
 * @returns the new weight and moments; the caller owns them, and still owns the old ones
 */
export function adamStep(tensors: AdamTensors, gradient: tf.Tensor, settings: AdamSettings): AdamTensors {
  const complete = { decay: 0, decoupledDecay: 0, ...settings };
  const [weight, first, second] = tf.getKernel(ADAM, tf.getBackend())
    ? (tf.engine().runKernel(ADAM, { ...tensors, gradient }, complete) as tf.Tensor[])
    : tf.tidy(() => composed(tensors, gradient, complete));
  return { weight: weight!, first: first!, second: second! };
}

function composed({ weight, first, second }: AdamTensors, gradient: tf.Tensor, s: Required<AdamSettings>): tf.Tensor[] {
  const g = s.decay > 0 ? tf.add(gradient, tf.mul(weight, s.decay)) : gradient;
  const m = tf.add(tf.mul(first, s.beta1), tf.mul(g, 1 - s.beta1));
  const v = tf.add(tf.mul(second, s.beta2), tf.mul(tf.square(g), 1 - s.beta2));
  const root = tf.add(tf.sqrt(tf.div(v, 1 - s.beta2 ** s.step)), s.epsilon);
  const change = tf.mul(tf.div(tf.div(m, 1 - s.beta1 ** s.step), root), s.rate);
  return [tf.sub(tf.mul(weight, 1 - s.rate * s.decoupledDecay), change), m, v];
}
