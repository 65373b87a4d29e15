import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { loadNativeBackend } from "../native-backend.js";
import { nativeCache, nativeFolder, readyNativeFolder } from "./native-folder.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

it("lies in the user's cache, outside of every project", () => {
  expect(nativeCache({ XDG_CACHE_HOME: "/caches" })).toBe("/caches/cvar/native");
  expect(nativeCache({ XDG_CACHE_HOME: "relative" })).toBe(join(homedir(), ".cache/cvar/native"));
  expect(nativeCache({ CVAR_NATIVE_CACHE: "/chosen", XDG_CACHE_HOME: "/caches" })).toBe("/chosen");
  expect(nativeFolder("/chosen")).toMatch(/^\/chosen\/tfjs-node-4\.22\.0_tensorflow-cpu-2\.13\.1_/);
});

it("counts only when whole, and can be switched off", async () => {
  const cache = mkdtempSync(join(tmpdir(), "cvar-native-cache-"));
  vi.stubEnv("CVAR_NATIVE_CACHE", cache);
  vi.stubEnv("CVAR_NATIVE", "");
  const folder = nativeFolder(cache);
  mkdirSync(folder);
  expect(readyNativeFolder()).toBeNull();
  writeFileSync(join(folder, "complete.json"), "{}");
  expect(readyNativeFolder()).toBe(folder);
  expect(await loadNativeBackend()).toMatch(/^what is set up in .* does not load: Cannot find module/);
  vi.stubEnv("CVAR_NATIVE", "off");
  expect(readyNativeFolder()).toBeNull();
  rmSync(cache, { recursive: true, force: true });
});
