import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { leaked, use } from "./backends.js";
import { numbers } from "./finite-differences.js";
import { convolve, type Shape4, type Windows } from "./plain-loops.js";

type Pads = [[number, number], [number, number], [number, number], [number, number]];

/** Convolutions that Winograd's algorithm takes: windows cut at every border, channels that fill lanes in part. */
const convolutions = fc.record({
  batch: fc.integer({ min: 2, max: 3 }),
  height: fc.integer({ min: 7, max: 12 }),
  width: fc.integer({ min: 7, max: 12 }),
  channels: fc.constantFrom(16, 20, 24),
  out: fc.constantFrom(16, 20, 28),
  pads: fc.constantFrom<"same" | "valid" | number>("same", "valid", 0, 1, 2, 3),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

type Convolution = typeof convolutions extends fc.Arbitrary<infer T> ? T : never;

const explicit = (pad: number): Pads => [
  [0, 0],
  [pad, pad],
  [pad, pad],
  [0, 0],
];

/** x, filter, and the same convolution by tfjs and by plain loops. */
function twin({ batch, height, width, channels, out, pads, seed }: Convolution) {
  const x: Shape4 = [batch, height, width, channels];
  const w: Shape4 = [3, 3, channels, out];
  const size = (shape: Shape4) => shape.reduce((a, b) => a * b);
  const [xs, ws] = [numbers(size(x), seed), numbers(size(w), seed + 1)];
  const pad = typeof pads === "number" ? explicit(pads) : pads;
  const windows = { stride: [1, 1], dilation: [1, 1], pad: pads } as Windows;
  return { x, w, xs, ws, pad, loops: () => convolve(Float64Array.from(xs), x, Float64Array.from(ws), w, windows) };
}

/** The largest difference, relative to the largest value. */
function furthest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let [worst, largest] = [0, 0];
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    worst = Math.max(worst, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return worst / largest;
}

describe("Winograd's algorithm on wasm", () => {
  beforeAll(() => use("wasm"));

  it("convolves as plain loops do", () => {
    fc.assert(
      fc.property(convolutions, (given) => {
        const { x, w, xs, ws, pad, loops } = twin(given);
        const y = tf.tidy(() => tf.conv2d(tf.tensor4d(xs, [...x]), tf.tensor4d(ws, [...w]), 1, pad).dataSync());
        expect(furthest(y, loops())).toBeLessThan(3e-6);
      }),
      { numRuns: 20 },
    );
  });

  it("adds a bias and activates as the kernels one by one do", () => {
    fc.assert(
      fc.property(
        convolutions,
        fc.constantFrom("linear" as const, "relu" as const, "relu6" as const),
        (given, activation) => {
          const { x, w, xs, ws, pad, loops } = twin(given);
          const bias = numbers(given.out, given.seed + 2);
          const range = activation === "linear" ? [-1e9, 1e9] : activation === "relu" ? [0, 1e9] : [0, 6];
          const y = tf.tidy(() =>
            tf.fused
              .conv2d({
                x: tf.tensor4d(xs, [...x]),
                filter: tf.tensor4d(ws, [...w]),
                strides: 1,
                pad,
                bias: tf.tensor1d(bias),
                activation,
              })
              .dataSync(),
          );
          const plain = loops().map((v, i) => Math.min(Math.max(v + bias[i % given.out]!, range[0]!), range[1]!));
          expect(furthest(y, plain)).toBeLessThan(3e-6);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("has the gradients of plain loops", () => {
    fc.assert(
      fc.property(convolutions, (given) => {
        const { x, w, xs, ws, pad, loops } = twin(given);
        const [n, height, width, channels] = x;
        const { dx, dw, dy } = tf.tidy(() => {
          const f = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, pad);
          const [a, b] = [tf.tensor4d(xs, [...x]), tf.tensor4d(ws, [...w])];
          const shape = f(a, b).shape;
          const dy = tf.tensor(numbers(tf.util.sizeFromShape(shape), given.seed + 3), shape);
          const [dx, dw] = tf.grads(f)([a, b], dy);
          return { dx: dx!.dataSync(), dw: dw!.dataSync(), dy: { shape, values: dy.dataSync() } };
        });
        const [, outHeight, outWidth, out] = dy.shape as Shape4;
        const before = given.pads === "same" ? 1 : given.pads === "valid" ? 0 : (given.pads as number);
        const [plainX, plainW] = [new Float64Array(xs.length), new Float64Array(ws.length)];
        for (let b = 0; b < n; b++)
          for (let oy = 0; oy < outHeight; oy++)
            for (let ox = 0; ox < outWidth; ox++)
              for (let r = 0; r < 3; r++)
                for (let s = 0; s < 3; s++) {
                  const [iy, ix] = [oy + r - before, ox + s - before];
                  if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
                  for (let c = 0; c < channels; c++) {
                    const at = ((b * height + iy) * width + ix) * channels + c;
                    for (let o = 0; o < out; o++) {
                      const g = dy.values[((b * outHeight + oy) * outWidth + ox) * out + o]!;
                      const tap = ((r * 3 + s) * channels + c) * out + o;
                      plainX[at]! += g * ws[tap]!;
                      plainW[tap]! += g * xs[at]!;
                    }
                  }
                }
        expect(loops().length).toBe(dy.values.length);
        expect(furthest(dx, plainX)).toBeLessThan(3e-6);
        expect(furthest(dw, plainW)).toBeLessThan(3e-6);
      }),
      { numRuns: 15 },
    );
  });

  it("has the gradients of central differences", () => {
    const given = { batch: 2, height: 8, width: 7, channels: 16, out: 20, pads: "same", seed: 5 } as const;
    const { x, w, xs, ws, pad } = twin(given);
    const weights = numbers(2 * 8 * 7 * 20, 9);
    const loss = (a: number[], b: number[]) => {
      const y = convolve(Float64Array.from(a), x, Float64Array.from(b), w, {
        stride: [1, 1],
        dilation: [1, 1],
        pad: "same",
      });
      return y.reduce((sum, v, i) => sum + v * weights[i]!, 0);
    };
    const found = tf.tidy(() => {
      const f = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, pad);
      const gradients = tf.grads(f)(
        [tf.tensor4d(xs, [...x]), tf.tensor4d(ws, [...w])],
        tf.tensor(weights, [2, 8, 7, 20]),
      );
      return gradients.map((gradient) => gradient.dataSync());
    });
    // Every 97th value: a prime, so that all borders and channels have their turn.
    for (const [k, values] of [xs, ws].entries()) {
      for (let i = k; i < values.length; i += 97) {
        const moved = (by: number) => values.map((v, j) => (j === i ? v + by : v));
        const at = (by: number) => (k === 0 ? loss(moved(by), ws) : loss(xs, moved(by)));
        expect(found[k]![i]).toBeCloseTo((at(1e-3) - at(-1e-3)) / 2e-3, 4);
      }
    }
  });

  it("leaves nothing behind, and lets values that are no numbers through where they are seen", () => {
    const [x, w] = [tf.ones([2, 8, 8, 16]) as tf.Tensor4D, tf.ones([3, 3, 16, 16]) as tf.Tensor4D];
    const gradients = () =>
      tf.dispose(tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same"))([x, w]));
    expect(leaked(gradients)).toEqual([0, 0]);
    const holed = tf.tensor4d(
      Array.from({ length: x.size }, (_, i) => (i === 0 ? Number.NaN : 1)),
      x.shape,
    );
    const y = tf.tidy(() => tf.conv2d(holed, w, 1, "same").dataSync());
    // The first pixel reaches the outputs (0, 0) to (1, 1) of the first image; its window of 2×2 outputs is these.
    const seen = [0, 1, 8, 9].flatMap((pixel) => Array.from({ length: 16 }, (_, o) => pixel * 16 + o));
    expect([...y.keys()].filter((i) => Number.isNaN(y[i]!))).toEqual(seen);
    tf.dispose([x, w, holed]);
  });
});
