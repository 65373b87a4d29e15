import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { isEnergyError } from "../errors.js";
import { measure } from "../measure.js";
import { RunningMean } from "./running-mean.js";
import { spikeStatistics } from "./spike-statistics.js";
import { studentQuantile } from "./student-t.js";

beforeAll(() => tf.setBackend("cpu"));

describe("Student's t", () => {
  // Abramowitz & Stegun, Table 26.10 (two-sided 95 %, 99 %, 80 %).
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4, 2.776],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.975, 120, 1.98],
    [0.995, 5, 4.032],
    [0.9, 3, 1.638],
    [0.025, 10, -2.228],
  ])("quantile %d with %d degrees of freedom", (p, degrees, t) => {
    expect(studentQuantile(p, degrees)).toBeCloseTo(t, 3);
  });

  it("is Cauchy's with one degree of freedom, and nearly normal with many", () => {
    for (const p of [0.6, 0.9, 0.999]) expect(studentQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 6);
    expect(studentQuantile(0.975, 1e7)).toBeCloseTo(1.959964, 5);
    expect(studentQuantile(0.5, 7)).toBe(0);
  });
});

it("a running mean is the mean and deviation of all its values", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 }),
      (values) => {
        const running = new RunningMean();
        for (const value of values) running.add(value);
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1);
        const { mean: m, deviation, interval } = running.estimate(0.95);
        expect(Math.abs(m - mean)).toBeLessThan(1e-6);
        expect(Math.abs(deviation! - Math.sqrt(variance))).toBeLessThan(1e-3 * (1 + Math.sqrt(variance)));
        expect(interval![0]).toBeLessThanOrEqual(m);
        expect(interval![1]).toBeGreaterThanOrEqual(m);
      },
    ),
  );
});

/** Two neurons of two samples, of which as many fire as are asked for. */
const run = (...pattern: number[]) =>
  measure(() => tf.matMul(tf.cast(tf.greater(tf.tensor2d([pattern]), 0), "float32"), tf.ones([pattern.length, 3])));

describe("over a data set", () => {
  it("gives mean, deviation and interval of spikes, rates and accumulates, whole and by layer", () => {
    const statistics = spikeStatistics();
    for (const measured of [run(1, 0, 0, 0), run(1, 1, 1, 0), run(1, 1, 0, 0)]) statistics.add(measured);
    const { runs, samples, accumulates, spikeRate, macs, layers } = statistics.summary();
    expect([runs, samples]).toEqual([3, 3]);
    expect(macs).toEqual({ mean: 0, deviation: 0, interval: [0, 0] });
    expect(accumulates.mean).toBeCloseTo(6, 12);
    expect(accumulates.deviation).toBeCloseTo(3, 12);
    // 4.3027 standard errors with 2 degrees of freedom
    expect(accumulates.interval![1] - 6).toBeCloseTo((4.30265 * 3) / Math.sqrt(3), 4);
    expect(spikeRate!.mean).toBeCloseTo(0.5, 12);
    expect(layers).toHaveLength(1);
    expect(layers[0]).toMatchObject({ kernel: "BatchMatMul", accumulates, spikeRate });
    expect(layers[0]!.perStep![0]!.mean).toBeCloseTo(6, 12);
  });

  it("counts batches per sample, and knows no deviation of one run", () => {
    const statistics = spikeStatistics({ confidence: 0.9 });
    statistics.add(run(1, 0), { samples: 2 });
    expect(statistics.summary()).toMatchObject({
      ...{ runs: 1, samples: 2, confidence: 0.9 },
      accumulates: { mean: 1.5, deviation: null, interval: null },
      spikeRate: { mean: 0.5 },
    });
  });

  it("covers the true rate as often as it says", () => {
    let covered = 0;
    const trials = 300;
    const random = pseudoRandom(5);
    for (let trial = 0; trial < trials; trial++) {
      const mean = new RunningMean();
      for (let i = 0; i < 12; i++) mean.add(random() + random() + random());
      const [low, high] = mean.estimate(0.9).interval!;
      if (low <= 1.5 && 1.5 <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.84);
    expect(covered / trials).toBeLessThan(0.96);
  });

  it("dense networks have no rates", () => {
    const statistics = spikeStatistics();
    statistics.add(measure(() => tf.matMul(tf.ones([1, 2]), tf.ones([2, 2]))));
    expect(statistics.summary()).toMatchObject({ spikeRate: null, layers: [{ spikes: null, perStep: null }] });
  });

  it("says what is wrong", () => {
    const tag = (f: () => unknown) => {
      try {
        f();
      } catch (error) {
        return isEnergyError(error) ? error._tag : String(error);
      }
      return null;
    };
    const statistics = spikeStatistics();
    expect(tag(() => statistics.summary())).toBe("UsageError");
    expect(tag(() => statistics.add(run(1), { samples: 0 }))).toBe("InvalidOptionError");
    statistics.add(run(1, 0));
    expect(tag(() => statistics.add(measure(() => tf.zeros([1]))))).toBe("UsageError");
    expect(tag(() => spikeStatistics({ confidence: 95 }))).toBe("InvalidOptionError");
  });
});

function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
