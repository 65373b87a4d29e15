import type { Tensor } from "@tensorflow/tfjs-core";
import { type PictureOptions, svg, valueAxis } from "./chart.js";
import { type SampleOptions, sampleRows } from "./sample-rows.js";

/** Options of {@link rasterPicture}. */
export interface RasterOptions extends PictureOptions, SampleOptions {}

/**
 * Raster of one sample: a dot for each spike, neurons upwards, time to the right; below, the share of neurons that spike at
 * each step.
 *
 * @param spikes  [B, T, …], zeros and ones; not disposed
 * @returns an SVG element
 * @throws ShapeMismatchError, InvalidOptionError
 */
export async function rasterPicture(spikes: Tensor, options: RasterOptions = {}): Promise<string> {
  const { steps, index, value, total } = await sampleRows(spikes, options);
  const dots: [number, number][] = [];
  const share = new Array<number>(steps).fill(0);
  for (let row = 0; row < index.length; row++) {
    for (let t = 0; t < steps; t++) {
      if (value(row, t) === 0) continue;
      dots.push([t, row]);
      share[t]! += 1 / index.length;
    }
  }
  const plot = Math.min(420, Math.max(120, index.length * 6));
  const time = { min: -0.5, max: steps - 0.5, minInterval: 1 };
  const some = index.length < total ? `${index.length} of ${total} neurons` : "neuron";
  return svg(options, plot + 170, {
    grid: [
      { left: 64, right: 20, top: 36, height: plot },
      { left: 64, right: 20, top: plot + 58, height: 62 },
    ],
    xAxis: [
      valueAxis("", "x", { ...time, axisLabel: { show: false }, gridIndex: 0 }),
      valueAxis("step", "x", { ...time, axisLabel: wholeSteps, gridIndex: 1 }),
    ],
    yAxis: [
      valueAxis(some, "y", { min: -0.5, max: index.length - 0.5, minInterval: 1, axisLabel: wholeSteps, gridIndex: 0 }),
      valueAxis("spiking", "y", { min: 0, gridIndex: 1, splitNumber: 2, axisLabel: { formatter: percent } }),
    ],
    series: [
      {
        type: "scatter",
        data: dots,
        symbol: "rect",
        itemStyle: { opacity: 1 },
        symbolSize: [Math.max(2, Math.min(9, 440 / steps)), Math.max(1.5, Math.min(8, plot / index.length - 1))],
      },
      { type: "line", step: "middle", data: share.map((y, t) => [t, y]), symbol: "none", xAxisIndex: 1, yAxisIndex: 1 },
    ],
  });
}

/** Labels at whole numbers alone. */
export const wholeSteps = { formatter: (v: number) => (Number.isInteger(v) ? String(v) : "") };

const percent = (v: number) => `${Math.round(100 * v)} %`;
