import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { distance, onEveryBackend } from "../test/backends.js";
import { convolvedExtent, convolveFrames } from "./conv-frames.js";

onEveryBackend("convolution of all frames", () => {
  it.each([
    { height: 6, width: 7, size: 3, stride: 2, padding: 1 },
    { height: 5, width: 5, size: 3, stride: 1, padding: 1 },
    { height: 6, width: 6, size: 3, stride: 2, padding: 0 },
    { height: 6, width: 5, size: 5, stride: 2, padding: 2 },
    { height: 4, width: 4, size: 3, stride: 1, padding: 2 },
  ])("pads both sides alike: $height×$width, kernel $size, stride $stride, padding $padding", (c) => {
    const x = tf.randomNormal([2, 3, c.height, c.width, 2], 0, 1, "float32", 1);
    const kernel = tf.randomNormal([c.size, c.size, 2, 3], 0, 1, "float32", 2) as tf.Tensor4D;
    const before = tf.memory().numTensors;
    const y = convolveFrames(x, { kernel, stride: c.stride, padding: c.padding });
    expect(tf.memory().numTensors).toBe(before + 1);
    const [rows, columns] = [c.height, c.width].map((n) => convolvedExtent(n, c.size, c.stride, c.padding));
    expect(y.shape).toEqual([2, 3, rows, columns, 3]);
    expect(distance(y.dataSync(), byDefinition(x, kernel, c.stride, c.padding, rows!, columns!))).toBeLessThan(1e-5);
  });

  it.each([1, 2])("has the gradient of finite differences at stride %i", (stride) => {
    const convolution = { stride, padding: 1 };
    const x = tf.randomNormal([2, 2, 6, 5, 2], 0, 1, "float32", 1);
    const kernel = tf.randomNormal([3, 3, 2, 3], 0, 1, "float32", 2) as tf.Tensor4D;
    const f = (frames: tf.Tensor, w: tf.Tensor) => convolveFrames(frames, { kernel: w as tf.Tensor4D, ...convolution });
    const dy = tf.randomNormal(f(x, kernel).shape, 0, 1, "float32", 3);
    const gradients = tf.grads(f)([x, kernel], dy);
    const inputs = [x, kernel] as const;
    inputs.forEach((input, which) => {
      // The convolution is linear in each input: one unit step of one number is exact.
      const differences = Array.from({ length: input.size }, (_, i) =>
        tf.tidy(() => {
          const unit = tf.tensor(
            Float32Array.from({ length: input.size }, (_, k) => Number(k === i)),
            input.shape,
          );
          const moved = which === 0 ? f(unit, kernel) : f(x, unit);
          return tf.sum(tf.mul(moved, dy)).dataSync()[0]!;
        }),
      );
      expect(distance(gradients[which]!.dataSync(), differences)).toBeLessThan(1e-4);
    });
  });

  it("names the frames that do not fit", () => {
    const kernel = tf.zeros([3, 3, 2, 4]) as tf.Tensor4D;
    expect(() => convolveFrames(tf.zeros([1, 2, 8, 8, 3]), { kernel })).toThrow("[B, T, H, W, 2], got [1, 2, 8, 8, 3]");
  });
});

function byDefinition(x: tf.Tensor, kernel: tf.Tensor, stride: number, padding: number, rows: number, columns: number) {
  const [batch, steps, height, width, channels] = x.shape as [number, number, number, number, number];
  const [size, , , filters] = kernel.shape as [number, number, number, number];
  const a = x.dataSync();
  const w = kernel.dataSync();
  const out: number[] = [];
  for (let n = 0; n < batch * steps; n++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let f = 0; f < filters; f++) {
          let sum = 0;
          for (let k = 0; k < size * size * channels; k++) {
            const [r, s, c] = [Math.floor(k / (size * channels)), Math.floor(k / channels) % size, k % channels];
            const [row, column] = [i * stride + r - padding, j * stride + s - padding];
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            sum += a[((n * height + row) * width + column) * channels + c]! * w[k * filters + f]!;
          }
          out.push(sum);
        }
  return out;
}
