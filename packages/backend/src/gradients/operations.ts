import * as tf from "@tensorflow/tfjs-core";

/** Runs a kernel that has no operation of its own, on the tape like any other. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
}

/** Puts step − 1 zeros between neighbours of one axis: extent n becomes (n − 1)·step + 1. */
export function spread(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const [outer, inner] = [
    tf.util.sizeFromShape(x.shape.slice(0, axis)),
    tf.util.sizeFromShape(x.shape.slice(axis + 1)),
  ];
  const extent = x.shape[axis]!;
  const spaced = tf.pad(tf.reshape(x, [outer, extent, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const reach = (extent - 1) * step + 1;
  const kept = tf.slice(tf.reshape(spaced, [outer, extent * step, inner]), [0, 0, 0], [outer, reach, inner]);
  return tf.reshape(kept, withExtent(x.shape, axis, reach));
}

/** Takes every step-th value of one axis, from the first on: what {@link spread} is the transpose of. */
export function everyNth(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const [outer, inner] = [
    tf.util.sizeFromShape(x.shape.slice(0, axis)),
    tf.util.sizeFromShape(x.shape.slice(axis + 1)),
  ];
  const extent = Math.ceil(x.shape[axis]! / step);
  const filled = tf.pad(tf.reshape(x, [outer, x.shape[axis]!, inner]), [
    [0, 0],
    [0, extent * step - x.shape[axis]!],
    [0, 0],
  ]);
  const kept = tf.slice(tf.reshape(filled, [outer, extent, step, inner]), [0, 0, 0, 0], [outer, extent, 1, inner]);
  return tf.reshape(kept, withExtent(x.shape, axis, extent));
}

function withExtent(shape: readonly number[], axis: number, extent: number): number[] {
  return shape.map((own, i) => (i === axis ? extent : own));
}
