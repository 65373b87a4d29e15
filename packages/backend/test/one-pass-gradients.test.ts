import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { gelu, swish } from "../src/activations.js";
import { layerNorm } from "../src/layer-norm.js";
import { backends, leaked, use } from "./backends.js";
import { compare, numbers, type Twin } from "./finite-differences.js";
import {
  batchNorm,
  elementwise,
  functions,
  normalised,
  onePassOperations,
  prelu,
  reduction,
  softmax,
} from "./one-pass-operations.js";

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

  it("functions of any number of values, large and small", () => {
    const names = Object.keys(functions);
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        upTo(40),
        fc.constantFrom(0.5, 3, 20),
        seeds,
        (name, count, reach, seed) => {
          fc.pre(name !== "exp" || reach < 20);
          // Not within a step of the kinks at 0 and 6.
          const apart = (v: number) => ([0, 6].some((kink) => Math.abs(v - kink) < 0.01) ? v + 0.05 : v);
          expectRight(
            elementwise([count], name, (n) => numbers(n, seed).map((v) => apart(v * reach))),
            seed,
          );
        },
      ),
      { numRuns: 120 },
    );
  });

  it("exp and erf at their limits", () => {
    tf.tidy(() => {
      const [exp, erf] = [tf.exp, tf.erf].map((f) => f(tf.tensor1d([0, -0, 88.5, 100, -86, -200, 1e-8])).dataSync());
      const expected = [1, 1, Math.exp(88.5), Number.POSITIVE_INFINITY, Math.exp(-86), 0, 1];
      expected.forEach((value, i) => {
        expect(exp![i]! === value || Math.abs(exp![i]! / value - 1) < 1e-5, `exp ${i}`).toBe(true);
      });
      [0, 0, 1, 1, -1, -1, 1e-8].forEach((value, i) => {
        expect(erf![i]).toBeCloseTo(value, 6);
      });
      const odd = tf.exp(tf.tensor1d([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).dataSync();
      expect([...odd]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 0]);
    });
  });

  it("prelu, its slopes repeated in any way", () => {
    const cases = fc.record({
      shape: fc.array(upTo(4), { minLength: 1, maxLength: 4 }),
      drop: fc.nat(3),
      shared: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(cases, seeds, ({ shape, drop, shared }, seed) => {
        const slopes = shape.slice(drop % shape.length).map((extent, i) => (shared[i] ? 1 : extent));
        const twin = prelu(shape, slopes);
        const values = twin.shapes.map((s, i) =>
          numbers(
            s.reduce((a, b) => a * b, 1),
            seed + i,
          ).map((v) => (Math.abs(v) < 0.01 ? 0.5 : v)),
        );
        expectRight({ ...twin, at: values }, seed);
      }),
      { numRuns: 40 },
    );
  });

  it("layer norms and softmaxes of any number of rows and width", () => {
    const cases = fc.record({ rows: fc.oneof(upTo(9), fc.constant(130)), width: upTo(21), norm: fc.boolean() });
    fc.assert(
      fc.property(cases, seeds, ({ rows, width, norm }, seed) => {
        fc.pre(rows * width < 700);
        expectRight(norm ? normalised([rows], width) : softmax([rows], width), seed);
      }),
      { numRuns: 40 },
    );
  });

  it("refuses a layer norm of another width", () => {
    const wrong = () => layerNorm(tf.zeros([2, 4]), tf.ones([3]), tf.zeros([3]));
    expect(wrong).toThrow(/shape \[4\], not \[3\]/);
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
      // Times v, so that a result that is taken for a constant does not end in "no gradient" but in a wrong one.
      const keeping: ((v: tf.Tensor) => tf.Tensor)[] = [tf.sigmoid, tf.tanh, tf.elu, tf.exp, (v) => tf.softmax(v)];
      const kept = keeping.map((f) => (v: tf.Tensor) => tf.mul(v, f(v)));
      const values = tf.tensor1d([-1.3, -0.4, 0.2, 0.9, 2.5]);
      const second2 = (f: (v: tf.Tensor) => tf.Tensor) => {
        const slope = tf.grad((v: tf.Tensor) => tf.sum(f(v)));
        const steps = [1e-2, -1e-2].map((step) => slope(tf.add(values, step)).dataSync());
        return [
          tf
            .grad((v: tf.Tensor) => tf.sum(slope(v)))(values)
            .dataSync(),
          steps[0]!.map((up, i) => (up - steps[1]![i]!) / 2e-2),
        ] as const;
      };
      for (const f of [tf.square, gelu, swish, ...kept]) {
        const [found, expected] = second2(f);
        expected.forEach((value, i) => {
          expect(found[i]).toBeCloseTo(value, 2);
        });
      }
      const [scale, shift] = [tf.ones([5]), tf.zeros([5])] as [tf.Tensor1D, tf.Tensor1D];
      const cube = (v: tf.Tensor) => tf.pow(layerNorm(v, scale, shift, 0.5), 3);
      const slope = tf.grad((v: tf.Tensor) => tf.sum(cube(v)));
      const along = tf.tensor1d([1, 0, 0, 0, 0]);
      const found = tf
        .grad((v: tf.Tensor) => tf.sum(tf.mul(slope(v), along)))(values)
        .dataSync()[0]!;
      const [up, down] = [1e-2, -1e-2].map((step) => slope(tf.add(values, tf.mul(along, step))).dataSync()[0]!);
      expect(found).toBeCloseTo((up! - down!) / 2e-2, 2);
    });
  });
});
