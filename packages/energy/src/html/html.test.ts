import { describe, expect, it } from "vitest";
import { isEnergyError } from "../errors.js";
import { compareReports } from "../report/compare-reports.js";
import { energyReport } from "../report/make-report.js";
import { type Bubble, bubbleChart, comparisonPage, reportPage } from "./index.js";

const HOSTILE = `<img src=x onerror="alert(1)">&'`;
const call = (scope: string, macs: number, spikingMacs = 0, accumulates = 0) => ({
  ...{ scope, kernel: "Conv2D", macs, spikingMacs, accumulates },
});
const report = energyReport(
  { perLayer: [call("stem", 100), call("stm", 0, 50, 10)], spikeRate: 0.2 },
  {
    model: "mine",
    parameters: 12,
    estimates: [{ model: "with memory", joules: 1, parts: [{ part: "SRAM", joules: 1 }] }],
    breakEven: [{ model: "arithmetic", spikeRate: 0.4, sentence: "Both cost the same at 0.4 < 1." }],
  },
);

/** A page or picture that is whole, shows no hole in the data, and asks nobody for anything. */
function expectSelfContained(html: string): void {
  expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
  expect(html).not.toMatch(/<script|<link|@import|url\(["']?(?!#)|(?:src|href)="(?!#)/);
  const text = html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "");
  expect(text).not.toMatch(/https?:/);
  for (const tag of ["svg", "path", "text", "g", "section", "table", "tr", "details"]) {
    const opened = html.match(new RegExp(`<${tag}[ >]`, "g"))?.length ?? 0;
    const closed = html.match(new RegExp(`</${tag}>`, "g"))?.length ?? 0;
    const empty = html.match(new RegExp(`<${tag}[^>]*/>`, "g"))?.length ?? 0;
    expect([tag, opened]).toEqual([tag, closed + empty]);
  }
}

describe("pages", () => {
  it("show totals, bars with tooltips, and every layer in a table", () => {
    const html = reportPage(report);
    expectSelfContained(html);
    for (const text of [
      "What mine costs",
      "20.0 %",
      "measured",
      "<td>stem</td>",
      "with memory",
      "SRAM 1.00\u00a0J",
      "at 0.4 &#60; 1.",
    ]) {
      expect(html).toContain(text);
    }
    expect(html).toContain("<title>stem, mine: 100, MACs</title>");
    expect(html).toContain("<title>stm, mine: 10, accumulates by spikes</title>");
    expect(html).toMatch(/<svg role="img" aria-label="Cost of mine by layer"/);
    expect(html).toContain("prefers-color-scheme:dark");
  });

  it("escape names, wherever they come from", () => {
    const hostile = energyReport(
      { perLayer: [{ ...call(HOSTILE, 5, 3, 2), kernel: HOSTILE }], spikeRate: 0.1 },
      { model: HOSTILE, technology: { name: HOSTILE, joulesPerMac: 1, joulesPerAccumulate: 1, source: HOSTILE } },
    );
    for (const html of [reportPage(hostile), comparisonPage(compareReports(hostile, report))]) {
      expectSelfContained(html);
      expect(html).not.toContain("<img");
      expect(html).not.toContain('onerror="');
      expect(html).toContain("&#60;img");
    }
  });

  it("stand without layers, without costs and without measured spikes", () => {
    const empty = energyReport({ perLayer: [] }, { model: "empty" });
    const free = energyReport({ perLayer: [call("a", 0), call("", 0)] }, { model: "free" });
    const unknown = energyReport({ perLayer: [call("a", 0, 9, 0)] }, { model: "m", spikesMeasured: false });
    for (const each of [empty, free, unknown]) {
      expectSelfContained(reportPage(each));
      expectSelfContained(comparisonPage(compareReports(each, report)));
      expectSelfContained(comparisonPage(compareReports(empty, each)));
    }
    expect(reportPage(empty)).toContain("No layer multiplies anything");
    expect(reportPage(unknown)).toContain("not measured");
  });

  it("compare two models layer by layer", () => {
    const other = energyReport({ perLayer: [call("stem", 60)] }, { model: "theirs", parameters: 6 });
    const html = comparisonPage(compareReports(report, other));
    expectSelfContained(html);
    expect(html).toContain("<td>×0.5</td>");
    expect(html).toContain("<title>stem, theirs: 60, MACs</title>");
  });
});

describe("the plot of accuracy over energy", () => {
  const bubble = (over: Partial<Bubble> = {}): Bubble => ({
    ...{ name: "a", cost: 1, accuracy: 90, parameters: 4e6, rawDomain: false, source: "printed" },
    ...over,
  });
  const options = { label: "Plot", costName: "J", costUnit: "J", accuracyName: "top-1" };
  const radii = (svg: string) => [...svg.matchAll(/matrix\(([\d.]+),0,0/g)].map(([, r]) => Number(r));

  it("has areas in proportion to parameters, hatches the raw domain, and says each in words", () => {
    const svg = bubbleChart(
      [
        bubble(),
        bubble({ name: "b", cost: 10, parameters: 1e6, rawDomain: true }),
        bubble({ name: HOSTILE, cost: 100 }),
      ],
      options,
    );
    expectSelfContained(svg);
    const [large, , small] = radii(svg);
    expect((large! / small!) ** 2).toBeCloseTo(4, 3);
    expect(svg.match(/<circle [^>]*fill="url\(#cvar-hatch\)"/g)).toHaveLength(1);
    expect(svg).toContain("<title>b, printed: 90 %, 10.0 J, 1.00 M parameters, uses decoded video</title>");
    expect(svg).not.toContain("<img");
  });

  it("puts decades at equal distances, and no name on top of another", () => {
    const svg = bubbleChart(
      Array.from({ length: 4 }, (_, i) => bubble({ name: `method ${i}`, cost: 10 ** i, parameters: 1e5 })),
      options,
    );
    const across = [...svg.matchAll(/matrix\([1-9][\d.]*,0,0,[\d.]+,([\d.]+),/g)].map(([, x]) => Number(x));
    const steps = across.slice(1).map((x, i) => x - across[i]!);
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 2);
    const crowd = bubbleChart(
      Array.from({ length: 6 }, (_, i) => bubble({ name: `crowd ${i}`, cost: 1 + i / 50, parameters: 1e6 })),
      options,
    );
    const places = [...crowd.matchAll(/translate\(([\d.]+) ([\d.]+)\)"[^>]*>crowd (\d)</g)];
    expect(places).toHaveLength(6);
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) {
        const apart = Math.abs(Number(a[2]) - Number(b[2])) > 11 || Math.abs(Number(a[1]) - Number(b[1])) > 45;
        expect([a[0], b[0], apart]).toEqual([a[0], b[0], true]);
      }
    }
  });

  it("stands with one bubble, with none, and with unknown sizes", () => {
    expectSelfContained(bubbleChart([], options));
    expectSelfContained(bubbleChart([bubble({ parameters: 0 })], options));
    expect(bubbleChart([bubble({ parameters: null })], options)).toContain("parameters unknown");
  });

  it.each([
    { cost: 0 },
    { cost: -1 },
    { cost: Number.NaN },
    { accuracy: 101 },
    { accuracy: Number.NaN },
    { parameters: -1 },
  ])("refuses %j", (wrong) => {
    let caught: unknown;
    try {
      bubbleChart([bubble(wrong)], options);
    } catch (error) {
      caught = error;
    }
    expect(isEnergyError(caught, "InvalidOptionError")).toBe(true);
  });
});
