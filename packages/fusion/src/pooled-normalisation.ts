import * as tf from "@tensorflow/tfjs-core";

/** The smallest normal float32, 2⁻¹²⁶: what is smaller counts as it where a root is divided by. */
const SMALLEST = 2 ** -126;

type Saver = (tensors: tf.Tensor[]) => void;

const root = tf.customGrad((...args) => {
  const [f, save] = args as unknown as [tf.Tensor, Saver];
  save([f]);
  const value = tf.mul(tf.sign(f), tf.sqrt(tf.abs(f)));
  return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, slope(saved[0]!)) };
});

/**
 * Signed square root: sign(f)·√|f|   (Huo et al., after Eq. 6).
 *
 * Its slope 1/(2·√|f|) has no finite limit at 0. There the gradient is taken as 0; everywhere else it is exact down to the
 * smallest normal float32, so it never exceeds 2⁶².
 *
 * @param f  any shape
 * @returns f's shape; the caller owns it
 */
export function signedSquareRoot<T extends tf.Tensor>(f: T): T {
  return root(f) as T;
}

/**
 * ℓ2 normalisation of the last axis: f/‖f‖   (Huo et al., after Eq. 6). A row of zeros stays zero, with gradient 0.
 *
 * @param f  shape […, D]
 * @returns f's shape; the caller owns it
 */
export function l2Normalise<T extends tf.Tensor>(f: T): T {
  return unit(f) as T;
}

const unit = tf.customGrad((...args) => {
  const [f, save] = args as unknown as [tf.Tensor, Saver];
  save([f]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const scale = inverseNorm(saved[0]!);
    const y = tf.mul(saved[0]!, scale);
    return tf.mul(tf.sub(dy, tf.mul(y, tf.sum(tf.mul(dy, y), -1, true))), scale);
  };
  return { value: tf.mul(f, inverseNorm(f)), gradFunc };
});

/**
 * What pooled features go through before they are classified: the signed square root, then ℓ2.
 *
 * @param f  shape [B, …]; everything but the batch is one vector
 * @returns f's shape; the caller owns it
 */
export function normalisePooled<T extends tf.Tensor>(f: T): T {
  return tf.tidy(() => {
    const rows = tf.reshape(f, [f.shape[0]!, f.size / Math.max(1, f.shape[0]!)]);
    return tf.reshape(l2Normalise(signedSquareRoot(rows)), f.shape) as T;
  });
}

function slope(f: tf.Tensor): tf.Tensor {
  const size = tf.abs(f);
  return tf.mul(tf.mul(tf.sign(size), 0.5), tf.rsqrt(tf.maximum(size, SMALLEST)));
}

/** 1/‖f‖ of each row, 0 for a row of zeros. */
function inverseNorm(f: tf.Tensor): tf.Tensor {
  const squares = tf.sum(tf.square(f), -1, true);
  return tf.mul(tf.sign(squares), tf.rsqrt(tf.maximum(squares, SMALLEST)));
}
