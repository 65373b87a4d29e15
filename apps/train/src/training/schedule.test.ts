import { describe, expect, it } from "vitest";
import { learningRateAt } from "./schedule.js";

const at = (step: number) => ({ step, stepsPerEpoch: 10, epochs: 20 });

describe("learningRateAt", () => {
  it("stays where it is when constant", () => {
    expect(learningRateAt({ kind: "constant" }, 0.02, at(137))).toBe(0.02);
  });

  it("divides at the named epochs", () => {
    const schedule = { kind: "steps", epochs: [5, 10, 15], divisor: 10 } as const;
    const rates = [0, 49, 50, 99, 100, 150, 199].map((step) => learningRateAt(schedule, 0.02, at(step)));
    for (const [i, rate] of [0.02, 0.02, 0.002, 0.002, 2e-4, 2e-5, 2e-5].entries())
      expect(rates[i]).toBeCloseTo(rate, 12);
  });

  it("warms up in a line, then falls along half a cosine to its floor", () => {
    const schedule = { kind: "cosine", warmUp: 0.1, floor: 0.02 } as const;
    const rate = (step: number) => learningRateAt(schedule, 1, at(step));
    expect(rate(0)).toBeCloseTo(1 / 20);
    expect(rate(9)).toBeCloseTo(0.5);
    expect(rate(19)).toBeCloseTo(1);
    expect(rate(20)).toBeCloseTo(1);
    expect(rate(110)).toBeCloseTo(0.02 + 0.98 * 0.5, 10);
    expect(rate(200)).toBeCloseTo(0.02);
    expect(rate(1000)).toBeCloseTo(0.02);
  });
});
