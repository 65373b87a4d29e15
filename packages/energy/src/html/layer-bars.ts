import type { ReportComparison } from "../report/compare-reports.js";
import type { EnergyReport, ReportLayer } from "../report/energy-report.js";
import { costliestLayers } from "../report/report-text.js";
import { si } from "../report/text-table.js";
import { COLOURS, chartSvg, INK, LINE, SOFT } from "./chart.js";

const LABEL_WIDTH = 230;
const ROW = 24;

/** MACs, accumulates (where something spikes) and joules of the costliest layers, bars side by side, as an SVG element. */
export function layerBars(report: EnergyReport, limit = 24): string {
  const { shown, rest } = costliestLayers(report, limit);
  const rows = rest === null ? shown : [...shown, rest];
  const panels: Panel[] = [
    { title: "MACs", unit: "", values: [rows.map(({ macs }) => macs)] },
    ...(report.spikingMacs > 0
      ? [{ title: "accumulates by spikes", unit: "", values: [rows.map(({ accumulates }) => accumulates)] }]
      : []),
    { title: `energy, ${report.technology.name}`, unit: "J", values: [rows.map(({ joules }) => joules)] },
  ];
  return barPanels(rows.map(nameOf), panels, [report.model], `Cost of ${report.model} by layer`);
}

/** MACs and joules of the layers that differ most, two bars each, as an SVG element. */
export function comparisonBars({ a, b, layers }: ReportComparison, limit = 24): string {
  const weight = ({ joules }: (typeof layers)[number]) => Math.max(joules.a ?? 0, joules.b ?? 0);
  const kept = new Set([...layers].sort((x, y) => weight(y) - weight(x)).slice(0, limit));
  const rows = layers.filter((layer) => kept.has(layer));
  const panels: Panel[] = [
    { title: "MACs", unit: "", values: [rows.map(({ macs }) => macs.a), rows.map(({ macs }) => macs.b)] },
    { title: "energy", unit: "J", values: [rows.map(({ joules }) => joules.a), rows.map(({ joules }) => joules.b)] },
  ];
  return barPanels(rows.map(nameOf), panels, [a.model, b.model], `Cost of ${a.model} and ${b.model} by layer`);
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  /** by series, then by row; null is not known */
  readonly values: readonly (readonly (number | null)[])[];
}

function nameOf({ layer }: Pick<ReportLayer, "layer">): string {
  return layer === "" ? "(no layer)" : layer;
}

function barPanels(
  names: readonly string[],
  panels: readonly Panel[],
  series: readonly string[],
  label: string,
): string {
  const width = 1100;
  const top = series.length > 1 ? 62 : 34;
  const height = top + Math.max(1, names.length) * (ROW + (series.length - 1) * 10) + 12;
  const gap = 20;
  const each = (width - LABEL_WIDTH - gap * panels.length) / panels.length;
  const left = (i: number) => LABEL_WIDTH + i * (each + gap);
  const flat = panels.flatMap(({ title, unit, values }, panel) =>
    values.map((of, s) => ({ title, unit, of, s, panel })),
  );
  return chartSvg(
    {
      ...{ width, height, label },
      tooltip(index, datum) {
        const bar = flat[index];
        const value = bar?.of[datum];
        return bar === undefined || value === undefined
          ? undefined
          : `${names[datum]}, ${series[bar.s]}: ${value === null ? "not measured" : si(value, bar.unit)}, ${bar.title}`;
      },
    },
    {
      color: [COLOURS[0], COLOURS[1]],
      legend: {
        show: series.length > 1,
        top: 0,
        left: LABEL_WIDTH,
        padding: 0,
        itemGap: 40,
        data: [...series],
        textStyle: { color: SOFT },
      },
      title: panels.map(({ title }, i) => ({
        text: title,
        left: left(i),
        top: series.length > 1 ? 30 : 6,
        padding: 0,
        textStyle: { fontSize: 13, fontWeight: 600, color: SOFT },
      })),
      grid: panels.map((_, i) => ({ left: left(i), width: each - 64, top, bottom: 8 })),
      xAxis: panels.map((_, i) => ({
        gridIndex: i,
        type: "value",
        min: 0,
        axisLabel: { show: false },
        splitLine: { lineStyle: { color: LINE } },
      })),
      yAxis: panels.map((_, i) => ({
        gridIndex: i,
        type: "category",
        data: [...names],
        inverse: true,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: LINE } },
        axisLabel: { show: i === 0, color: INK, interval: 0, width: LABEL_WIDTH - 16, overflow: "truncate" },
      })),
      series: flat.map(({ unit, of, s, panel }) => ({
        type: "bar",
        name: series[s],
        xAxisIndex: panel,
        yAxisIndex: panel,
        data: of.map((value) => value ?? 0),
        itemStyle: { color: COLOURS[s] },
        barMaxWidth: 16,
        label: {
          show: true,
          position: "right",
          color: SOFT,
          fontSize: 11,
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const value = of[dataIndex];
            return value === null || value === undefined ? "not measured" : value === 0 ? "0" : si(value, unit);
          },
        },
      })),
    },
  );
}
