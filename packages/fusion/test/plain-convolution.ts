import type * as tf from "@tensorflow/tfjs-core";

/** Convolution at stride 1 with zero padding, plus bias, one number at a time. */
export function plainConvolution(x: tf.Tensor4D, params: { kernel: tf.Tensor4D; bias: tf.Tensor1D }): number[] {
  const [batch, height, width, inputs] = x.shape;
  const [size, , , outputs] = params.kernel.shape;
  const [xs, kernel, bias] = [x.arraySync(), params.kernel.arraySync(), params.bias.arraySync()];
  const reach = (size - 1) / 2;
  const result: number[] = [];
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        for (let o = 0; o < outputs; o++) {
          let sum = bias[o]!;
          for (let di = 0; di < size; di++) {
            for (let dj = 0; dj < size; dj++) {
              for (let c = 0; c < inputs; c++) {
                const value = xs[b]![i + di - reach]?.[j + dj - reach]?.[c] ?? 0;
                sum += value * kernel[di]![dj]![c]![o]!;
              }
            }
          }
          result.push(sum);
        }
      }
    }
  }
  return result;
}
