import * as tf from "@tensorflow/tfjs-core";

/** `tf.tidy` for any object of tensors, numbers and nulls: everything but the tensors in what `make` returns is freed. */
export function scoped<R extends object>(make: () => R): R {
  return tf.tidy(make as unknown as () => tf.TensorContainer) as unknown as R;
}
