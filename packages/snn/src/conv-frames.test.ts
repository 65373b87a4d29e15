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
