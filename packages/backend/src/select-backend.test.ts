import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, expect, it, vi } from "vitest";
import { isBackendError } from "./errors.js";
import { loadNativeBackend } from "./node/native-backend.js";
import { wasmFolder } from "./node/wasm-folder.js";
import { selectBackend } from "./select-backend.js";

afterEach(() => {
  vi.restoreAllMocks();
});

it("starts a backend and says what it tried", async () => {
  const choice = await selectBackend();
  expect(tf.getBackend()).toBe(choice.name);
  expect(choice.tried.at(-1)).toEqual({ name: choice.name, ok: true, reason: "" });
  for (const { ok, reason } of choice.tried.slice(0, -1))
    expect([ok, reason]).toEqual([false, expect.stringMatching(/\w/)]);
  expect(choice.version).toBe("4.22.0");
});

it("takes another order, and says why the first ones do not work", async () => {
  const choice = await selectBackend({ prefer: ["webgpu", "nonsense", "cpu", "wasm"] });
  expect(choice).toMatchObject({ name: "cpu", threads: 1 });
  expect(choice.tried.map(({ name }) => name)).toEqual(["webgpu", "nonsense", "cpu"]);
  expect(choice.tried[0]!.reason).toContain("does not import @tensorflow/tfjs-backend-webgpu");
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

it("finds tfjs's wasm files", () => {
  expect(wasmFolder()).toMatch(/wasm-out.$/);
});

it("loads a native package from beside the running program, and says why not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cvar-native-"));
  const install = (name: string, code: string) => {
    mkdirSync(join(folder, "node_modules", name), { recursive: true });
    writeFileSync(join(folder, "node_modules", name, "index.js"), code);
  };
  install("works-here", "globalThis.cvarNativeLoaded = true;");
  install("fails-here", "throw new Error('libtensorflow.so.2: not found\\nstack');");
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  expect(await loadNativeBackend("works-here")).toBeNull();
  expect((globalThis as { cvarNativeLoaded?: boolean }).cvarNativeLoaded).toBe(true);
  expect(await loadNativeBackend("fails-here")).toBe("fails-here does not load: libtensorflow.so.2: not found");
  expect(await loadNativeBackend("absent-here")).toBe("absent-here is not installed");
  rmSync(folder, { recursive: true, force: true });
});
