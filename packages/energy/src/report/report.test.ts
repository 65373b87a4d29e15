import { describe, expect, it } from "vitest";
import { isEnergyError } from "../errors.js";
import { horowitz45nmFp16 } from "../technology/horowitz-45nm.js";
import { compareReports, comparisonText } from "./compare-reports.js";
import { energyReport, parseReport, reportJson } from "./make-report.js";
import { reportText } from "./report-text.js";
import { si, table } from "./text-table.js";

const call = (scope: string, macs: number, spikingMacs = 0, accumulates = 0) => ({
  ...{ scope, kernel: "Conv2D", macs, spikingMacs, accumulates },
});
const perLayer = [call("stem", 100), call("stm", 0, 50, 10), call("stm", 0, 50, 5), call("head", 7)];

const tagOf = (f: () => unknown) => {
  try {
    f();
  } catch (error) {
    return isEnergyError(error) ? error._tag : String(error);
  }
  return "nothing thrown";
};

describe("a report", () => {
  it("sums calls of a layer, multiplies views, and counts joules", () => {
    const report = energyReport({ perLayer, spikeRate: 0.15 }, { model: "m", views: 8, parameters: 3 });
    expect(report).toMatchObject({ macs: 856, spikingMacs: 800, accumulates: 120, spikeRate: 0.15, parameters: 3 });
    expect(report.joules).toBeCloseTo(856 * 4.6e-12 + 120 * 0.9e-12, 20);
    expect(report.layers.map(({ layer, calls, macs, accumulates }) => [layer, calls, macs, accumulates])).toEqual([
      ["stem", 8, 800, 0],
      ["stm", 16, 0, 120],
      ["head", 8, 56, 0],
    ]);
    const sum = report.layers.reduce((s, layer) => s + layer.joules, 0);
    expect(sum).toBeCloseTo(report.joules, 20);
    const half = energyReport({ perLayer }, { model: "m", technology: horowitz45nmFp16 });
    expect(half.joules).toBeLessThan(report.joules / 8);
  });

  it("takes more than one spike a step, as where spikes are added up", () => {
    const report = energyReport({ perLayer, spikeRate: 1.5 }, { model: "m" });
    expect(reportText(parseReport(reportJson(report)))).toMatch(/150.0 %/);
  });

  it("says where spikes stop to pay", () => {
    const breakEven = [{ model: "memory", spikeRate: 0.5, sentence: "Both cost the same at 0.5." }];
    const report = energyReport({ perLayer, spikeRate: 0.1 }, { model: "m", breakEven });
    expect(parseReport(reportJson(report)).breakEven).toEqual(breakEven);
    expect(reportText(report)).toContain("Both cost the same at 0.5.");
  });

  it("says what was not measured, and does not count it", () => {
    const report = energyReport({ perLayer, spikeRate: 0 }, { model: "m", spikesMeasured: false });
    expect(report).toMatchObject({ accumulates: null, spikeRate: null, macs: 107 });
    expect(report.layers.map(({ accumulates }) => accumulates)).toEqual([0, null, 0]);
    expect(report.joules).toBeCloseTo(107 * 4.6e-12, 20);
    expect(reportText(report)).toMatch(/not measured/);
    expect(reportText(report)).toMatch(/without the accumulates/);
  });

  it("comes back from JSON as it was; what is none is refused with the field's name", () => {
    const report = energyReport({ perLayer, spikeRate: 0.15 }, { model: 'a"b', views: 2 });
    expect(parseReport(reportJson(report))).toEqual(report);
    for (const [json, words] of [
      ["{", /no JSON/],
      ["[]", /energy report/],
      [JSON.stringify({ ...report, version: 2 }), /version/],
      [JSON.stringify({ ...report, macs: -1 }), /macs/],
      [JSON.stringify({ ...report, joules: null }), /joules/],
      [JSON.stringify({ ...report, extra: 1 }), /extra/],
      [JSON.stringify({ ...report, layers: [{ ...report.layers[0], macs: "7" }] }), /layers\.0\.macs/],
    ] as const) {
      expect(() => parseReport(json)).toThrow(words);
      expect(tagOf(() => parseReport(json))).toBe("InvalidReportError");
    }
  });

  it.each([
    ["negative operations", { perLayer: [call("a", -1)] }, {}],
    ["operations that are no number", { perLayer: [call("a", Number.NaN)] }, {}],
    ["endless operations", { perLayer: [call("a", Number.POSITIVE_INFINITY)] }, {}],
    ["a negative spike rate", { perLayer, spikeRate: -0.1 }, {}],
    ["half a view", { perLayer }, { views: 0.5 }],
    ["no view", { perLayer }, { views: 0 }],
    ["fewer than no views", { perLayer }, { views: -1 }],
    ["negative parameters", { perLayer }, { parameters: -1 }],
  ])("%s are refused", (_, cost, options) => {
    expect(tagOf(() => energyReport(cost, { model: "m", ...options }))).toBe("InvalidReportError");
  });

  it("of nothing is a report of nothing", () => {
    const report = energyReport({ perLayer: [] }, { model: "empty" });
    expect(report).toMatchObject({ macs: 0, joules: 0, accumulates: 0, layers: [] });
    expect(reportText(report)).toMatch(/empty/);
    expect(reportText(report)).not.toMatch(/NaN|undefined|Infinity/);
    const free = energyReport({ perLayer: [call("free", 0)] }, { model: "free" });
    expect(reportText(free)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("as text lists the costliest layers and sums the others", () => {
    const many = Array.from({ length: 30 }, (_, i) => call(`layer${i}`, 1e9 * (i + 1)));
    const text = reportText(energyReport({ perLayer: many }, { model: "m" }), { layers: 3 });
    expect(text).toMatch(/^layer29 /m);
    expect(text).not.toMatch(/^layer26 /m);
    expect(text).toMatch(/^27 others .* 378 G/m);
  });
});

describe("a comparison", () => {
  const a = energyReport({ perLayer }, { model: "a", parameters: 10 });
  const b = energyReport({ perLayer: [call("stem", 50), call("new", 4)] }, { model: "b" });

  it("has differences of totals and of layers by name", () => {
    const { totals, layers } = compareReports(a, b);
    expect(totals.macs).toEqual({ a: 107, b: 54, difference: -53, ratio: 54 / 107 });
    expect(totals.parameters).toEqual({ a: 10, b: null, difference: null, ratio: null });
    expect(totals.accumulates).toMatchObject({ a: 15, b: 0, difference: -15, ratio: 0 });
    expect(layers.map((layer) => [layer.layer, layer.in, layer.macs.difference])).toEqual([
      ["stem", "both", -50],
      ["stm", "a", 0],
      ["head", "a", -7],
      ["new", "b", 4],
    ]);
    expect(layers[3]!.macs.ratio).toBeNull();
    const sum = layers.reduce((s, { joules }) => s + joules.difference!, 0);
    expect(sum).toBeCloseTo(totals.joules.difference!, 20);
  });

  it("as text names both, and says so where nothing differs", () => {
    expect(comparisonText(compareReports(a, b))).toMatch(/MACs +107 +54 +-53 +×0\.505/);
    expect(comparisonText(compareReports(a, a))).toMatch(/a \(second\)/);
    expect(comparisonText(compareReports(a, a))).toMatch(/no layer differs/);
    const empty = energyReport({ perLayer: [] }, { model: "empty" });
    expect(comparisonText(compareReports(empty, empty))).not.toMatch(/NaN|undefined/);
  });
});

it("sets text left, numbers right, null as a dash", () => {
  const rows = [
    ["walk", 1],
    ["x", 120],
    ["longest", null],
  ] as const;
  expect(table(["a", "count"], rows)).toBe(
    "a        count\n───────  ─────\nwalk         1\nx          120\nlongest      –\n",
  );
});

it.each([
  [83_406_733, "", "83.4 M"],
  [999.9, "B", "1.00 kB"],
  [0.734, "J", "734 mJ"],
  [0, "J", "0 J"],
  [6, "", "6"],
  [6, "J", "6.00 J"],
  [4.6e-12, "J", "4.60 pJ"],
  [1.59e11, "", "159 G"],
])("writes %s with a prefix", (value, unit, text) => expect(si(value, unit)).toBe(text));
