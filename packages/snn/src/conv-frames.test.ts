import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { distance, onEveryBackend } from "../test/backends.js";
import { convolvedExtent, convolveFrames, type FrameConvolution } from "./conv-frames.js";

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

  it.each<Case>([
    { title: "a line", extents: [9], taps: [3], options: { padding: 1, stride: 2 } },
    { title: "a dilated line", extents: [9], taps: [3], options: { dilation: 2, padding: 2 } },
    { title: "a depthwise line, stride 2", extents: [8], taps: [3], options: { groups: 4, stride: 2, padding: 1 } },
    { title: "a line in groups", extents: [7], taps: [2], options: { groups: 2 } },
    { title: "a transposed line", extents: [4], taps: [4], options: { transposed: true, stride: 2, padding: 1 } },
    { title: "different axes", extents: [6, 7], taps: [3, 2], options: { stride: [2, 1], padding: [1, 0] } },
    { title: "a dilated image", extents: [8, 7], taps: [3, 3], options: { dilation: [2, 1], padding: [2, 1] } },
    {
      title: "dilation and stride",
      extents: [9, 8],
      taps: [3, 2],
      options: { dilation: [2, 3], stride: 2, padding: 1 },
    },
    { title: "a depthwise image", extents: [5, 6], taps: [3, 3], options: { groups: 4, padding: 1 } },
    {
      title: "a depthwise image, strides differ",
      extents: [5, 6],
      taps: [3, 3],
      options: { groups: 4, stride: [1, 2] },
    },
    { title: "two groups", extents: [5, 4], taps: [3, 3], options: { groups: 2, padding: 1 } },
    { title: "a bias", extents: [4, 4], taps: [3, 3], options: { bias: true } },
    {
      title: "a transposed image",
      extents: [3, 4],
      taps: [3, 3],
      options: { transposed: true, stride: 2, padding: 1, outputPadding: 1 },
    },
    {
      title: "a transposed image, dilated, in groups",
      extents: [3, 3],
      taps: [2, 3],
      options: { transposed: true, stride: [1, 2], dilation: [2, 1], groups: 2, padding: [1, 0] },
    },
    { title: "a volume", extents: [4, 5, 3], taps: [3, 2, 3], options: { padding: 1, stride: [1, 2, 1] } },
    { title: "a dilated volume", extents: [5, 4, 4], taps: [2, 2, 2], options: { dilation: 2 } },
    { title: "a depthwise volume", extents: [3, 4, 3], taps: [2, 3, 2], options: { groups: 4, padding: [0, 1, 0] } },
    {
      title: "a transposed volume",
      extents: [2, 3, 2],
      taps: [2, 3, 2],
      options: { transposed: true, stride: [2, 1, 1], padding: [0, 1, 0] },
    },
  ])("is its definition, and its gradient too: $title", ({ extents, taps, options }: Case) => {
    const { bias: biased, ...geometry } = options;
    const { groups = 1, transposed = false } = options;
    const [channels, filters] = [4, 8];
    const inner = transposed ? [filters / groups, channels] : [channels / groups, filters];
    const x = tf.randomNormal([2, 2, ...extents, channels], 0, 1, "float32", 1);
    const weights = tf.randomNormal([...taps, ...inner], 0, 1, "float32", 2);
    const bias = tf.randomNormal([filters], 0, 1, "float32", 4);
    const f = (frames: tf.Tensor, kernel: tf.Tensor, offset: tf.Tensor) =>
      convolveFrames(frames, { ...geometry, kernel, ...(biased && { bias: offset }) });
    const y = f(x, weights, bias);
    const before = tf.memory().numTensors;
    f(x, weights, bias).dispose();
    expect(tf.memory().numTensors).toBe(before);
    const linear = (a: ArrayLike<number>, w: ArrayLike<number>) =>
      definition(a, w, x.shape, weights.shape, y.shape, options);
    const expected = linear(x.dataSync(), weights.dataSync());
    if (options.bias) for (const i of expected.keys()) expected[i]! += bias.dataSync()[i % filters]!;
    expect(distance(y.dataSync(), expected)).toBeLessThan(1e-4);
    const dy = tf.randomNormal(y.shape, 0, 1, "float32", 3);
    const gradients = tf.grads((frames: tf.Tensor, kernel: tf.Tensor) => f(frames, kernel, bias))([x, weights], dy);
    const cotangent = dy.dataSync();
    // Linear in each input: the difference of one unit step is exact, in double precision.
    for (const [which, input] of [x, weights].entries()) {
      const every = Math.ceil(input.size / 40);
      const got = gradients[which]!.dataSync();
      for (let i = 0; i < input.size; i += every) {
        const unit = new Float64Array(input.size);
        unit[i] = 1;
        const moved = which === 0 ? linear(unit, weights.dataSync()) : linear(x.dataSync(), unit);
        const difference = moved.reduce((sum, value, k) => sum + value * cotangent[k]!, 0);
        expect(Math.abs(got[i]! - difference)).toBeLessThan(1e-3 * Math.max(1, Math.abs(difference)));
      }
    }
  });

  it("names what cannot be", () => {
    const kernel = tf.zeros([3, 3, 2, 4]);
    const frames = tf.zeros([1, 2, 8, 8, 2]);
    expect(() => convolveFrames(frames, { kernel, groups: 3 })).toThrow("groups");
    expect(() => convolveFrames(frames, { kernel, stride: [1, 2, 3] })).toThrow("stride is [1,2,3]");
    expect(() => convolveFrames(frames, { kernel, padding: -1 })).toThrow("padding");
    expect(() => convolveFrames(frames, { kernel, outputPadding: 1 })).toThrow("outputPadding");
    expect(() => convolveFrames(frames, { kernel: tf.zeros([2, 4]) })).toThrow("kernel");
    expect(() => convolveFrames(tf.zeros([1, 2, 2, 2, 2]), { kernel })).toThrow("fits into");
    expect(() => convolveFrames(tf.zeros([1, 2, 8, 2]), { kernel })).toThrow("[B, T, H, W, 2]");
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

interface Case {
  title: string;
  extents: number[];
  taps: number[];
  options: Omit<FrameConvolution, "kernel" | "bias"> & { bias?: true };
}

/** In double precision, by PyTorch's definition: every output site sums what it sees; transposed, every input is spread. */
function definition(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  [batch, steps, ...shape]: number[],
  kernelShape: number[],
  outShape: number[],
  { groups = 1, transposed = false, ...options }: Case["options"],
): Float64Array {
  const axes = kernelShape.length - 2;
  const each = (value: number | readonly number[] = 1) =>
    (typeof value === "number" ? Array(axes).fill(value) : value) as number[];
  const [stride, padding, dilation] = [each(options.stride), each(options.padding ?? 0), each(options.dilation)];
  const extents = shape.slice(0, axes);
  const channels = shape[axes]!;
  const outExtents = outShape.slice(2, -1);
  const filters = outShape[outShape.length - 1]!;
  const taps = kernelShape.slice(0, axes);
  const [perGroup, perFilterGroup] = [channels / groups, filters / groups];
  const out = new Float64Array(outShape.reduce((n, d) => n * d, 1));
  const places = (sizes: number[]) =>
    sizes.reduce<number[][]>((all, n) => all.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])), [[]]);
  const flat = (place: number[], sizes: number[]) => place.reduce((sum, i, axis) => sum * sizes[axis]! + i, 0);
  const sites = outExtents.reduce((n, d) => n * d, 1);
  const pixels = extents.reduce((n, d) => n * d, 1);
  // A convolution reads at site·stride + tap·dilation − padding; its transpose writes there.
  for (const here of places(transposed ? extents : outExtents))
    for (const tap of places(taps)) {
      const there = here.map((i, axis) => i * stride[axis]! + tap[axis]! * dilation[axis]! - padding[axis]!);
      if (there.some((i, axis) => i < 0 || i >= (transposed ? outExtents : extents)[axis]!)) continue;
      const [from, to] = transposed
        ? [flat(here, extents), flat(there, outExtents)]
        : [flat(there, extents), flat(here, outExtents)];
      const k = flat(tap, taps);
      for (let n = 0; n < batch! * steps!; n++)
        for (let f = 0; f < filters; f++) {
          const g = Math.floor(f / perFilterGroup);
          for (let c = 0; c < perGroup; c++) {
            const channel = g * perGroup + c;
            const weight = transposed
              ? w[(k * perFilterGroup + (f % perFilterGroup)) * channels + channel]!
              : w[(k * perGroup + c) * filters + f]!;
            out[(n * sites + to) * filters + f]! += weight * x[(n * pixels + from) * channels + channel]!;
          }
        }
    }
  return out;
}
