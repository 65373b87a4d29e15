import type { Surrogate } from "../surrogates/surrogate.js";
import { legend, type PictureOptions, svg, valueAxis } from "./chart.js";

/** Options of {@link surrogatePicture}. */
export interface SurrogatePictureOptions extends PictureOptions {
  /** Potentials from −extent to extent are shown, 2 by default. */
  readonly extent?: number;
}

/**
 * σ'(u) of surrogates over the potential's distance from the threshold.
 *
 * @returns an SVG element
 * @example surrogatePicture([surrogate("atan"), surrogate("fastSigmoid")]);
 */
export function surrogatePicture(surrogates: readonly Surrogate[], options: SurrogatePictureOptions = {}): string {
  const { extent = 2 } = options;
  const us = Array.from({ length: 401 }, (_, i) => (extent * (i - 200)) / 200);
  const named = (s: Surrogate) => {
    const parameters = Object.entries(s.parameters).map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`);
    return parameters.length > 0 ? `${s.name} (${parameters.join(", ")})` : s.name;
  };
  return svg(options, 260, {
    legend: legend(surrogates.length > 1),
    grid: { left: 58, right: 20, top: surrogates.length > 1 ? 56 : 36, bottom: 46 },
    xAxis: valueAxis("u = potential − threshold", "x", { min: -extent, max: extent }),
    yAxis: valueAxis("σ'(u)", "y"),
    series: surrogates.map((s) => ({
      type: "line",
      name: named(s),
      symbol: "none",
      lineStyle: { width: 2.2 },
      data: us.map((u) => [u, s.derivative(u)]),
    })),
  });
}
