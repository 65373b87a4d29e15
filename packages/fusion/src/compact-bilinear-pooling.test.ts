import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filled, largest, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import { plainCompact, plainSketch } from "../test/plain-pooling.js";
import { bilinearPooling } from "./bilinear-pooling.js";
import { compactBilinearPooling } from "./compact-bilinear-pooling.js";
import { countSketch, sketchHash } from "./count-sketch.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { halfSpectrum } from "./half-spectrum.js";

describe("countSketch", () => {
  it.each([2, 7, 40])("of 5 channels at %i places has the values and gradients of plain loops", (dims) => {
    const hash = sketchHash(5, dims, 3);
    const loops = (rows: number[][]) => rows.map((row) => plainSketch(row, hash));
    const rows = filled([3, 5], 1) as tf.Tensor2D;
    const f = (x: tf.Tensor) => countSketch(x as tf.Tensor2D, hash);
    const { value, gradients } = differenceFromPlain(f, loops, [rows]);
    expect(value).toBeLessThan(1e-6);
    expect(gradients[0]).toBeLessThan(1e-6);
    expect(leaked(() => f(rows))).toBe(0);
    expect(leaked(() => tf.grad((x: tf.Tensor) => tf.sum(f(x)))(rows))).toBe(0);
  });

  it("hashes evenly, with the same functions for the same seed", () => {
    const hash = sketchHash(10_000, 10, 1);
    expect(sketchHash(10_000, 10, 1)).toEqual(hash);
    expect(sketchHash(10_000, 10, 2).places).not.toEqual(hash.places);
    for (let place = 0; place < 10; place++) {
      expect(Math.abs(hash.places.filter((p) => p === place).length - 1000)).toBeLessThan(150);
    }
    expect(Math.abs(hash.signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(400);
    expect(() => sketchHash(0, 4, 1)).toThrow(InvalidOptionError);
    expect(() => countSketch(filled([2, 4], 1) as tf.Tensor2D, sketchHash(5, 4, 1))).toThrow(ShapeMismatchError);
  });
});

describe("halfSpectrum", () => {
  it("gives back any rows of any length, and has the energy of a Fourier transform", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 3 }), fc.nat(99), (length, rows, seed) => {
        tf.tidy(() => {
          const fourier = halfSpectrum(length);
          const x = filled([rows, length], seed + 1) as tf.Tensor2D;
          const back = fourier.inverse(fourier.transform(x)).dataSync();
          expect(largest(x.dataSync().map((value, i) => value - back[i]!))).toBeLessThan(1e-5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("refuses lengths whose matrices would be too large", () => {
    expect(() => halfSpectrum(8191)).toThrow(InvalidOptionError);
    expect(halfSpectrum(8192).columns).toBe(128);
  });
});

describe("compactBilinearPooling", () => {
  const x = filled([2, 3, 5], 1);
  const y = filled([2, 3, 4], 2);

  it.each([1, 2, 6, 7, 12, 16])("to %i places has the values and gradients of plain loops", (dims) => {
    const hashes = [sketchHash(5, dims, 1), sketchHash(4, dims, 2)] as const;
    const f = (a: tf.Tensor, b: tf.Tensor) => compactBilinearPooling(a, b, hashes);
    const { value, gradients } = differenceFromPlain(f, (a, b) => plainCompact(a, b, hashes), [x, y]);
    expect(value).toBeLessThan(1e-5);
    for (const error of gradients) expect(error).toBeLessThan(1e-4);
    expect(leaked(() => f(x, y))).toBe(0);
  });

  it("is the sketch of bilinear pooling: n sums where h₁ + h₂ ≡ n", () => {
    const dims = 12;
    const [first, second] = [sketchHash(5, dims, 5), sketchHash(4, dims, 6)];
    const full = bilinearPooling(x, y).arraySync();
    const expected = full.flatMap((matrix) => {
      const row = new Array<number>(dims).fill(0);
      matrix.forEach((values, a) => {
        values.forEach((value, b) => {
          row[(first.places[a]! + second.places[b]!) % dims]! += first.signs[a]! * second.signs[b]! * value;
        });
      });
      return row;
    });
    const actual = compactBilinearPooling(x, y, [first, second]).dataSync();
    expect(largest(expected.map((value, i) => value - actual[i]!))).toBeLessThan(1e-5);
  });

  it("keeps inner products of bilinear pooling on average over the hashes", () => {
    const [full] = [bilinearPooling(x, y)].map((f) => tf.reshape(f, [2, 20]).arraySync() as number[][]);
    const dot = (rows: number[][]) => rows[0]!.reduce((sum, value, i) => sum + value * rows[1]![i]!, 0);
    let mean = 0;
    const draws = 300;
    for (let seed = 0; seed < draws; seed++) {
      const hashes = [sketchHash(5, 16, 2 * seed), sketchHash(4, 16, 2 * seed + 1)] as const;
      mean += dot(tf.tidy(() => compactBilinearPooling(x, y, hashes).arraySync())) / draws;
    }
    const size = Math.hypot(...full![0]!) * Math.hypot(...full![1]!);
    expect(Math.abs(mean - dot(full!))).toBeLessThan((4 * size) / Math.sqrt(16 * draws));
  });

  it("refuses what does not fit", () => {
    const hash = sketchHash(5, 8, 1);
    expect(() => compactBilinearPooling(x, y, [hash, hash])).toThrow(ShapeMismatchError);
    expect(() => compactBilinearPooling(x, x, [hash, sketchHash(5, 9, 1)])).toThrow(InvalidOptionError);
    expect(() => compactBilinearPooling(x, filled([2, 2, 5], 1), [hash, hash])).toThrow(ShapeMismatchError);
    const none = tf.zeros([0, 2, 5]);
    expect(() => compactBilinearPooling(none, none, [hash, hash])).toThrow("at least one sample");
  });
});
