import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modalities } from "@cvar/data";
import { readTriplets } from "@cvar/data/node";
import { expect, test } from "vitest";
import { ffmpeg } from "../../../scripts/test-resources.js";
import { EXIT, type Measured, memoryTerminal, type Report, run } from "../src/index.js";
import { findPython, type Python, PythonPeer } from "../src/peers/python.js";
import { suites } from "../src/suites/registry.js";

const NOBODY = ["--ffmpeg", "/nowhere/ffmpeg", "--python", "/nowhere/python", "--cc", "/nowhere/cc"];
const TINY = ["--quick", "--rounds", "1", "--warmup", "0", "--frames", "36", "--batch", "1"];

async function measured(suite: string, ...argv: string[]): Promise<readonly Measured[]> {
  const terminal = memoryTerminal();
  const code = await run([suite, ...TINY, "--json", ...argv], terminal);
  expect(terminal.stderr()).not.toContain("cvar-bench:");
  const report = JSON.parse(terminal.stdout()) as Report;
  const broken = report.suites
    .flatMap((s) => s.benchmarks.flatMap((b) => b.rows))
    .filter((r) => r.side === "ours" && r.missing !== null);
  expect(broken).toEqual([]);
  expect(code).toBe(EXIT.good);
  expect(report.machine.cores).toBeGreaterThan(0);
  expect(report.versions["@cvar/bench"]).toMatch(/^\d+\.\d+\.\d+/);
  return report.suites[0]!.benchmarks;
}

test.each(suites.map(({ name }) => name))(
  "suite %s measures ours, and says null and why of peers that are not there",
  async (name) => {
    const benchmarks = await measured(name, ...NOBODY);
    expect(benchmarks.length).toBeGreaterThan(0);
    for (const { rows, ratios } of benchmarks) {
      expect(rows.filter((r) => r.side === "ours").length).toBeGreaterThan(0);
      for (const row of rows.filter((r) => r.side === "ours")) expect(row.median).toBeGreaterThan(0);
      const peers = rows.filter((r) => r.side === "peer");
      const absent = peers.filter(({ missing }) => missing?.includes("/nowhere/"));
      expect(absent.length).toBeGreaterThan(0);
      for (const row of absent) expect(row).toMatchObject({ median: null, samples: [] });
      // The peers of the backend suite are backends, too.
      const here = peers.filter(({ median }) => median !== null).map(({ name }) => name);
      if (name !== "backend") expect(here).toEqual([]);
      for (const { peer, timesAsFast } of ratios) expect(timesAsFast !== null).toBe(here.includes(peer));
    }
  },
);

test.skipIf(!ffmpeg())("bitstream: FFmpeg decodes the same frames in the same run", async () => {
  const [benchmark] = await measured("bitstream", "--python", "/nowhere/python");
  expect(benchmark!.facts.frames).toBe(36);
  for (const row of benchmark!.rows)
    expect({ name: row.name, missing: row.missing }).toEqual({ name: row.name, missing: null });
  expect(benchmark!.ratios).toHaveLength(12); // four of ours, three of FFmpeg
});

const python = findPython(process.env.CVAR_PYTHON ?? "python3");
if ("missing" in python) console.log(`skipped: ${python.missing}: the test that runs PyTorch beside us`);

test.skipIf("missing" in python)("models: PyTorch runs a network of as many parameters", async () => {
  const benchmarks = await measured("models");
  expect(benchmarks.map(({ name }) => name)).toEqual(["stm-net-tiny forward", "stm-net-tiny training step"]);
  for (const { rows } of benchmarks) for (const row of rows) expect(row.missing).toBeNull();
});

test.skipIf("missing" in python)(
  "backend: every backend and PyTorch find the same, and kernels are timed",
  async () => {
    const benchmarks = await measured("backend", "--profile");
    for (const { rows, bars } of benchmarks) {
      const names = rows.filter(({ missing }) => missing === null).map(({ name }) => name);
      expect(names).toContain("PyTorch");
      const [ours] = rows;
      expect(ours!.kernels!.length).toBeGreaterThan(0);
      for (const { calls, milliseconds } of ours!.kernels!) expect(calls > 0 && milliseconds >= 0).toBe(true);
      for (const { missing } of rows) if (missing) expect(missing).toMatch(/not registered|not set up/);
      for (const { reached, met, atMost } of bars!) expect(met).toBe(reached === null ? null : reached <= atMost);
    }
  },
);

const pyav = findPython(process.env.CVAR_PYTHON ?? "python3", "av");
if ("missing" in pyav) console.log(`skipped: ${pyav.missing}: the test that compares the numpy peer's triplets`);

test.skipIf("missing" in pyav)("loader: the peer's triplets are ours, but for rule and rounding", async () => {
  const clip = fileURLToPath(new URL("../../../fixtures/actions/test/walk__021.avi", import.meta.url));
  const ours = await readTriplets(clip, { shape: { size: 224, steps: 11 }, which: "uniform", rule: "coviar" });
  const peer = new PythonPeer(pyav as Python, 1, "coviar_triplets.py");
  for (const way of ["whole", "chosen"]) {
    const { means, deviations } = (await peer.ask({ do: "read", path: clip, passes: 1, way })) as Record<
      string,
      number[]
    >;
    for (const [k, modality] of modalities.entries()) {
      const { mean, deviation } = moments(ours.map((triplet) => triplet[modality]));
      expect(Math.abs(means![k]! - mean)).toBeLessThan(0.05 * deviation);
      expect(deviations![k]! / deviation).toBeCloseTo(1, 1);
    }
  }
  await peer.close();
});

function moments(arrays: readonly Float32Array[]): { mean: number; deviation: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (const array of arrays) {
    for (const value of array) {
      count++;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(squares / count - mean * mean) };
}

test("--out writes the JSON, and standard output keeps the table", async () => {
  const out = join(mkdtempSync(join(tmpdir(), "cvar-bench-test-")), "result.json");
  const terminal = memoryTerminal();
  expect(await run(["bitstream", ...TINY, ...NOBODY, "--out", out], terminal)).toBe(EXIT.good);
  expect(terminal.stdout()).toContain("cvar motion");
  expect((JSON.parse(readFileSync(out, "utf8")) as Report).tool).toBe("cvar-bench");
});

test("an unwritable --out fails before minutes of measuring are lost", async () => {
  const terminal = memoryTerminal();
  expect(await run(["bitstream", ...TINY, ...NOBODY, "--out", "/nowhere/result.json"], terminal)).toBe(EXIT.failed);
  expect(terminal.stderr()).toContain("/nowhere/result.json");
  expect(terminal.stderr()).not.toContain("warm-up");
  expect(terminal.stderr()).not.toContain("round 1");
});

test("a model or a backend that is not there is said in one line", async () => {
  const terminal = memoryTerminal();
  expect(await run(["models", ...TINY, ...NOBODY, "--model", "no-net"], terminal)).toBe(EXIT.usage);
  expect(terminal.stderr()).toContain("stm-net-tiny");
  const other = memoryTerminal();
  expect(await run(["models", ...TINY, ...NOBODY, "--backend", "abacus"], other)).toBe(EXIT.failed);
  expect(other.stderr()).toContain("abacus");
});
