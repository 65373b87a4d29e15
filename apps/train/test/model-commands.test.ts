import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createModel, modelNames } from "@cvar/models";
import { saveWeights } from "@cvar/models/node";
import { describe, expect, it } from "vitest";
import type { BackendReport } from "../src/doctor/backends.js";
import { startEngine } from "../src/engine.js";
import { cvar } from "./cvar.js";

describe("cvar models", () => {
  it("counts every model, and says what is printed of them", async () => {
    const { code, stdout } = await cvar("models");
    expect(code).toBe(0);
    for (const name of modelNames) expect(stdout).toMatch(new RegExp(`^${name} `, "m"));
    expect(stdout).toMatch(
      /^stm-net-base +parameters +83\.41 M +83,406,733 +as printed +Das Biswas et al\., Table 1, Ours$/m,
    );
    expect(stdout).toMatch(/^efficientnet-b1 +MACs\/view +0\.687 G +687 M +as printed/m);
  });

  it("counts one model, with its parts and its card", async () => {
    const { code, stdout } = await cvar("models stm-net-base --json");
    expect(code).toBe(0);
    const model = JSON.parse(stdout);
    expect(model).toMatchObject({ name: "stm-net-base", parameters: 83_406_733, views: { clips: 8, crops: 1 } });
    expect(model.inputs.map((input: { name: string }) => input.name)).toEqual([
      "image",
      "motion",
      "residual",
      "triplet",
    ]);
    expect(model.macsPerVideo).toBe(8 * model.macsPerClip);
    expect(model.macsPerVideo / 1e12).toBeCloseTo(0.159, 4);
    expect(model.spikeDrivenPerClip / 1e9).toBeCloseTo(2.543, 3);
    expect(model.joulesPerVideo).toBeCloseTo(model.macsPerVideo * 4.6e-12, 12);
    expect(model.summary.macs).toBe(model.macsPerClip + model.spikeDrivenPerClip);
    expect(model.operations.flops.cvar).toBe(model.summary.macs);
    expect(Object.keys(model.operations.flops)).toEqual(["cvar", "fvcore", "ptflops", "torch"]);
    const text = (await cvar("models stm-net-base --classes 51")).stdout;
    expect(text).toMatch(/^total +83,381,083 /m);
    expect(text).not.toContain("as printed"); // the paper's row has 101 classes
  });

  it("takes a config, and refuses what it cannot be", async () => {
    const { stdout } = await cvar([
      "models",
      "efficientnet-b1",
      "--config",
      '{"channels":2}',
      "--classes",
      "51",
      "--json",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ parameters: 6_578_227, statistics: 62_048, spikeDrivenPerClip: 0 });
    for (const [args, message] of [
      [["no-net"], "there is no model"],
      [["stm-net-tiny", "--classes", "0"], "must be at least 1"],
      [["stm-net-tiny", "--config", '{"colour":1}'], "config.colour"],
      [["stm-net-tiny", "--config", "{"], "--config"],
      [["--config", "{}"], "needs a model"],
      [["--weights", "a"], "needs a model"],
    ] as const) {
      expect(await cvar(["models", ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    }
  });

  it("says what a file of weights has for a model", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cvar-models-"));
    try {
      await startEngine();
      const config = { size: 32, d: 8, depth: 1, nf: 8, gc: 4, steps: 2 };
      const model = createModel("stm-net-tiny", { ...config, classes: 5 }, { weights: "zeros" });
      const file = join(folder, "model.safetensors");
      await saveWeights(model, file);
      const args = ["models", "stm-net-tiny", "--config", JSON.stringify(config), "--weights", file];
      const { code, stdout } = await cvar(args);
      expect(code).toBe(0);
      expect(stdout).toContain(`set ${model.weights.length - 2} of ${model.weights.length} weights by reference names`);
      expect(stdout).toContain("head.weight [5,8] F32, wanted [8,8]");
      expect(JSON.parse((await cvar([...args, "--json"])).stdout).mismatched).toHaveLength(2);
      expect(await cvar([...args.slice(0, -1), join(folder, "net.pth")])).toMatchObject({ code: 1 });
      model.dispose();
    } finally {
      await rm(folder, { recursive: true });
    }
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
    // Few machines in the cloud have one; where it is absent, the reason stands there.
    expect(by("energy meter")?.found).toMatch(/^RAPL: package|RAPL|powercap/);
    const { chosen, native, pool } = backends;
    expect(chosen!.tried.at(-1)).toEqual({ name: chosen!.name, ok: true, reason: "" });
    expect(chosen!.threads).toBeGreaterThanOrEqual(1);
    expect(native.folder === null).toBe(chosen!.name !== "tensorflow");
    expect(pool).toEqual({ works: true, processors: availableParallelism(), backend: chosen!.name });
    expect((await cvar("doctor")).stdout).toMatch(/^✓ Node/m);
  });
});
