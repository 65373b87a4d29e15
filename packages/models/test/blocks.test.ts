import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { readFileSync } from "node:fs";
import { registerTrainingKernels } from "@cvar/backend";
import {
  type AttentionParams,
  type ConvParams,
  convLstmSequence,
  crossModalAttention,
  encoderBlock,
  rrdb,
  splitModalities,
} from "@cvar/fusion";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { readSafetensors, valuesOf } from "../src/index.js";
import { relativeError } from "./golden.js";

const file = new URL("fixtures/blocks.safetensors", import.meta.url);
const { tensors } = readSafetensors(new Uint8Array(readFileSync(file)));
const read = (name: string): tf.Tensor => {
  const { shape, ...entry } = tensors.get(name)!;
  return tf.tensor(valuesOf({ shape, ...entry }) as Float32Array, [...shape], "float32");
};

/** From PyTorch's layout to the one here and back; both are differentiable. */
const LAYOUTS = {
  same: (x: tf.Tensor) => x,
  linear: (x: tf.Tensor) => tf.transpose(x),
  kernel: (x: tf.Tensor) => tf.transpose(x, [2, 3, 1, 0]),
  map: (x: tf.Tensor) => tf.transpose(x, [0, 2, 3, 1]),
  frames: (x: tf.Tensor) => tf.transpose(x, [0, 1, 3, 4, 2]),
};

type Weights = (name: string) => tf.Tensor;
const linear = (w: Weights, name: string) => ({
  kernel: LAYOUTS.linear(w(`${name}weight`)) as tf.Tensor2D,
  bias: w(`${name}bias`) as tf.Tensor1D,
});
const conv = (w: Weights, name: string): ConvParams => ({
  kernel: LAYOUTS.kernel(w(`${name}.weight`)) as tf.Tensor4D,
  bias: w(`${name}.bias`) as tf.Tensor1D,
});
const attention = (w: Weights, name: string): AttentionParams => ({
  qkv: linear(w, `${name}in_proj_`),
  projection: linear(w, `${name}out_proj.`),
});
const norm = (w: Weights, name: string) => ({
  scale: w(`${name}.weight`) as tf.Tensor1D,
  shift: w(`${name}.bias`) as tf.Tensor1D,
});

/** Each block on PyTorch's input and weights, giving PyTorch's layout. */
const BLOCKS: Record<string, (x: tf.Tensor, w: Weights) => tf.Tensor> = {
  rrdb(x, w) {
    const blocks = [0, 1, 2].map((b) => [0, 1, 2, 3, 4].map((i) => conv(w, `${b}.convs.${i}`)));
    return tf.transpose(rrdb(LAYOUTS.map(x) as tf.Tensor4D, blocks), [0, 3, 1, 2]);
  },
  encoder(x, w) {
    const params = {
      norm1: norm(w, "norm1"),
      attention: attention(w, "self_attn."),
      norm2: norm(w, "norm2"),
      expand: linear(w, "linear1."),
      contract: linear(w, "linear2."),
    };
    return encoderBlock(x as tf.Tensor3D, params, { heads: 3 });
  },
  cross(x, w) {
    const params = [0, 1, 2].map((m) => attention(w, `${m}.`));
    return tf.concat(crossModalAttention(splitModalities(x as tf.Tensor3D, 3), params, 3), 1);
  },
  conv_lstm(x, w) {
    const [kernel, recurrentKernel] = ["kernel", "recurrent"].map((name) => LAYOUTS.kernel(w(name)) as tf.Tensor4D);
    const params = { kernel: kernel!, recurrentKernel: recurrentKernel!, bias: w("bias") as tf.Tensor1D, stride: 2 };
    return tf.transpose(convLstmSequence(LAYOUTS.frames(x) as tf.Tensor5D, params), [0, 1, 4, 2, 3]);
  },
};

describe.each(["cpu", "wasm"])("blocks beside PyTorch, on %s", (backend) => {
  beforeAll(async () => {
    registerTrainingKernels();
    await tf.setBackend(backend);
  });

  it.each(Object.keys(BLOCKS))("%s: output and every gradient", (block) => {
    const names = [...tensors.keys()].filter((name) => name.startsWith(`${block}/w/`));
    const inputs = [`${block}/x`, ...names].map(read);
    const dy = read(`${block}/dy`);
    const run = (x: tf.Tensor, ...weights: tf.Tensor[]) =>
      BLOCKS[block]!(x, (name) => weights[names.indexOf(`${block}/w/${name}`)]!);
    const { value, grads } = tf.valueAndGrads((...all) => tf.sum(tf.mul(run(all[0]!, ...all.slice(1)), dy)))(inputs);
    const y = tf.tidy(() => run(inputs[0]!, ...inputs.slice(1)));
    expect(relativeError(y.dataSync(), read(`${block}/y`).dataSync())).toBeLessThan(1e-4);
    const wrong = [`${block}/d/x`, ...names.map((name) => name.replace("/w/", "/d/"))]
      .map((name, i) => [name, relativeError(grads[i]!.dataSync(), read(name).dataSync())] as const)
      .filter(([, error]) => !(error < 1e-4));
    expect(wrong).toEqual([]);
    tf.dispose([value, grads, inputs, dy, y]);
  });
});
