import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { loadNativeBackend } from "./native-backend.js";
import { wasmFolder } from "./wasm-folder.js";

afterEach(() => {
  vi.restoreAllMocks();
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
