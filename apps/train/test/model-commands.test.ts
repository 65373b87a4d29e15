import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import type { BackendReport } from "../src/doctor/backends.js";
import { cvar } from "./cvar.js";

describe("cvar models", () => {
  it("counts the tiny model, with its layers on request", async () => {
    const { code, stdout } = await cvar("models stm-net-tiny --classes 8 --json");
    expect(code).toBe(0);
    const card = JSON.parse(stdout);
    expect(card).toMatchObject({ name: "stm-net-tiny", inputs: { triplet: [null, 1] } });
    expect(card.macsPerVideo).toBe(8 * card.macsPerTriplet);
    expect(card.joulesPerVideo).toBeCloseTo(card.macsPerVideo * 4.6e-12, 12);
    expect((await cvar("models stm-net-tiny")).stdout).toMatch(/Total params: /);
  });
});

describe("cvar doctor", () => {
  it("says what works here and what does not", async () => {
    const { code, stdout } = await cvar("doctor --json");
    expect(code).toBe(0);
    const { checks, backends } = JSON.parse(stdout) as {
      checks: { name: string; state: string; found: string }[];
      backends: BackendReport;
    };
    const by = (name: string) => checks.find((check) => check.name === name);
    expect(by("Node")).toMatchObject({ state: "good", found: process.versions.node });
    expect(by("WebAssembly SIMD")).toMatchObject({ state: "good" });
    expect(by("backend")?.state).toBe("good");
    expect(by("backend threads")?.state).toBe("good");
    const { chosen, native, pool } = backends;
    expect(chosen!.tried.at(-1)).toEqual({ name: chosen!.name, ok: true, reason: "" });
    expect(chosen!.threads).toBeGreaterThanOrEqual(1);
    expect(native.folder === null).toBe(chosen!.name !== "tensorflow");
    expect(pool).toEqual({ works: true, processors: availableParallelism(), backend: chosen!.name });
    expect((await cvar("doctor")).stdout).toMatch(/^✓ Node/m);
  });
});
