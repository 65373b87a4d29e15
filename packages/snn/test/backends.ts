import "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe } from "vitest";

// The browser's bundle must not reach for Node's modules.
const native =
  typeof document !== "undefined" ? "not in a browser" : await (await import("@cvar/backend/node")).loadNativeBackend();
if (native !== null) console.log(`skipped: tfjs-node: ${native} (npm run setup:native)`);

type Backend = "cpu" | "wasm" | "tensorflow";
const backends: readonly Backend[] = ["cpu", "wasm", ...(native === null ? ["tensorflow" as const] : [])];

/** Runs the same tests on the cpu and the wasm backend, and on tfjs-node where it is set up. */
export function onEveryBackend(title: string, tests: (backend: Backend) => void): void {
  describe.each(backends)(`${title} (%s)`, (backend) => {
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
