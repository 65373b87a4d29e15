import { getThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import type { WasmBackend } from "../src/wasm/backend.js";
import { use } from "./backends.js";
import { compare } from "./finite-differences.js";
import { convolve, type Shape4 } from "./plain-loops.js";

/** Set by scripts/vitest-browser.js where it serves the headers of cross-origin isolation. */
const isolated = process.env.CVAR_TEST_ISOLATED === "1";

beforeAll(() => use("wasm"));

it(isolated ? "an isolated page has threads and shared memory" : "a page that is not isolated has neither", () => {
  expect(crossOriginIsolated).toBe(isolated);
  const { asm, wasmMemory } = (tf.backend() as unknown as WasmBackend).wasm;
  const memory = (asm?.memory ?? wasmMemory)!;
  expect(Object.prototype.toString.call(memory.buffer)).toBe(
    isolated ? "[object SharedArrayBuffer]" : "[object ArrayBuffer]",
  );
  expect(getThreadsCount()).toBe(isolated ? 2 : 1);
});

it("kernels still work when the memory has grown", () => {
  const held = tf.tidy(() => tf.keep(tf.ones([64, 1024, 1024])));
  const x: Shape4 = [2, 9, 8, 3];
  const w: Shape4 = [3, 3, 3, 5];
  const { forward, gradients } = compare(
    {
      shapes: [x, w],
      tensors: (a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same"),
      loops: (a, b) => convolve(a!, x, b!, w, { stride: [1, 1], pad: "same" }),
    },
    3,
  );
  expect(forward).toBeLessThan(2e-6);
  expect(Math.max(...gradients)).toBeLessThan(3e-6);
  held.dispose();
});
