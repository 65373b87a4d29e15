import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { isBackendError } from "./errors.js";
import { selectBackend } from "./select-backend.js";

it("starts a backend and says what it tried", async () => {
  const choice = await selectBackend();
  expect(tf.getBackend()).toBe(choice.name);
  expect(choice.tried.at(-1)).toEqual({ name: choice.name, ok: true, reason: "" });
  for (const { ok, reason } of choice.tried.slice(0, -1))
    expect([ok, reason]).toEqual([false, expect.stringMatching(/\w/)]);
  expect(choice.version).toBe("4.22.0");
});

it("takes another order, and says why the first ones do not work", async () => {
  const choice = await selectBackend({ prefer: ["nonsense", "cpu", "wasm"] });
  expect(choice).toMatchObject({ name: "cpu", threads: 1 });
  expect(choice.tried.map(({ name }) => name)).toEqual(["nonsense", "cpu"]);
  expect(choice.tried[0]!.reason).toBe("no backend of this name is registered");
  expect(await selectBackend({ prefer: ["wasm"] })).toMatchObject({ name: "wasm", threads: expect.any(Number) });
});

it("fails by name where nothing works", async () => {
  tf.registerBackend("broken", () => {
    throw new Error("no device\nand a second line");
  });
  const error = await selectBackend({ prefer: ["broken", "nonsense"] }).catch((e: unknown) => e);
  expect(isBackendError(error, "NoBackendError")).toBe(true);
  expect((error as Error).message).toContain("broken (");
  expect((error as Error).message).not.toContain("second line");
  tf.removeBackend("broken");
});
