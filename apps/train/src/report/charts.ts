import { chartSvg, INK, SOFT } from "@cvar/energy/html";

/** A line of a chart. `null` leaves a gap. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Lines over epochs 1, 2, …, as an SVG element. */
export function lineChart(title: string, lines: readonly Line[], options: { percent?: boolean } = {}): string {
  const format = (v: number) => (options.percent ? `${Math.round(100 * v)} %` : String(Number(v.toPrecision(3))));
  const epochs = Math.max(...lines.map((line) => line.values.length));
  return chartSvg(
    { width: 540, height: 290, label: title },
    {
      title: { text: title, left: 0, textStyle: { fontSize: 14, fontWeight: 600, color: INK } },
      legend: { show: lines.length > 1, right: 14, top: 2, itemWidth: 16, textStyle: { color: SOFT } },
      grid: { left: 50, right: 14, top: 44, bottom: 42 },
      xAxis: {
        type: "category",
        data: Array.from({ length: epochs }, (_, i) => i + 1),
        name: "epoch",
        nameLocation: "middle",
        nameGap: 26,
        boundaryGap: false,
      },
      yAxis: { type: "value", axisLabel: { formatter: format }, ...(options.percent ? { min: 0, max: 1 } : {}) },
      series: lines.map(({ name, values }) => ({
        type: "line",
        name,
        data: [...values],
        symbol: values.length > 40 ? "none" : "circle",
        symbolSize: 5,
        connectNulls: true,
        lineStyle: { width: 2.2 },
      })),
    },
  );
}

/** A bar per name, the largest value 1. `dashed`: a line across, such as chance. */
export function barChart(
  names: readonly string[],
  values: readonly (number | null)[],
  dashed: { value: number; name: string } | null,
): string {
  const show = (value: number | null | undefined) => (value == null ? "–" : `${Math.round(100 * value)} %`);
  const label = names.map((name, i) => `${name} ${show(values[i])}`).join(", ");
  return chartSvg(
    { width: 540, height: Math.max(180, 28 * names.length + 60), label },
    {
      grid: { left: 16 + 7.2 * Math.max(...names.map((name) => name.length)), right: 52, top: 22, bottom: 26 },
      xAxis: { type: "value", min: 0, max: 1, axisLabel: { formatter: (v: number) => `${Math.round(100 * v)} %` } },
      yAxis: { type: "category", data: [...names], inverse: true, axisTick: { show: false } },
      series: [
        {
          type: "bar",
          data: [...values],
          barMaxWidth: 18,
          itemStyle: { borderRadius: [0, 4, 4, 0] },
          label: {
            show: true,
            position: "right",
            color: SOFT,
            formatter: ({ value }: { value: number }) => `${Math.round(100 * value)} %`,
          },
          ...(dashed === null
            ? {}
            : {
                markLine: {
                  silent: true,
                  symbol: "none",
                  lineStyle: { type: "dashed", color: "#c0392b" },
                  label: { formatter: dashed.name, color: "#c0392b", position: "start" },
                  data: [{ xAxis: dashed.value }],
                },
              }),
        },
      ],
    },
  );
}

/** Truth in rows, prediction in columns, each row as shares of its clips. */
export function confusionChart(classes: readonly string[], confusion: readonly (readonly number[])[]): string {
  const cells = confusion.flatMap((row, truth) => {
    const total = Math.max(
      1,
      row.reduce((a, b) => a + b, 0),
    );
    return row.map((count, predicted) => ({ value: [predicted, truth, count / total], count }));
  });
  const side = Math.max(22, Math.min(48, 420 / classes.length));
  const size = Math.round(side * classes.length);
  const label = "Shares of each class by answer";
  return chartSvg(
    { width: size + 120, height: size + 110, label },
    {
      grid: { left: 100, right: 16, top: 10, bottom: 92 },
      xAxis: {
        type: "category",
        data: [...classes],
        name: "predicted",
        nameLocation: "middle",
        nameGap: 70,
        axisLabel: { rotate: 45, interval: 0 },
        axisTick: { show: false },
      },
      yAxis: {
        type: "category",
        data: [...classes],
        inverse: true,
        axisLabel: { interval: 0 },
        axisTick: { show: false },
      },
      visualMap: { show: false, min: 0, max: 1, inRange: { color: ["#f5f7fa", "#bcd0f5", "#5b87e0", "#1e4bb0"] } },
      series: [
        {
          type: "heatmap",
          data: cells.map(({ value, count }) => ({
            value,
            label: {
              show: count > 0 && classes.length <= 24,
              formatter: String(count),
              color: (value[2] as number) > 0.5 ? "#fff" : "#1d2331",
            },
          })),
          itemStyle: { borderColor: "#fff", borderWidth: 1.5 },
        },
      ],
    },
  );
}
