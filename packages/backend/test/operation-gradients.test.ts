import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, isGraphics, leaked, use } from "./backends.js";
import { compare, compareLater, numbers, type Twin } from "./finite-differences.js";
import { erf, multiply, pool, ranks, type Shape4, type Windows } from "./plain-loops.js";

const elementwise = (shape: number[], tensors: (x: tf.Tensor) => tf.Tensor, f: (x: number) => number): Twin => ({
  shapes: [shape],
  tensors: (x) => tensors(x!),
  loops: (x) => x!.map(f),
});

/** f applied to each row of the last axis. */
const rowwise = (
  shape: number[],
  tensors: (x: tf.Tensor) => tf.Tensor,
  f: (row: Float64Array) => Float64Array,
): Twin => ({
  shapes: [shape],
  tensors: (x) => tensors(x!),
  loops: (x) => {
    const width = shape.at(-1)!;
    const out = new Float64Array(x!.length);
    for (let i = 0; i < x!.length; i += width) out.set(f(x!.slice(i, i + width)), i);
    return out;
  },
});

function softmax(row: Float64Array): Float64Array {
  const e = row.map(Math.exp);
  const sum = e.reduce((s, v) => s + v, 0);
  return e.map((v) => v / sum);
}

function standardise(row: Float64Array): Float64Array {
  const mean = row.reduce((s, v) => s + v, 0) / row.length;
  const variance = row.reduce((s, v) => s + (v - mean) ** 2, 0) / row.length;
  return row.map((v) => (v - mean) / Math.sqrt(variance + 1e-5));
}

const moved = (shapes: readonly (readonly number[])[], tensors: Twin["tensors"], loops: Twin["loops"]): Twin => ({
  shapes,
  tensors,
  loops,
});

const chosen = numbers(36, 3).map((v) => v > 0);

