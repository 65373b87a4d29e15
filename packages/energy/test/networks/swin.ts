import * as tf from "@tensorflow/tfjs-core";
import { bias, conv, gelu, globalPool, layerNorm, linear } from "./operations.js";

const WINDOW = 7;

/** Swin-T (Liu et al. 2021, Section 3): windows of 7×7, every other block's shifted by 3. */
export function swin(image: tf.Tensor): tf.Tensor {
  let x = layerNorm(bias(conv(image, 96, 4, 4, true)));
  [2, 2, 6, 2].forEach((count, stage) => {
    if (stage > 0) x = merged(x);
    for (let block = 0; block < count; block++) {
      const width = x.shape[3]!;
      x = tf.add(x, windowAttention(layerNorm(x), 3 * 2 ** stage, block % 2 === 1 && x.shape[1]! > WINDOW));
      x = tf.add(x, linear(gelu(linear(layerNorm(x), 4 * width)), width));
    }
  });
  return linear(globalPool(layerNorm(x)), 1000);
}

/** Each 2×2 patches become one of twice the width. */
function merged(x: tf.Tensor): tf.Tensor {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const quads = tf.transpose(tf.reshape(x, [n, h / 2, 2, w / 2, 2, c]), [0, 1, 3, 2, 4, 5]);
  const rows = tf.reshape(layerNorm(tf.reshape(quads, [n, h / 2, w / 2, 4 * c])), [-1, 4 * c]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, tf.zeros([4 * c, 2 * c])), [n, h / 2, w / 2, 2 * c]);
}

function windowAttention(input: tf.Tensor, heads: number, shifted: boolean): tf.Tensor {
  const [, h, w, c] = input.shape as [number, number, number, number];
  const [across, tokens] = [h / WINDOW, WINDOW ** 2];
  const x = shifted ? rolled(input, 3) : input;
  const tiles = tf.transpose(tf.reshape(x, [across, WINDOW, across, WINDOW, c]), [0, 2, 1, 3, 4]);
  const qkv = tf.reshape(linear(tf.reshape(tiles, [-1, tokens, c]), 3 * c), [-1, tokens, 3, heads, c / heads]);
  const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4]), 0);
  let scores = tf.matMul(tf.mul(q!, (c / heads) ** -0.5), k!, false, true);
  scores = tf.add(scores, tf.zeros([1, heads, tokens, tokens]));
  if (shifted) scores = tf.add(scores, tf.zeros([across ** 2, 1, tokens, tokens]));
  const mixed = tf.transpose(tf.matMul(tf.softmax(scores), v!), [0, 2, 1, 3]);
  const out = tf.reshape(linear(tf.reshape(mixed, [-1, tokens, c]), c), [across, across, WINDOW, WINDOW, c]);
  const y = tf.reshape(tf.transpose(out, [0, 2, 1, 3, 4]), [1, h, w, c]);
  return shifted ? rolled(y, -3) : y;
}

/** Moved up and left, what leaves comes in on the other side. */
function rolled(x: tf.Tensor, by: number): tf.Tensor {
  const turn = (y: tf.Tensor, axis: number) => {
    const at = (by + y.shape[axis]!) % y.shape[axis]!;
    const [head, tail] = tf.split(y, [at, y.shape[axis]! - at], axis);
    return tf.concat([tail!, head!], axis);
  };
  return turn(turn(x, 1), 2);
}
