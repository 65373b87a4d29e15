import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { encoderBlockParams, encoderBlockShapes } from "../test/encoder-block-weights.js";
import { filled, gradientError, largest, leaked } from "../test/finite-differences.js";
import { multiHeadAttention } from "./attention.js";
import { encoderBlock } from "./encoder-block.js";
import { gelu } from "./gelu.js";
import { layerNorm } from "./layer-norm.js";

const d = 4;
const x = filled([2, 3, d], 1) as tf.Tensor3D;
const shapes = encoderBlockShapes(d, 8);
const weights = shapes.map((shape, i) => filled(shape as [number], i + 2, 0.7) as tf.Tensor);

it("is x + MHA(LN(x)), then y + MLP(LN(y))", () => {
  const p = encoderBlockParams(weights);
  const y = tf.add(x, multiHeadAttention(layerNorm(x, p.norm1), p.attention, 2)) as tf.Tensor3D;
  const rows = tf.reshape(layerNorm(y, p.norm2), [6, d]) as tf.Tensor2D;
  const hidden = gelu(tf.add(tf.matMul(rows, p.expand.kernel), p.expand.bias)) as tf.Tensor2D;
  const mlp = tf.add(tf.matMul(hidden, p.contract.kernel), p.contract.bias);
  const difference = tf.sub(encoderBlock(x, p, { heads: 2 }), tf.add(y, tf.reshape(mlp, y.shape)));
  expect(largest(difference.dataSync())).toBeLessThan(1e-5);
});

it("has the gradients that finite differences give", () => {
  const f = (input: tf.Tensor, ...list: tf.Tensor[]) =>
    encoderBlock(input as tf.Tensor3D, encoderBlockParams(list), { heads: 2 });
  expect(gradientError(f, [x, ...weights], { coordinates: 8 })).toBeLessThan(1e-2);
});

it("drops activations only where it is asked to, the same ones for the same seed", () => {
  const run = (seed?: number) =>
    encoderBlock(x, encoderBlockParams(weights), {
      heads: 2,
      dropout: seed === undefined ? null : { rate: 0.5, seed },
    }).dataSync();
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
  expect(run(1)).not.toEqual(run());
});

it("keeps no tensors", () => {
  expect(leaked(() => encoderBlock(x, encoderBlockParams(weights), { heads: 2, dropout: { rate: 0.1 } }))).toBe(0);
});