/** Operations of a vision transformer, a convolutional network and their loss, besides convolutions and products. */
const operations: Record<string, Twin> = {
  erf: elementwise([4, 9], tf.erf, erf),
  "leaky relu": elementwise(
    [4, 9],
    (x) => tf.leakyRelu(x, 0.2),
    (x) => (x > 0 ? x : 0.2 * x),
  ),
  relu: elementwise([4, 9], tf.relu, (x) => Math.max(0, x)),
  sigmoid: elementwise([4, 9], tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  tanh: elementwise([4, 9], tf.tanh, Math.tanh),
  exp: elementwise([4, 9], tf.exp, Math.exp),
  "clip by value": elementwise(
    [4, 9],
    (x) => tf.clipByValue(x, -0.4, 0.5),
    (x) => Math.min(0.5, Math.max(-0.4, x)),
  ),
  where: moved(
    [[36]],
    (x) => tf.where(tf.tensor1d(chosen, "bool"), x!, tf.mul(x!, 3)),
    (x) => x!.map((v, i) => (chosen[i] ? v : 3 * v)),
  ),
  softmax: rowwise([3, 2, 5], (x) => tf.softmax(x), softmax),
  "log softmax": rowwise(
    [3, 7],
    (x) => tf.logSoftmax(x),
    (row) => softmax(row).map(Math.log),
  ),
  "layer norm": rowwise(
    [3, 4, 6],
    (x) => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)));
    },
    standardise,
  ),
  "mean of a map": moved(
    [[2, 3, 4, 5]],
    (x) => tf.mean(x!, [1, 2]),
    (x) =>
      Float64Array.from({ length: 10 }, (_, i) => {
        let sum = 0;
        for (let p = 0; p < 12; p++) sum += x![Math.floor(i / 5) * 60 + p * 5 + (i % 5)]!;
        return sum / 12;
      }),
  ),
  "sum over leading axes": moved(
    [[3, 4, 6]],
    (x) => tf.sum(x!, [0, 1]),
    (x) => Float64Array.from({ length: 6 }, (_, i) => x!.reduce((sum, v, at) => (at % 6 === i ? sum + v : sum), 0)),
  ),
  "broadcast product": moved(
    [[2, 3, 4], [4]],
    (a, b) => tf.mul(a!, b!),
    (a, b) => a!.map((v, i) => v * b![i % 4]!),
  ),
  "broadcast over a middle axis": moved(
    [
      [2, 3, 4],
      [2, 1, 4],
    ],
    (a, b) => tf.add(a!, tf.square(b!)),
    (a, b) => a!.map((v, i) => v + b![Math.floor(i / 12) * 4 + (i % 4)]! ** 2),
  ),
  transpose: moved(
    [[2, 3, 4]],
    (x) => tf.transpose(x!, [2, 0, 1]),
    (x) =>
      Float64Array.from({ length: 24 }, (_, i) => x![(Math.floor(i / 3) % 2) * 12 + (i % 3) * 4 + Math.floor(i / 6)]!),
  ),
  pad: moved(
    [[2, 3, 2, 9]],
    (x) =>
      tf.pad(x!, [
        [0, 0],
        [1, 2],
        [2, 0],
        [0, 0],
      ]),
    (x) => {
      const out = new Float64Array(2 * 6 * 4 * 9);
      x!.forEach((v, i) => {
        const [c, w, h, n] = [i % 9, Math.floor(i / 9) % 2, Math.floor(i / 18) % 3, Math.floor(i / 54)];
        out[((n * 6 + h + 1) * 4 + w + 2) * 9 + c] = v;
      });
      return out;
    },
  ),
  "pad with another constant, by long rows": moved(
    [[2, 20]],
    (x) =>
      tf.pad(
        x!,
        [
          [1, 0],
          [2, 3],
        ],
        0.25,
      ),
    (x) =>
      Float64Array.from({ length: 75 }, (_, i) => {
        const [row, column] = [Math.floor(i / 25) - 1, (i % 25) - 2];
        return row >= 0 && column >= 0 && column < 20 ? x![row * 20 + column]! : 0.25;
      }),
  ),
  slice: moved(
    [[4, 5]],
    (x) => tf.slice(x!, [1, 2], [2, 3]),
    (x) => Float64Array.from({ length: 6 }, (_, i) => x![(1 + Math.floor(i / 3)) * 5 + 2 + (i % 3)]!),
  ),
  "split and concatenate": moved(
    [[2, 6]],
    (x) => tf.concat([...tf.split(x!, 3, 1)].reverse(), 1),
    (x) =>
      Float64Array.from(
        { length: 12 },
        (_, i) => x![Math.floor(i / 6) * 6 + (4 - 2 * Math.floor((i % 6) / 2)) + (i % 2)]!,
      ),
  ),
  "stack and unstack": moved(
    [[3, 4]],
    (x) => tf.stack([...tf.unstack(x!, 0)].reverse(), 1),
    (x) => Float64Array.from({ length: 12 }, (_, i) => x![(2 - (i % 3)) * 4 + Math.floor(i / 3)]!),
  ),
  gather: moved(
    [[4, 3]],
    (x) => tf.gather(x!, tf.tensor1d([3, 0, 3, 1], "int32")),
    (x) => Float64Array.from({ length: 12 }, (_, i) => x![[3, 0, 3, 1][Math.floor(i / 3)]! * 3 + (i % 3)]!),
  ),
  "gather along the last axis": moved(
    [[2, 4]],
    (x) => tf.gather(x!, tf.tensor1d([2, 2, 0], "int32"), 1),
    (x) => Float64Array.from({ length: 6 }, (_, i) => x![Math.floor(i / 3) * 4 + [2, 2, 0][i % 3]!]!),
  ),
  "cross-entropy": moved(
    [[2, 3]],
    (x) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([2, 0], "int32"), 3), x!),
    (x) => {
      const loss = (row: Float64Array, label: number) => -Math.log(softmax(row)[label]!);
      return Float64Array.of((loss(x!.slice(0, 3), 2) + loss(x!.slice(3), 0)) / 2);
    },
  ),
};

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it.each(Object.keys(operations))("%s", async (name) => {
    const twin = operations[name]!;
    const { forward, gradients } = await compareLater(twin, 11, 1e-5);
    expect(forward).toBeLessThan(2e-6);
    expect(Math.max(...gradients)).toBeLessThan(5e-6);
    const xs = twin.shapes.map((shape) => tf.ones([...shape]));
    const gradient = tf.grads((...inputs: tf.Tensor[]) => tf.sum(twin.tensors(...inputs)));
    expect(leaked(() => tf.dispose(gradient(xs)))).toEqual([0, 0]);
    tf.dispose(xs);
  });

  it.skipIf(isGraphics(backend))("products of matrices: any transposition, batches, broadcasts of equal rank", () => {
    const extents = fc.record({
      m: fc.integer({ min: 1, max: 9 }),
      k: fc.constantFrom(1, 2, 5, 8, 300),
      n: fc.constantFrom(1, 3, 8, 11, 16),
      batch: fc.constantFrom<number[]>([], [1], [3], [2, 2]),
      ta: fc.boolean(),
      tb: fc.boolean(),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(extents, ({ m, k, n, batch, ta, tb, seed }) => {
        const count = batch.reduce((p, b) => p * b, 1);
        fc.pre(count * m * k * n * (m * k + k * n) < 2e7);
        const twin: Twin = {
          shapes: [
            [...batch, ...(ta ? [k, m] : [m, k])],
            [...batch, ...(tb ? [n, k] : [k, n])],
          ],
          tensors: (a, b) => tf.matMul(a!, b!, ta, tb),
          loops: (a, b) => {
            const out = new Float64Array(count * m * n);
            for (let i = 0; i < count; i++) {
              const [ai, bi] = [a!.subarray(i * m * k, (i + 1) * m * k), b!.subarray(i * k * n, (i + 1) * k * n)];
              out.set(multiply(ai, bi, m, k, n, ta, tb), i * m * n);
            }
            return out;
          },
        };
        const { forward, gradients } = compare(twin, seed);
        expect(forward).toBeLessThan(2e-6);
        expect(Math.max(...gradients)).toBeLessThan(5e-6);
      }),
      { numRuns: 40 },
    );
  });

  it.skipIf(isGraphics(backend))("a matrix that is broadcast over a batch", () => {
    tf.tidy(() => {
      const a = tf.tensor(numbers(24, 1), [2, 3, 4]);
      const b = tf.tensor(numbers(20, 2), [1, 4, 5]);
      const found = tf.matMul(a, b).dataSync();
      const loops = [0, 1].flatMap((i) => [
        ...multiply(a.dataSync().slice(i * 12, i * 12 + 12), b.dataSync(), 3, 4, 5, false, false),
      ]);
      loops.forEach((value, i) => {
        expect(found[i]).toBeCloseTo(value, 5);
      });
    });
  });

  it.skipIf(isGraphics(backend))("pooling, on random shapes, strides and paddings, negative maps too", () => {
    const pools = fc
      .record({
        batch: fc.integer({ min: 1, max: 2 }),
        height: fc.integer({ min: 2, max: 8 }),
        width: fc.integer({ min: 2, max: 8 }),
        channels: fc.integer({ min: 1, max: 5 }),
        filter: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
        stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        pad: fc.constantFrom<Windows["pad"]>("same", "valid", 1, 2),
        kind: fc.constantFrom<"average" | "max">("average", "max"),
        shift: fc.constantFrom(0, -40),
        seed: fc.integer({ min: 1, max: 1e6 }),
      })
      .filter(({ pad, height, width, filter }) => {
        // A window that lies wholly in the padding has no maximum.
        if (typeof pad === "number" && filter.some((taps) => taps <= pad)) return false;
        const around = typeof pad === "number" ? 2 * pad : 0;
        return pad === "same" || (height + around >= filter[0] && width + around >= filter[1]);
      });
    fc.assert(
      fc.property(pools, ({ batch, height, width, channels, filter, stride, pad, kind, shift, seed }) => {
        const shape: Shape4 = [batch, height, width, channels];
        const twin: Twin = {
          shapes: [shape],
          tensors: (x) =>
            kind === "max"
              ? tf.maxPool(x as tf.Tensor4D, filter, stride, pad as "same")
              : tf.avgPool(x as tf.Tensor4D, filter, stride, pad as "same"),
          loops: (x) => pool(x!, shape, filter, { stride, pad }, kind),
          // Values far enough apart that no difference changes which one is the largest.
          at: [ranks(numbers(batch * height * width * channels, seed)).map((rank) => rank / 64 + shift)],
        };
        const { forward, gradients } = compare(twin, seed, 1e-4);
        expect(forward).toBeLessThan(2e-6);
        expect(gradients[0]).toBeLessThan(5e-6);
      }),
      { numRuns: 60 },
    );
  });
});
