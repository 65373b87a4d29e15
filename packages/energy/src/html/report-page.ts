import type { ReportComparison } from "../report/compare-reports.js";
import { COMPARED } from "../report/compare-reports.js";
import type { EnergyReport, ReportBreakEven } from "../report/energy-report.js";
import { energyText } from "../report/report-text.js";
import { si } from "../report/text-table.js";
import { comparisonBars, layerBars } from "./layer-bars.js";
import { escapeHtml, htmlTable, page, type Section, tiles } from "./page.js";

/** What one model costs, as a page that needs no other file and no script. */
export function reportPage(report: EnergyReport): string {
  return page(`What ${report.model} costs`, subtitleOf(report), reportSections(report));
}

/** The sections of {@link reportPage}, for a page of one's own. */
export function reportSections(report: EnergyReport): Section[] {
  return [
    { title: "In total", lead: technologyWords(report), body: totals(report) },
    {
      title: "By layer",
      lead: "The costliest layers, in the order in which they run. A layer that runs for several views or time steps is summed.",
      body:
        report.layers.length === 0
          ? "<p>No layer multiplies anything.</p>"
          : `${layerBars(report)}${layerTable(report)}`,
    },
    ...(report.estimates.length === 0 ? [] : [estimates(report)]),
    ...(report.breakEven === undefined ? [] : [breakEven(report.breakEven)]),
  ];
}

/** Two models side by side, as a page that needs no other file and no script. */
export function comparisonPage(comparison: ReportComparison): string {
  const { a, b, totals: difference } = comparison;
  const rows = COMPARED.map((of) => {
    const { a, b, difference: change, ratio } = difference[of];
    const unit = of === "joules" ? "J" : "";
    const show = (value: number | null) => (value === null ? "not known" : si(value, unit));
    const sign = change !== null && change > 0 ? "+" : "";
    return [NAMES[of], show(a), show(b), change === null ? "–" : `${sign}${si(change, unit)}`, ratioText(ratio)];
  });
  const first = comparison.layers.length === 0;
  return page(`${a.model} and ${b.model}`, `${subtitleOf(a)}; ${subtitleOf(b)}`, [
    {
      title: "In total",
      lead: technologyWords(a),
      body: htmlTable(["", a.model, b.model, "difference", "ratio"], rows),
    },
    {
      title: "By layer",
      lead: "Layers of the same name are compared; one that a model lacks has 0.",
      body: first
        ? "<p>No layer multiplies anything.</p>"
        : `${comparisonBars(comparison)}${details(
            htmlTable(
              ["layer", "in", `MACs, ${a.model}`, `MACs, ${b.model}`, `energy, ${a.model}`, `energy, ${b.model}`],
              comparison.layers.map(({ layer, in: where, macs, joules }) => [
                layer === "" ? "(no layer)" : layer,
                where === "both" ? "both" : where === "a" ? a.model : b.model,
                si(macs.a ?? 0),
                si(macs.b ?? 0),
                si(joules.a ?? 0, "J"),
                si(joules.b ?? 0, "J"),
              ]),
            ),
          )}`,
    },
  ]);
}

const NAMES: Readonly<Record<(typeof COMPARED)[number], string>> = {
  parameters: "parameters",
  macs: "multiply-accumulates",
  spikingMacs: "spike-driven, if they were dense",
  accumulates: "accumulates by spikes",
  joules: "energy of arithmetic",
};

function ratioText(ratio: number | null): string {
  return ratio === null ? "–" : `×${Number(ratio.toPrecision(3))}`;
}

function subtitleOf({ model, views }: EnergyReport): string {
  return `${escapeHtml(model)}, ${views === 1 ? "one run" : `${views} views of a video`}`;
}

function technologyWords({ technology }: EnergyReport): string {
  const { name, joulesPerMac, joulesPerAccumulate, source } = technology;
  const mac = joulesPerMac === null ? "no multiplier" : `${si(joulesPerMac, "J")} a multiply-accumulate`;
  return escapeHtml(
    `${name}: ${mac}, ${si(joulesPerAccumulate, "J")} an accumulate (${source}). Arithmetic alone, unless said otherwise.`,
  );
}

function totals(report: EnergyReport): string {
  const spiking = report.spikingMacs > 0;
  return tiles(
    [
      ...(report.parameters === null ? [] : [[si(report.parameters), "parameters"] as const]),
      [si(report.macs), "multiply-accumulates"],
      ...(spiking
        ? ([
            [report.accumulates === null ? "–" : si(report.accumulates), "accumulates", measured(report.accumulates)],
            [
              report.spikeRate === null ? "–" : `${(100 * report.spikeRate).toFixed(1)} %`,
              "spike rate",
              measured(report.spikeRate),
            ],
          ] as const)
        : []),
      [
        si(report.joules, "J"),
        "energy",
        energyText(report).includes("without") ? "without the accumulates" : undefined!,
      ],
    ].map(
      ([value, name, note]) =>
        (note === undefined ? [value!, name!] : [value!, name!, note]) as [string, string, string?],
    ),
  );
}

function measured(value: number | null): string {
  return value === null ? "not measured" : "measured";
}

function layerTable(report: EnergyReport): string {
  const spiking = report.spikingMacs > 0;
  return details(
    htmlTable(
      ["layer", "kernel", "calls", "MACs", ...(spiking ? ["spike-driven, dense", "accumulates"] : []), "energy"],
      report.layers.map((l) => [
        l.layer === "" ? "(no layer)" : l.layer,
        l.kernel,
        l.calls,
        si(l.macs),
        ...(spiking ? [si(l.spikingMacs), l.accumulates === null ? "not measured" : si(l.accumulates)] : []),
        si(l.joules, "J"),
      ]),
    ),
  );
}

function details(table: string): string {
  return `<details><summary>All layers as a table</summary>${table}</details>`;
}

function estimates({ estimates, joules }: EnergyReport): Section {
  return {
    title: "With memory",
    lead: "The same run by models that count more than multiplications and additions: spikes save arithmetic, and still read weights and potentials.",
    body: htmlTable(
      ["counted by", "energy", "parts"],
      [
        ["arithmetic alone", unbroken(joules), ""],
        ...estimates.map(({ model, joules, parts }) => [
          model,
          unbroken(joules),
          parts.map((p) => `${p.part} ${unbroken(p.joules)}`).join(", "),
        ]),
      ],
    ).replace('class="scroll"', 'class="scroll wrap"'),
  };
}

function breakEven(models: readonly ReportBreakEven[]): Section {
  return {
    title: "Do the spikes pay?",
    lead: "The layers that spikes drive, beside the same layers on numbers.",
    body: models.map(({ sentence }) => `<p>${escapeHtml(sentence)}</p>`).join(""),
  };
}

function unbroken(joules: number): string {
  return si(joules, "J").replaceAll(" ", "\u00a0");
}
