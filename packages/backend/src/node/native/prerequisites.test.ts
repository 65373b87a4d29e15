import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import type { NativeSetupError } from "../../errors.js";
import { checkMachine, checkRoom, findTools, type Machine } from "./prerequisites.js";

const good: Machine = { platform: "linux", arch: "x64", glibc: "2.36", processor: "flags\t: sse4_2 avx avx2\n" };

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each<[Partial<Machine>, string, RegExp]>([
  [{ platform: "darwin", arch: "arm64" }, "platform", /for Linux on x64, and here is darwin arm64: .*npm install/],
  [{ platform: "win32" }, "platform", /here is win32 x64: run it in WSL/],
  [{ glibc: null }, "platform", /another C library/],
  [{ glibc: "2.12" }, "platform", /needs glibc 2\.17, and here is 2\.12/],
  [{ processor: "flags\t: sse4_2\n" }, "processor", /AVX/],
])("says what is missing on %o", (change, step, message) => {
  let error: NativeSetupError | null = null;
  try {
    checkMachine({ ...good, ...change });
  } catch (e) {
    error = e as NativeSetupError;
  }
  expect(error).toMatchObject({ _tag: "NativeSetupError", step, message: expect.stringMatching(message) });
  expect(error!.message).not.toContain("\n");
});

it("takes a machine that will do, and one that does not tell of its processor", () => {
  checkMachine(good);
  checkMachine({ ...good, processor: null });
});

it("says how much room is missing, and where", async () => {
  const error = await checkRoom("/somewhere", true, async () => 100e6).catch((e: unknown) => e);
  expect((error as Error).message).toBe(
    "757 MB are needed for /somewhere, and 100 MB are free: make room, or choose another place with CVAR_NATIVE_CACHE",
  );
  await checkRoom("/somewhere", false, async () => 600e6);
  await checkRoom(join(tmpdir(), "not", "there", "yet"), false);
});

it.skipIf(process.platform === "win32")("names each missing tool in turn", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cvar-tools-"));
  const install = (name: string) => {
    writeFileSync(join(folder, name), "#!/bin/sh\nexit 0\n");
    chmodSync(join(folder, name), 0o755);
  };
  vi.stubEnv("PATH", folder);
  vi.stubEnv("CXX", undefined);
  vi.stubEnv("PYTHON", undefined);
  vi.spyOn(process, "execPath", "get").mockReturnValue(join(folder, "node"));
  const missing = async () => ((await findTools(true).catch((e: unknown) => e)) as NativeSetupError).message;
  expect(await missing()).toMatch(/^no C\+\+ compiler .*apt install g\+\+/);
  vi.stubEnv("CXX", "icc -fast");
  expect(await missing()).toMatch(/^no compiler "icc -fast" \(from \$CXX\)/);
  vi.stubEnv("CXX", undefined);
  install("clang++");
  expect(await missing()).toMatch(/^no npm/);
  install("npm");
  expect(await missing()).toMatch(/^no pip .*--wheel FILE-OR-LINK/);
  expect(await findTools(false)).toEqual({ compiler: ["clang++"], npm: ["npm"], pip: null });
  install("python3");
  expect(await findTools(true)).toMatchObject({ pip: ["python3", "-m", "pip"] });
  rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
});
