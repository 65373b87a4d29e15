import { expect, it } from "vitest";
import { isBackendError } from "../errors.js";
import type { WasmBackend } from "./backend.js";
import { instantiate, wasmKernels } from "./module.js";

it.each([
  ["plain memory", { initial: 4 }],
  ["shared memory, as the threaded backend has it", { initial: 4, maximum: 65536, shared: true }],
])("computes in %s and writes nothing outside", (_, descriptor) => {
  const memory = new WebAssembly.Memory(descriptor);
  const kernels = instantiate(memory);
  const floats = new Float32Array(memory.buffer);
  expect(floats.every((value) => value === 0)).toBe(true);
  floats.fill(7);
  // A [2, 3] at 1024, B [3, 2] at 2048, C [2, 2] at 3072, scratch at 4096.
  floats.set([1, 2, 3, 4, 5, 6], 256);
  floats.set([1, 0, 0, 1, 1, 1], 512);
  kernels.matrixProduct(1024, 2048, 3072, 2, 2, 3, 3, 1, 2, 1, 4096);
  expect([...floats.slice(768, 772)]).toEqual([4, 5, 10, 11]);
  const scratch = kernels.matrixProductScratch(2, 3) / 4;
  for (const [from, to] of [
    [0, 256],
    [262, 512],
    [518, 768],
    [772, 1024],
    [1024 + scratch, floats.length],
  ] as const) {
    expect(floats.subarray(from, to).every((value) => value === 7)).toBe(true);
  }
});

it("says so where a backend hides its memory", () => {
  let error: unknown;
  try {
    wasmKernels({ wasm: {} } as WasmBackend);
  } catch (e) {
    error = e;
  }
  expect(isBackendError(error, "KernelInputError")).toBe(true);
});
