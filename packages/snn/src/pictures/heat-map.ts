import type { Tensor } from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";
import { HEAT, type PictureOptions, svg, valueAxis } from "./chart.js";

/** Options of {@link heatMapPicture}. */
export interface HeatMapOptions extends PictureOptions {
  /** Names of the axes. */
  readonly x?: string;
  readonly y?: string;
  /** What the colours are, e.g. "spikes per step". */
  readonly value?: string;
}

/**
 * Heat map of a table of numbers, rows downwards: rates over a picture, [H, W], or over neurons and time.
 *
 * @param table  [rows, columns]; not disposed. `rateMap(spikes)` makes one of spikes
 * @returns an SVG element
 * @throws ShapeMismatchError
 */
export async function heatMapPicture(table: Tensor, options: HeatMapOptions = {}): Promise<string> {
  if (table.rank !== 2 || table.size === 0) throw new ShapeMismatchError("table", "[rows, columns]", table.shape);
  const [height, width] = table.shape as [number, number];
  const values = [...(await table.data())];
  const cell = Math.max(3, Math.min(26, 460 / Math.max(width, height)));
  const [plotWidth, plotHeight] = [Math.round(cell * width), Math.round(cell * height)];
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [0, 0]);
  const size = { width: Math.max(300, plotWidth + 170), ...options };
  return svg(size, plotHeight + 92, {
    grid: { left: 58, top: 38, width: plotWidth, height: plotHeight },
    xAxis: { ...category(width), ...named(options.x ?? "", "x") },
    yAxis: { ...category(height), inverse: true, ...named(options.y ?? "", "y") },
    visualMap: {
      ...{ min: low, max: high === low ? low + 1 : high, precision: 3, calculable: true },
      ...{ right: 12, top: 38, itemHeight: Math.min(140, plotHeight), itemWidth: 12, text: [options.value ?? "", ""] },
      inRange: { color: HEAT },
      textStyle: { color: "#5d6678" },
    },
    series: [{ type: "heatmap", data: values.map((v, i) => [i % width, Math.floor(i / width), v]) }],
  });
}

const category = (count: number) => ({
  type: "category",
  data: Array.from({ length: count }, (_, i) => i),
  axisTick: { show: false },
  axisLine: { show: false },
});

function named(name: string, along: "x" | "y"): Record<string, unknown> {
  const { nameLocation, nameGap, nameTextStyle } = valueAxis(name, along);
  return { name, nameLocation, nameGap, nameTextStyle };
}
