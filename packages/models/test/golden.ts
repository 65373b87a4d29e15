import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { descriptionOf, torchWeightOf } from "../src/architecture/description.js";
import { createModel, loadSafetensors, readSafetensors, type StmNetOverrides, valuesOf } from "../src/index.js";
import { toTorch } from "../src/weights/layouts.js";

/** Numbers that the PyTorch reference wrote: weights, inputs, outputs, gradients (see its `golden`). */
export interface Golden {
  readonly meta: { config: Record<string, number>; steps: number; batch: number; triplet: number };
  /** values and PyTorch shape of an array of `io` or `gradients` */
  read(file: "io" | "gradients", name: string): { values: Float32Array; shape: number[] };
  names(file: "io" | "gradients"): string[];
  readonly weights: Uint8Array;
}

/** Opens a folder of golden numbers. */
export function openGolden(folder: string): Golden {
  const file = (name: string) => new Uint8Array(readFileSync(join(folder, `${name}.safetensors`)));
  const files = { io: readSafetensors(file("io")), gradients: readSafetensors(file("gradients")) };
  return {
    meta: JSON.parse(readFileSync(join(folder, "meta.json"), "utf8")),
    weights: file("weights"),
    names: (which) => [...files[which].tensors.keys()],
    read: (which, name) => {
      const entry = files[which].tensors.get(name)!;
      return {
        values: Float32Array.from(valuesOf(entry) as ArrayLike<number | bigint>, Number),
        shape: [...entry.shape],
      };
    },
  };
}

/** The reference's arguments as a config here, complete: the reference's defaults are the base setting's. */
export function configOf({ meta }: Golden): StmNetOverrides {
  const { width, mlp_ratio: mlpRatio, ...same } = meta.config;
  return {
    ...same,
    steps: meta.steps,
    ...(mlpRatio === undefined ? {} : { mlpRatio }),
    ...(width === undefined ? {} : { stm: { width } }),
  };
}

/** The model of a golden folder with its weights. */
export function goldenModel(golden: Golden): tfl.LayersModel {
  const model = createModel("stm-net-base", configOf(golden), { weights: "zeros" });
  loadSafetensors(model, golden.weights);
  return model;
}

/** The inputs [image, motion, residual, triplet], channels last. */
export function goldenInputs(golden: Golden): tf.Tensor[] {
  return tf.tidy(() => {
    const [i, mv, r] = ["i", "mv", "r"].map((name) => {
      const { values, shape } = golden.read("io", name);
      return tf.tensor(values, shape);
    });
    const last = (x: tf.Tensor) => tf.transpose(x, x.rank === 4 ? [0, 2, 3, 1] : [0, 1, 3, 4, 2]);
    const { batch, triplet } = golden.meta;
    return [last(i!), last(mv!), last(r!), tf.fill([batch, 1], triplet, "int32")];
  });
}

/** Largest difference divided by the largest expected magnitude. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    difference = Math.max(difference, error); // stays NaN
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return difference / (scale || 1);
}

/** Loss and the gradient of every weight, under PyTorch's names and in its layouts. */
export function lossAndGradients(model: tfl.LayersModel, inputs: tf.Tensor[], labels: Float32Array) {
  const description = descriptionOf(model);
  const classes = model.outputs[0]!.shape[1]!;
  const { value, grads } = tf.variableGrads(
    () =>
      tf.tidy(() => {
        const logits = model.apply(inputs, { training: true }) as tf.Tensor2D;
        const wanted = tf.oneHot(tf.tensor1d(Array.from(labels), "int32"), classes);
        return tf.neg(tf.mean(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)), 1))) as tf.Scalar;
      }),
    model.trainableWeights.map((weight) => weight.read() as tf.Variable),
  );
  const gradients = new Map<string, Float32Array>();
  for (const weight of model.trainableWeights) {
    const { name, layout } = torchWeightOf(description, weight.originalName)!;
    const gradient = grads[weight.name]!.dataSync() as Float32Array;
    gradients.set(name, toTorch(gradient, weight.shape as number[], layout));
  }
  const loss = value.dataSync()[0]!;
  tf.dispose([value, grads]);
  return { loss, gradients };
}

/** Folders of golden numbers named in CVAR_GOLDEN_STM_NET (colon-separated), besides the usual one. */
export function extraGoldenFolders(): string[] {
  return (process.env.CVAR_GOLDEN_STM_NET ?? "").split(":").filter((folder) => folder !== "" && existsSync(folder));
}
