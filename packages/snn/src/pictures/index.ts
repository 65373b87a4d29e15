/**
 * Pictures of spiking networks as SVG elements, in Node and in browsers, drawn by Apache ECharts (`npm install echarts`).
 *
 * @packageDocumentation
 */

export type { PictureOptions } from "./chart.js";
export { type HeatMapOptions, heatMapPicture } from "./heat-map.js";
export { type PotentialOptions, potentialPicture } from "./potential.js";
export { type RasterOptions, rasterPicture } from "./raster.js";
export { rateMap } from "./rate-map.js";
export type { SampleOptions } from "./sample-rows.js";
export { type SurrogatePictureOptions, surrogatePicture } from "./surrogates.js";
