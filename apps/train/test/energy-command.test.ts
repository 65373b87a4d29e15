import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { modelInfo, modelNames } from "@cvar/models";
import { describe, expect, it } from "vitest";
import type { PublishedEnergy } from "../src/energy/published-energy.js";
import { cvar, temporaryFolder } from "./cvar.js";

const json = async (line: string) => {
  const { code, stdout, stderr } = await cvar(`${line} --json`);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
};

describe("cvar energy", () => {
  it("prints the papers' tables beside every model, and what differs", { timeout: 180_000 }, async () => {
    const { tables, claims } = (await json("energy")) as PublishedEnergy;
    expect(tables.map(({ name }) => name)).toEqual(["1", "2", "attp"]);
    for (const { printed, head, computed } of tables) {
      for (const row of printed) expect(row).toHaveLength(head.length);
      expect(computed.map(({ name }) => name)).toEqual([...modelNames, "CoViAR's networks"]);
      for (const { name, parameters, macsPerView, macsPerVideo, views } of computed.slice(0, -1)) {
        expect(parameters).toBe(modelInfo(name as (typeof modelNames)[number], { classes: 101 }).parameters);
        expect(macsPerVideo).toBe(macsPerView * views[0] * views[1]);
        expect(macsPerVideo).toBeGreaterThan(0);
      }
    }
    const base = tables[0]!.computed.find(({ name }) => name === "stm-net-base")!;
    expect(base).toMatchObject({ parameters: 83_406_733, views: [8, 1], classes: 101 });
    expect(base.macsPerVideo / 1e12).toBeCloseTo(0.159, 4);
    // Table 1's own row: the parameters and joules are rounded, the operations cut off.
    const differences = tables.flatMap((table) => table.differences);
    const of = (row: string) => differences.filter((d) => d.row === row).map((d) => [d.quantity, d.printedAs]);
    expect(of("Ours")).toEqual([
      ["parameters", "rounds to it"],
      ["MACs of all views", "cut off to it"],
      ["energy, with the printed spikes", expect.stringMatching(/rounds|cut/)],
      ["energy of the MACs alone", "rounds to it"],
    ]);
    expect(of("Ours-L")).toEqual([["energy of the MACs alone", "rounds to it"]]);
    expect(differences.find((d) => d.quantity === "energy, with the printed spikes")!.computed).toBeCloseTo(0.7348, 4);
    // CoViAR at 8×10 views is ResNet-152 and twice ResNet-18, eighty times: more than Table 1 prints.
    const part = (name: string) => tables[0]!.computed.find((model) => model.name === name)!;
    const coviar = part("CoViAR's networks");
    const parts = [part("resnet-152"), part("resnet-18"), part("resnet-18")];
    expect(parts.reduce((sum, { parameters }) => sum + parameters, 0) - coviar.parameters).toBe(64 * 7 * 7);
    expect(coviar.macsPerVideo).toBe(80 * coviar.macsPerView);
    expect(of("CoViAR").filter(([quantity]) => quantity === "MACs of all views")).toEqual([
      ["MACs of all views", "differs"],
    ]);
    // Huo et al. print it with the heads of ImageNet.
    expect(of("CoViAR")).toContainEqual(["parameters at 1,000 classes", "rounds to it"]);
    expect(of("ResNet-152")).toContainEqual(["parameters at 1,000 classes", "rounds to it"]);
    const attp = tables[2]!.computed.find(({ name }) => name === "attp")!;
    const pass = modelInfo("efficientnet-b1", { classes: 101 });
    expect(attp.parameters).toBeGreaterThan(3 * (pass.parameters - 101 * 1281));
    expect(of("ATTP").map(([, printedAs]) => printedAs)).not.toContain("differs");
    // Kept features save one of four passes through the backbone.
    const kept = Number(/do: ([\d.]+) G MACs/.exec(tables[2]!.notes.join(" "))![1]) * 1e9;
    const backbone = tables[2]!.computed.find(({ name }) => name === "efficientnet-b1")!.macsPerView - 101 * 1280;
    expect(Math.abs(attp.macsPerView - kept - backbone) / backbone).toBeLessThan(0.02);
    expect(claims.filter(({ verdict }) => verdict === "contradicted").length).toBeGreaterThan(8);
  });

  it("as text says where a number comes from, and what was not measured", async () => {
    const { code, stdout } = await cvar("energy --table 1");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^stm-net-base +8×1 +83\.41 M +19\.9 G +159 G +20\.3 G +not measured +731 mJ$/m);
    expect(stdout).toMatch(/need 19\.6 % of stm-net-base's neurons/);
    expect(stdout).toMatch(/CONTRADICTED BY THE TABLES: .*smallest among literature/);
    expect(stdout).not.toMatch(/Kinetics|one-tenth|NaN|undefined/);
  });

  it("adds what a run measured, and writes a page with it", async () => {
    const folder = await temporaryFolder();
    const run = join(folder, "run<1>");
    await mkdir(run);
    const result = {
      model: "mine",
      data: "d",
      params: 5e6,
      macsPerVideo: 2e9,
      accumulatesPerVideo: 3e6,
      spikeRate: 0.125,
    };
    await writeFile(
      join(run, "result.json"),
      JSON.stringify({ ...result, energyJoules: 0.0092, top1: 0.8, measuredOn: 4, other: 1 }),
    );
    const page = join(folder, "page.html");
    const { code, stdout } = await cvar(["energy", "--table", "1", "--run", run, "--html", page]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/mine, run .*3\.00 M \(rate 12\.5 %\) +9\.20 mJ/);
    const html = await readFile(page, "utf8");
    expect(html).toContain("mine, measured, measured: 80 %, 9.20 mJ, 5.00 M parameters");
    expect(html).toContain("run&#60;1&#62;");
    expect(html).not.toMatch(/<script|NaN|undefined|run<1>/);
    expect(html.match(/<svg role="img"/g)).toHaveLength(1);
    await writeFile(join(run, "result.json"), '{"model":1}');
    expect(await cvar(["energy", "--run", run])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no result of/),
    });
    expect(await cvar(["energy", "--run", folder])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/result\.json/),
    });
  });

  it("shows one model by layer, and compares two, also from files", async () => {
    const report = await json("energy stm-net-tiny");
    expect(report).toMatchObject({ format: "cvar-energy-report", views: 8, accumulates: null });
    expect(report.macs).toBe(report.layers.reduce((sum: number, { macs }: { macs: number }) => sum + macs, 0));
    const folder = await temporaryFolder();
    const file = join(folder, "tiny.json");
    await writeFile(file, JSON.stringify(report));
    const comparison = await json(`energy --compare ${file} efficientnet-b0`);
    expect(comparison.totals.macs.difference).toBe(comparison.b.macs - report.macs);
    const page = join(folder, "compare.html");
    const { code, stdout } = await cvar(["energy", "--compare", "stm-net-tiny", file, "--html", page]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/no layer differs/)]);
    expect(await readFile(page, "utf8")).toContain("stm-net-tiny and stm-net-tiny");
    await writeFile(file, JSON.stringify({ ...report, macs: -1 }));
    expect(await cvar(["energy", file])).toMatchObject({ code: 1, stderr: expect.stringMatching(/macs/) });
  });

  it.each([
    ["energy --table 3", 2, /--table "3": one of 1, 2, attp/],
    ["energy --classes 0 stm-net-tiny", 2, /--classes "0"/],
    ["energy --compare stm-net-tiny", 2, /--compare.*two models/],
    ["energy no-such-model", 2, /no model "no-such-model"/],
    ["energy missing.json", 1, /"missing\.json" cannot be read/],
    ["energy stm-net-tiny --compare stm-net-tiny stm-net-base", 2, /both given/],
  ])("%s: exit code %i", async (line, code, words) => {
    expect(await cvar(line)).toMatchObject({ code, stderr: expect.stringMatching(words) });
  });
});
