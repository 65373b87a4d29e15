import type { EnergyReport, ReportLayer } from "./energy-report.js";
import { si, table } from "./text-table.js";

/** Options of {@link reportText}. */
export interface ReportTextOptions {
  /** Layers that are listed, the costliest; the others are summed in one row. Default 20. */
  readonly layers?: number;
}

/** A report as text: totals, then layers with their share of the energy. */
export function reportText(report: EnergyReport, { layers: limit = 20 }: ReportTextOptions = {}): string {
  const { views, parameters, technology } = report;
  const totals: [string, string][] = [
    ["parameters", parameters === null ? "not counted" : si(parameters)],
    ["multiply-accumulates", si(report.macs)],
    ...(report.spikingMacs === 0
      ? []
      : ([
          ["spike-driven, if they were dense", si(report.spikingMacs)],
          ["accumulates by spikes", report.accumulates === null ? "not measured" : si(report.accumulates)],
          ["spike rate", report.spikeRate === null ? "not measured" : `${(100 * report.spikeRate).toFixed(1)} %`],
        ] as [string, string][])),
    [`energy of arithmetic, ${technology.name}`, energyText(report)],
    ...report.estimates.map(({ model, joules }): [string, string] => [`energy, ${model}`, si(joules, "J")]),
  ];
  const width = Math.max(...totals.map(([name]) => name.length));
  const head = `${report.model}${views === 1 ? "" : `, ${views} views`}\n`;
  const lines = totals.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join("");
  const breakEven = (report.breakEven ?? []).map(({ sentence }) => `  ${sentence}\n`).join("");
  return `${head}${lines}${breakEven}\n${layerTable(report, limit)}`;
}

/** Energy of the arithmetic, with what is left out of it. */
export function energyText({ joules, accumulates }: Pick<EnergyReport, "joules" | "accumulates">): string {
  return `${si(joules, "J")}${accumulates === null ? " without the accumulates" : ""}`;
}

function layerTable(report: EnergyReport, limit: number): string {
  const { shown, rest } = costliestLayers(report, limit);
  const spikes = report.spikingMacs > 0;
  const kernels = report.layers.some(({ kernel }) => kernel !== "");
  const share = (joules: number) => (report.joules === 0 ? "–" : `${((100 * joules) / report.joules).toFixed(1)} %`);
  const row = (layer: ReportLayer) => [
    layer.layer === "" ? "(no layer)" : layer.layer,
    ...(kernels ? [layer.kernel] : []),
    layer.calls,
    si(layer.macs),
    ...(spikes ? [layer.accumulates === null ? "not measured" : si(layer.accumulates)] : []),
    si(layer.joules, "J"),
    share(layer.joules),
  ];
  return table(
    ["layer", ...(kernels ? ["kernel"] : []), "calls", "MACs", ...(spikes ? ["accumulates"] : []), "energy", "share"],
    [...shown, ...(rest === null ? [] : [rest])].map(row),
  );
}

/** The costliest layers in the order of the run, and all others as one. */
export function costliestLayers(
  { layers }: Pick<EnergyReport, "layers">,
  limit: number,
): { readonly shown: readonly ReportLayer[]; readonly rest: ReportLayer | null } {
  const weight = (layer: ReportLayer) => layer.joules + 1e-15 * layer.spikingMacs;
  const kept = new Set([...layers].sort((a, b) => weight(b) - weight(a)).slice(0, Math.max(1, limit)));
  const others = layers.filter((layer) => !kept.has(layer));
  return { shown: layers.filter((layer) => kept.has(layer)), rest: others.length === 0 ? null : sum(others) };
}

function sum(layers: readonly ReportLayer[]): ReportLayer {
  const total = (of: (layer: ReportLayer) => number) => layers.reduce((s, layer) => s + of(layer), 0);
  return {
    layer: `${layers.length} others`,
    kernel: "",
    calls: total(({ calls }) => calls),
    macs: total(({ macs }) => macs),
    spikingMacs: total(({ spikingMacs }) => spikingMacs),
    accumulates: layers.some(({ accumulates }) => accumulates === null) ? null : total((l) => l.accumulates ?? 0),
    joules: total(({ joules }) => joules),
  };
}
