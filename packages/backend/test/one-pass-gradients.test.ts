import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, leaked, use } from "./backends.js";
import { compare, type Twin } from "./finite-differences.js";
import { batchNorm, onePassOperations, reduction } from "./one-pass-operations.js";

function expectRight(twin: Twin, seed: number): void {
  const { forward, gradients } = compare(twin, seed);
  expect(forward).toBeLessThan(2e-6);
  expect(Math.max(...gradients)).toBeLessThan(5e-6);
}

const upTo = (max: number) => fc.integer({ min: 1, max });
const seeds = fc.integer({ min: 1, max: 1e6 });

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it.each(Object.keys(onePassOperations))("%s, and nothing is left behind", (name) => {
    const twin = onePassOperations[name]!;
    expectRight(twin, 11);
    const xs = twin.shapes.map((shape) => tf.ones([...shape]));
    const gradient = tf.grads((...inputs: tf.Tensor[]) => tf.sum(twin.tensors(...inputs)));
    expect(leaked(() => tf.dispose(gradient(xs)))).toEqual([0, 0]);
    tf.dispose(xs);
  });

  it("batch norms of any number of rows and channels", () => {
    const cases = fc.record({
      rows: fc.oneof(upTo(9), fc.constant(300)),
      channels: upTo(9),
      scale: fc.boolean(),
      offset: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, seeds, ({ rows, channels, scale, offset }, seed) => {
        fc.pre(rows * channels < 700);
        expectRight(batchNorm(rows, channels, { scale, offset }), seed);
      }),
      { numRuns: 25 },
    );
  });

  it("sums and means over any adjacent axes", () => {
    const cases = fc.record({
      shape: fc.array(upTo(5), { minLength: 1, maxLength: 4 }),
      first: fc.nat(3),
      count: upTo(4),
      mean: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, seeds, ({ shape, first, count, mean }, seed) => {
        const from = first % shape.length;
        expectRight(reduction(shape, from, Math.min(count, shape.length - from), mean), seed);
      }),
      { numRuns: 40 },
    );
  });

  it("second derivatives, of the compositions", () => {
    tf.tidy(() => {
      const x = tf.tensor2d([0.5, -1, 2, 3], [2, 2]);
      // L = Σ (mean over rows)³, so dL/dx = 3m²/2 and the derivative of its sum is Σ 6m/2 · 1/2 over both rows of x.
      const first = tf.grad((v: tf.Tensor) => tf.sum(tf.pow(tf.mean(v, 0), 3)));
      const second = tf
        .grad((v: tf.Tensor) => tf.sum(first(v)))(x)
        .dataSync();
      [1.25, 1, 1.25, 1].forEach((mean, i) => {
        expect(second[i]).toBeCloseTo(3 * mean, 4);
      });
    });
  });
});
