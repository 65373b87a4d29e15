import type { EnergyReport, ReportLayer } from "./energy-report.js";
import { si, table } from "./text-table.js";

/** One quantity of two reports. */
export interface Difference {
  /** null: the report does not know it */
  readonly a: number | null;
  readonly b: number | null;
  /** b − a; null if one is not known */
  readonly difference: number | null;
  /** b / a; null if one is not known or a is 0 */
  readonly ratio: number | null;
}

/** Quantities that are compared. */
export const COMPARED = ["parameters", "macs", "spikingMacs", "accumulates", "joules"] as const;

/** Which of {@link COMPARED}. */
export type ComparedQuantity = (typeof COMPARED)[number];

/** A layer of either report; a quantity is 0 in the report that has no such layer. */
export interface LayerComparison {
  readonly layer: string;
  readonly in: "both" | "a" | "b";
  readonly macs: Difference;
  readonly accumulates: Difference;
  readonly joules: Difference;
}

/** Two reports side by side. */
export interface ReportComparison {
  readonly a: EnergyReport;
  readonly b: EnergyReport;
  readonly totals: Readonly<Record<ComparedQuantity, Difference>>;
  /** a's layers in order, then those that only b has */
  readonly layers: readonly LayerComparison[];
}

/** Compares two reports: totals, and layers of the same name. */
export function compareReports(a: EnergyReport, b: EnergyReport): ReportComparison {
  const byName = (report: EnergyReport) => new Map(report.layers.map((layer) => [layer.layer, layer]));
  const [inA, inB] = [byName(a), byName(b)];
  const names = [...new Set([...inA.keys(), ...inB.keys()])];
  return {
    a,
    b,
    totals: Object.fromEntries(COMPARED.map((of) => [of, difference(a[of], b[of])])) as Record<
      ComparedQuantity,
      Difference
    >,
    layers: names.map((name) => compareLayers(name, inA.get(name), inB.get(name))),
  };
}

/** A comparison as text: totals, then the layers that differ most in energy. */
export function comparisonText({ a, b, totals, layers }: ReportComparison, limit = 20): string {
  const show = (value: number | null, unit: string) => (value === null ? "not measured" : si(value, unit));
  const row = (name: string, { a, b, difference, ratio }: Difference, unit: string) => [
    name,
    show(a, unit),
    show(b, unit),
    difference === null ? "–" : `${difference > 0 ? "+" : ""}${si(difference, unit)}`,
    ratio === null ? "–" : `×${Number(ratio.toPrecision(3))}`,
  ];
  const names = [a.model, a.model === b.model ? `${b.model} (second)` : b.model];
  const changed = [...layers]
    .filter(({ joules }) => joules.difference !== 0)
    .sort((x, y) => Math.abs(y.joules.difference ?? 0) - Math.abs(x.joules.difference ?? 0));
  const shown = changed.slice(0, limit);
  const left = changed.length - shown.length;
  return [
    table(
      ["", ...names, "difference", "ratio"],
      [
        row("parameters", totals.parameters, ""),
        row("MACs", totals.macs, ""),
        row("spike-driven, dense", totals.spikingMacs, ""),
        row("accumulates", totals.accumulates, ""),
        row("energy", totals.joules, "J"),
      ],
    ),
    shown.length === 0
      ? "\nno layer differs in energy\n"
      : `\n${table(
          ["energy of layer", ...names, "difference", "ratio"],
          shown.map(({ layer, joules }) => row(layer === "" ? "(no layer)" : layer, joules, "J")),
        )}`,
    left === 0 ? "" : `and ${left} more\n`,
  ].join("");
}

function compareLayers(layer: string, a: ReportLayer | undefined, b: ReportLayer | undefined): LayerComparison {
  const of = (name: "macs" | "accumulates" | "joules") => difference(a ? a[name] : 0, b ? b[name] : 0);
  return {
    layer,
    in: a && b ? "both" : a ? "a" : "b",
    macs: of("macs"),
    accumulates: of("accumulates"),
    joules: of("joules"),
  };
}

function difference(a: number | null, b: number | null): Difference {
  if (a === null || b === null) return { a, b, difference: null, ratio: null };
  return { a, b, difference: b - a, ratio: a === 0 ? null : b / a };
}
