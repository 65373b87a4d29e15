import * as tf from "@tensorflow/tfjs-core";
import { afterEach, expect, it, vi } from "vitest";
import { selectBackend } from "../src/select-backend.js";

const gpu = (navigator as unknown as { gpu: { requestAdapter(): Promise<unknown> } }).gpu;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("passes over WebGPU that computes in software, and takes wasm", async () => {
  const { name, tried } = await selectBackend();
  expect(name).toBe("wasm");
  expect(tried.map((one) => one.name)).toEqual(["webgpu", "wasm"]);
  expect(tried[0]!.reason).toBe(
    'only in software (swiftshader), slower than wasm: { prefer: ["webgpu"] } takes it all the same',
  );
});

it.each(["webgpu", "webgl"])("takes %s when it is asked for by name, and it computes", async (wanted) => {
  expect(await selectBackend({ prefer: [wanted, "cpu"] })).toMatchObject({ name: wanted, threads: null });
  expect(tf.getBackend()).toBe(wanted);
  const product = tf.tidy(() => tf.matMul(tf.ones([3, 5]), tf.ones([5, 2])));
  expect([...(await product.data())]).toEqual(new Array(6).fill(5));
  product.dispose();
});

it("says why there is no WebGPU: no adapter, no such interface, a page that is not secure", async () => {
  const reason = async () => (await selectBackend({ prefer: ["webgpu", "cpu"] })).tried[0]!.reason;
  vi.spyOn(gpu, "requestAdapter").mockResolvedValue(null);
  expect(await reason()).toMatch(/^WebGPU finds no adapter/);
  vi.stubGlobal("navigator", {});
  expect(await reason()).toBe("this browser has no WebGPU");
  vi.stubGlobal("isSecureContext", false);
  expect(await reason()).toBe("browsers give WebGPU only to pages from https or localhost");
});

it("knows a software adapter of older browsers too", async () => {
  vi.spyOn(gpu, "requestAdapter").mockResolvedValue({ isFallbackAdapter: true });
  expect((await selectBackend()).tried[0]!.reason).toContain("only in software (a fallback adapter)");
});
