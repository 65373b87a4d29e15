import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createModel, modelInfo } from "../src/index.js";

it("builds the base setting for real: 83,406,733 parameters, logits for 101 classes", async () => {
  await tf.setBackend("wasm");
  const model = createModel("stm-net-base", {}, { weights: "zeros" });
  expect(model.countParams()).toBe(83_406_733);
  expect(model.countParams()).toBe(modelInfo("stm-net-base").parameters);
  const inputs = modelInfo("stm-net-base").inputs.map(({ shape, dtype }) => tf.ones([1, ...shape], dtype));
  expect((model.predict(inputs) as tf.Tensor).shape).toEqual([1, 101]);
  model.dispose();
});
