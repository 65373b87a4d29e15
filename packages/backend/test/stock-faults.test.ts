import { beforeAll, describe, expect, it } from "vitest";
import { registerTrainingKernels } from "../src/register-training-kernels.js";
import { start } from "./backends.js";
import { type Fault, faults } from "./faults.js";
import { compare } from "./finite-differences.js";

/** Largest difference from the loops that single precision explains. */
const TOLERANCE = 1e-5;

/** How far off a backend is: infinite where it refuses. */
function wrongness({ where, twin }: Fault): number {
  try {
    const { forward, gradients } = compare(where === "value" ? { ...twin, valueOnly: true } : twin, 3);
    return where === "value" ? forward : Math.max(...gradients);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

const all = Object.entries(faults).flatMap(([name, fault]) => fault.on.map((backend) => ({ name, backend, fault })));

describe("what TensorFlow.js gets wrong or lacks, and is right here", () => {
  const stock = new Map<object, number>();

  beforeAll(async () => {
    for (const one of all) {
      await start(one.backend);
      stock.set(one, wrongness(one.fault));
    }
    registerTrainingKernels();
  });

  // Once a release of tfjs makes one of them right, its line leaves the README.
  it.each(all)("$backend: $name", async (one) => {
    await start(one.backend);
    expect(stock.get(one), "without the training kernels").toBeGreaterThan(1e-2);
    expect(wrongness(one.fault), "with them").toBeLessThan(TOLERANCE);
  });
});
