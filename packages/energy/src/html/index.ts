/**
 * Reports as pages and charts as SVG elements, in Node and in browsers, drawn by Apache ECharts (`npm install echarts`).
 *
 * @packageDocumentation
 */

export { type Bubble, type BubbleChartOptions, bubbleChart } from "./bubble-chart.js";
export { type ChartOptions, COLOURS, chartSvg, INK, LINE, PAPER, SOFT, type ToPixel } from "./chart.js";
export { comparisonBars, layerBars } from "./layer-bars.js";
export { escapeHtml, htmlTable, page, type Section, tiles } from "./page.js";
export { comparisonPage, reportPage, reportSections } from "./report-page.js";
