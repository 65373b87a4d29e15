import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { circularConvolution, fourierTransform } from "../src/fourier-transform.js";
import { backends, leaked, use } from "./backends.js";
import { compare, numbers } from "./finite-differences.js";

/** Real parts, then imaginary parts, of each row's transform, from the definition. */
function plainTransform(re: Float64Array, im: Float64Array, n: number, inverse: boolean): Float64Array {
  const [sign, scale] = inverse ? [1, 1 / n] : [-1, 1];
  const out = new Float64Array(2 * re.length);
  for (let at = 0; at < re.length; at++) {
    const [k, start] = [at % n, at - (at % n)];
    for (let j = 0; j < n; j++) {
      const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n;
      out[at]! += scale * (re[start + j]! * Math.cos(angle) - im[start + j]! * Math.sin(angle));
      out[re.length + at]! += scale * (re[start + j]! * Math.sin(angle) + im[start + j]! * Math.cos(angle));
    }
  }
  return out;
}

const cases = fc.record({
  rows: fc.constantFrom<number[]>([], [1], [3], [2, 2]),
  n: fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 12, 16),
  inverse: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it("the transform and its gradient, both ways, of any length", () => {
    fc.assert(
      fc.property(cases, ({ rows, n, inverse, seed }) => {
        const { forward, gradients } = compare(
          {
            shapes: [
              [...rows, n],
              [...rows, n],
            ],
            tensors: (real, imag) => {
              const y = fourierTransform({ real: real!, imag: imag! }, { inverse });
              return tf.stack([y.real, y.imag]);
            },
            loops: (re, im) => plainTransform(re!, im!, n, inverse),
          },
          seed,
        );
        expect(forward).toBeLessThan(1e-6);
        expect(Math.max(...gradients)).toBeLessThan(2e-6);
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  it("circular convolution and its gradient", () => {
    fc.assert(
      fc.property(cases, ({ rows, n, seed }) => {
        const { forward, gradients } = compare(
          {
            shapes: [
              [...rows, n],
              [...rows, n],
            ],
            tensors: (a, b) => circularConvolution(a!, b!),
            loops: (a, b) =>
              a!.map((_, at) => {
                const [k, start] = [at % n, at - (at % n)];
                let sum = 0;
                for (let j = 0; j < n; j++) sum += a![start + j]! * b![start + ((k - j + n) % n)]!;
                return sum;
              }),
          },
          seed,
        );
        expect(forward).toBeLessThan(1e-6);
        expect(Math.max(...gradients)).toBeLessThan(2e-6);
      }),
      { numRuns: 30, seed: 7 },
    );
  });

  it.each([1000, 1024, 1021])("length %i loses nothing: the inverse of the transform is the input", (n) => {
    tf.tidy(() => {
      const real = tf.tensor1d(numbers(n, 3));
      const back = fourierTransform(fourierTransform({ real, imag: tf.zerosLike(real) }), { inverse: true });
      // TensorFlow's own transform is less exact than ours.
      const bound = backend === "tensorflow" ? 1e-4 : 1e-6;
      expect(tf.max(tf.abs(tf.sub(back.real, real))).dataSync()[0]).toBeLessThan(bound);
      expect(tf.max(tf.abs(back.imag)).dataSync()[0]).toBeLessThan(bound);
    });
  });

  it("leaves nothing behind", () => {
    const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(circularConvolution(a, b)));
    const xs = [tf.ones([2, 5]), tf.ones([2, 5])];
    expect(leaked(() => tf.dispose(gradients(xs)))).toEqual([0, 0]);
    tf.dispose(xs);
  });

  it("refuses parts that do not match", () => {
    tf.tidy(() => {
      for (const other of [tf.zeros([3]), tf.zeros([2], "int32")]) {
        const refused = expect.objectContaining({ _tag: "KernelInputError" });
        expect(() => fourierTransform({ real: tf.zeros([2]), imag: other })).toThrow(refused);
        expect(() => circularConvolution(tf.zeros([2]), other)).toThrow(refused);
      }
    });
  });

  it("tf.spectral's real transform, cut and filled, and its inverse", () => {
    tf.tidy(() => {
      const values = numbers(12, 5);
      for (const length of [4, 6, 8]) {
        const y = tf.spectral.rfft(tf.tensor2d(values, [2, 6]), length);
        const row = (i: number) => Float64Array.from({ length }, (_, j) => (j < 6 ? values[i * 6 + j]! : 0));
        const half = length / 2 + 1;
        expect(y.shape).toEqual([2, half]);
        for (const i of [0, 1]) {
          const expected = plainTransform(row(i), new Float64Array(length), length, false);
          for (let k = 0; k < half; k++) {
            expect(tf.real(y).dataSync()[i * half + k]).toBeCloseTo(expected[k]!, 5);
            expect(tf.imag(y).dataSync()[i * half + k]).toBeCloseTo(expected[length + k]!, 5);
          }
        }
        const back = tf.spectral.irfft(y);
        expect(back.shape).toEqual([2, length]);
        back.dataSync().forEach((value, at) => {
          expect(value).toBeCloseTo(row(Math.floor(at / length))[at % length]!, 5);
        });
      }
    });
  });
});
