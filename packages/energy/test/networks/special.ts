import * as tf from "@tensorflow/tfjs-core";
import { bias, gelu, linear } from "./operations.js";

/** The network `Mixed` of flop-counters/generate.py. */
export function mixed(picture: tf.Tensor): tf.Tensor {
  const groups = tf.split(picture as tf.Tensor4D, 4, 3);
  const grouped = groups.map((group) =>
    tf.conv2d(group as tf.Tensor4D, tf.zeros([3, 3, 2, 3]) as tf.Tensor4D, 1, "same"),
  );
  let x: tf.Tensor = bias(tf.concat(grouped, 3));
  x = tf.prelu(x, tf.zeros([1]));
  x = tf.elu(tf.conv2d(x as tf.Tensor4D, tf.zeros([3, 3, 12, 6]) as tf.Tensor4D, 1, "same", "NHWC", 2));
  x = tf.conv2dTranspose(x as tf.Tensor4D, tf.zeros([4, 4, 10, 6]) as tf.Tensor4D, [1, 28, 36, 10], 2, "same");
  x = tf.reshape(tf.leakyRelu(bias(x)), [1, 28 * 36, 10]);
  return gelu(bias(tf.conv1d(x as tf.Tensor3D, tf.zeros([5, 10, 7]) as tf.Tensor3D, 3, "valid")));
}

/** The network `Fused` of flop-counters/generate.py. */
export function fused(tokens: tf.Tensor): tf.Tensor {
  return attention(tokens, (heads) => heads);
}

/** The network `Products` of flop-counters/generate.py. */
export function products(tokens: tf.Tensor): tf.Tensor {
  return attention(tokens, (heads) => tf.einsum("bhnd,hde->bhne", heads, tf.zeros([4, 8, 8])));
}

function attention(tokens: tf.Tensor, mix: (heads: tf.Tensor) => tf.Tensor): tf.Tensor {
  const parts = tf.reshape(linear(tokens, 96), [1, 20, 3, 4, 8]);
  const [q, k, v] = tf.unstack(parts, 2).map((part) => tf.transpose(part, [0, 2, 1, 3]));
  const weights = tf.softmax(tf.matMul(tf.mul(q!, 8 ** -0.5), k!, false, true));
  const heads = mix(tf.matMul(weights, v!));
  return linear(tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [1, 20, 32]), 32);
}
