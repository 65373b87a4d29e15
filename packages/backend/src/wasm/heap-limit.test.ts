import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { use } from "../../test/backends.js";
import { type HeapExhaustedError, isBackendError } from "../errors.js";

describe("a full heap", () => {
  beforeAll(() => use("wasm"));

  it.each([
    ["just below what addresses reach", 2 ** 30 - 64],
    ["what addresses cannot reach", 2 ** 31],
  ])("is an error that says so, and no other tensor changes: %s", (_, size) => {
    const one = tf.tensor1d([1]);
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    let error: unknown;
    try {
      tf.tile(one, [size]);
    } catch (thrown) {
      error = thrown;
    }
    expect(isBackendError(error, "HeapExhaustedError")).toBe(true);
    expect((error as HeapExhaustedError).bytes).toBe(4 * size);
    expect(String(error)).toMatch(/no room for \d+ MiB.*smaller batches/);
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
    const doubled = tf.add(one, one);
    expect([one.dataSync()[0], doubled.dataSync()[0]]).toEqual([1, 2]);
    tf.dispose([one, doubled]);
  });
});
