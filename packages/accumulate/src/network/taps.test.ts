import fc from "fast-check";
import { expect, it } from "vitest";
import { makeTaps } from "./taps.js";

const apply = (values: number[], taps: ReturnType<typeof makeTaps>) =>
  Array.from({ length: taps.size }, (_, out) => {
    let sum = 0;
    for (let k = 0; k < taps.count; k++) {
      const weight = taps.weights[out * taps.count + k]!;
      if (weight !== 0) sum += weight * values[taps.first[out]! + k]!; // NaN where there is no such value
    }
    return sum;
  });

it("is the identity at scale 1, the mean of pairs at scale 2", () => {
  expect(apply([5, 1, 7, 3], makeTaps(4, 0, 4, 4))).toEqual([5, 1, 7, 3]);
  expect(apply([5, 1, 7, 3], makeTaps(4, 0, 4, 2))).toEqual([3, 5]);
  expect(apply([5, 1, 7, 3], makeTaps(4, 1, 2, 2))).toEqual([1, 7]);
});

it("interpolates between sample centres when it enlarges, and holds the border", () => {
  expect(apply([0, 8], makeTaps(2, 0, 2, 4))).toEqual([0, 2, 6, 8]);
});

it("weighs to one, stays inside, keeps the mean of whole lines, mirrors exactly", () => {
  const lines = fc.record({
    length: fc.integer({ min: 1, max: 50 }),
    size: fc.integer({ min: 1, max: 60 }),
    left: fc.double({ min: 0, max: 0.6, noNaN: true }),
    part: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
  });
  fc.assert(
    fc.property(lines, ({ length, size, left, part }) => {
      const taps = makeTaps(length, left * length, part * length, size);
      const mirrored = makeTaps(length, left * length, part * length, size, true);
      const values = Array.from({ length }, (_, k) => Math.sin(3 * k) * 100);
      for (let out = 0; out < size; out++) {
        const row = taps.weights.subarray(out * taps.count, (out + 1) * taps.count);
        expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        expect(taps.first[out]).toBeGreaterThanOrEqual(0);
        expect(taps.first[out]).toBeLessThan(length);
      }
      expect(apply(values, taps).every(Number.isFinite)).toBe(true);
      expect(apply(values, mirrored)).toEqual(apply(values, taps).reverse());
      if (size > length) return;
      const whole = apply(values, makeTaps(length, 0, length, size));
      const mean = (v: number[]) => v.reduce((a, b) => a + b, 0) / v.length;
      expect(mean(whole)).toBeCloseTo(mean(values), 3);
    }),
  );
});
