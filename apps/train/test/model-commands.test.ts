import { describe, expect, it } from "vitest";
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
    const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; found: string }[] };
    const by = (name: string) => checks.find((check) => check.name === name);
    expect(by("Node")).toMatchObject({ state: "good", found: process.versions.node });
    expect(by("WebAssembly SIMD")).toMatchObject({ state: "good" });
    expect(by("backend")?.state).toBe("good");
    expect((await cvar("doctor")).stdout).toMatch(/^✓ Node/m);
  });
});
