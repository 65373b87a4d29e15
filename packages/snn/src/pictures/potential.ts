import type { Tensor } from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";
import { legend, type PictureOptions, svg, valueAxis } from "./chart.js";
import { wholeSteps } from "./raster.js";
import { type SampleOptions, sampleRows } from "./sample-rows.js";

/** Options of {@link potentialPicture}. */
export interface PotentialOptions extends PictureOptions, SampleOptions {
  /** v_th, as a dashed line. */
  readonly threshold?: number;
  /** Spikes of the same neurons, as dots on the lines. */
  readonly spikes?: Tensor;
}

/**
 * Membrane potentials of one sample over time, a line per neuron (six by default).
 *
 * @param potential  [B, T, …]; not disposed
 * @returns an SVG element
 * @throws ShapeMismatchError, InvalidOptionError
 */
export async function potentialPicture(potential: Tensor, options: PotentialOptions = {}): Promise<string> {
  const { threshold, spikes, neurons = 6 } = options;
  if (spikes && String(spikes.shape) !== String(potential.shape)) {
    throw new ShapeMismatchError("spikes", `the potential's, [${potential.shape}]`, spikes.shape);
  }
  const rows = await sampleRows(potential, { ...options, neurons });
  const fired = spikes && (await sampleRows(spikes, { ...options, neurons }));
  const times = Array.from({ length: rows.steps }, (_, t) => t);
  const dashed = {
    silent: true,
    symbol: "none",
    lineStyle: { type: "dashed", color: "#c0392b" },
    label: { formatter: "v_th", color: "#c0392b", position: "insideEndTop" },
    data: [{ yAxis: threshold }],
  };
  const lines = rows.index.map((neuron, row) => ({
    type: "line",
    name: `neuron ${neuron}`,
    symbol: "circle",
    symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
      fired && fired.value(row, dataIndex) > 0 ? 7 : 0,
    data: times.map((t) => [t, rows.value(row, t)]),
    ...(row === 0 && threshold !== undefined ? { markLine: dashed } : {}),
  }));
  return svg(options, 300, {
    legend: legend(lines.length > 1),
    grid: { left: 64, right: 20, top: 56, bottom: 46 },
    xAxis: valueAxis("step", "x", { min: 0, max: rows.steps - 1, minInterval: 1, axisLabel: wholeSteps }),
    yAxis: valueAxis("potential", "y", { scale: true }),
    series: lines,
  });
}
