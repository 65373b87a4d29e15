import { describe, expect, it } from "vitest";
import { crossEntropyOf, metricsOf, ranked, softmax } from "./metrics.js";

const row = (...values: number[]) => Float32Array.from(values);

describe("metricsOf", () => {
  it("counts by clip and by class", () => {
    const scores = [row(2, 1, 0), row(0, 3, 1), row(5, 1, 0), row(0, 0, 1)];
    const m = metricsOf(scores, [0, 1, 1, 1], 3);
    expect(m.clips).toBe(4);
    expect(m.top1).toBe(0.5);
    expect(m.confusion).toEqual([
      [1, 0, 0],
      [1, 1, 1],
      [0, 0, 0],
    ]);
    expect(m.perClass).toEqual([1, 1 / 3, null]);
    expect(m.majority).toBe(0.75);
    expect(m.chance).toBeCloseTo(1 / 3);
    expect(m.top5).toBeNull();
  });

  it("finds the right class among the first five", () => {
    const m = metricsOf([row(6, 5, 4, 3, 2, 1), row(6, 5, 4, 3, 2, 1)], [4, 5], 6);
    expect(m.top1).toBe(0);
    expect(m.top5).toBe(0.5);
  });

  it("is zero without clips", () => {
    expect(metricsOf([], [], 2)).toMatchObject({ clips: 0, top1: 0, majority: 0 });
  });
});

it("ranks from the likeliest down and turns logits to shares that sum to one, however large", () => {
  expect(ranked(row(0.1, 3, -1))).toEqual([1, 0, 2]);
  const p = softmax(row(1000, 1001));
  expect(p[0]! + p[1]!).toBeCloseTo(1);
  expect(p[1]! / p[0]!).toBeCloseTo(Math.E, 4);
});

it("averages the cross-entropy", () => {
  expect(crossEntropyOf([row(0, 0), row(1000, 0)], [1, 0])).toBeCloseTo(Math.log(2) / 2, 6);
});
