import * as tf from "@tensorflow/tfjs-core";
import { expect, it, vi } from "vitest";
import * as snn from "../src/index.js";

it("registerSpikingLayers leaves out no class that a saved model may name", () => {
  const named = Object.values(snn).filter((one) => typeof one === "function" && Object.hasOwn(one, "className"));
  const register = vi.spyOn(tf.serialization.SerializationMap, "register");
  snn.registerSpikingLayers();
  const registered = register.mock.calls.map(([cls]) => cls as unknown);
  register.mockRestore();
  expect(named.length).toBeGreaterThan(10);
  expect(new Set(registered)).toEqual(new Set(named as unknown[]));
});
