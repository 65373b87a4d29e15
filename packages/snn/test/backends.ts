import "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe } from "vitest";

/** Runs the same tests on the cpu and on the wasm backend. */
export function onEveryBackend(title: string, tests: (backend: "cpu" | "wasm") => void): void {
  describe.each(["cpu", "wasm"] as const)(`${title} (%s)`, (backend) => {
    beforeAll(async () => {
      await tf.setBackend(backend);
      await tf.ready();
      registerTrainingKernels();
    });
    tests(backend);
  });
}

/** Largest |a − b| / max(1, |b|). */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i]! - b[i]!) / Math.max(1, Math.abs(b[i]!));
    worst = Number.isNaN(d) ? Number.POSITIVE_INFINITY : Math.max(worst, d);
  }
  return worst;
}
