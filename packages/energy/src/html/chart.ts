import { BarChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
} from "echarts/components";
import type { EChartsCoreOption } from "echarts/core";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escapeHtml } from "./page.js";

echarts.use([
  ...[BarChart, HeatmapChart, LineChart, ScatterChart, SVGRenderer],
  ...[GridComponent, LegendComponent, MarkLineComponent, TitleComponent, VisualMapComponent],
]);

const FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, DejaVu Sans, sans-serif";

/** Colours of series, in order; both light and dark pages show them. */
export const COLOURS = ["#2f5fd0", "#e07b39", "#1a9a6c", "#8a4fc7"] as const;

/** Colours that follow the page where the page defines them (`page()` does): text, quiet text, lines, ground. */
export const INK = "#1d2330";
export const SOFT = "#5d6678";
export const LINE = "#e3e7ee";
export const PAPER = "#ffffff";

const PAGE_COLOURS: Readonly<Record<string, string>> = {
  [INK]: "var(--ink,#1d2330)",
  [SOFT]: "var(--soft,#5d6678)",
  [LINE]: "var(--line,#e3e7ee)",
  [PAPER]: "var(--paper,#fff)",
  // What ECharts draws where nobody says a colour: axes and their labels, lines across.
  "#54555a": "var(--soft,#54555a)",
  "#dbdee4": "var(--line,#dbdee4)",
};

/** What a chart shows, and to whom. */
export interface ChartOptions {
  readonly width: number;
  readonly height: number;
  /** for those who do not see it: what the chart shows, in a sentence */
  readonly label: string;
  /** tooltip of a mark, by series and place in its data */
  readonly tooltip?: (series: number, datum: number) => string | undefined;
  /** marks that are hatched */
  readonly hatched?: (series: number, datum: number) => boolean;
}

/** Pixels of a point in the chart's first grid. */
export type ToPixel = (point: readonly [number, number]) => readonly [number, number];

/** Id of the hatch; the same drawing in every chart of a page, so it may stand there several times. */
const HATCH = "cvar-hatch";

/**
 * A chart as an SVG element that needs no script: labels, tooltips (`<title>`) and hatching are in it, and its colours follow
 * the page's scheme.
 *
 * @param option  what Apache ECharts takes, or a function that gets the pixels of a first drawing and returns it
 */
export function chartSvg(
  options: ChartOptions,
  option: EChartsCoreOption,
  refine?: (toPixel: ToPixel) => EChartsCoreOption,
): string {
  const { width, height } = options;
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, color: [...COLOURS], textStyle: { fontFamily: FONT, color: SOFT }, ...option });
    if (refine) {
      const grid = { xAxisIndex: 0, yAxisIndex: 0 };
      chart.setOption(refine((point) => chart.convertToPixel(grid, [...point]) as [number, number]));
    }
    return finish(chart.renderToSVGString(), options);
  } finally {
    chart.dispose();
  }
}

function finish(svg: string, { label, tooltip, hatched }: ChartOptions): string {
  let any = false;
  const marks = svg.replace(
    /<path ([^>]*?)ecmeta_series_index="(\d+)" ecmeta_data_index="(\d+)"([^>]*)><\/path>/g,
    (_, before: string, series: string, datum: string, after: string) => {
      const words = tooltip?.(Number(series), Number(datum));
      const title = words === undefined ? "" : `<title>${escapeHtml(words)}</title>`;
      const attributes = `${before}${after}`.replace(/ ecmeta_ssr_type="\w+"| class="[\w-]+"/g, "");
      const mark = `<path ${attributes}>${title}</path>`;
      if (!hatched?.(Number(series), Number(datum))) return mark;
      any = true;
      return `${mark}${hatchOver(attributes, title)}`;
    },
  );
  const pattern = any
    ? `<defs><pattern id="${HATCH}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7" stroke="var(--ink,#1d2330)" stroke-width="2.4" stroke-opacity="0.55"/></pattern></defs>`
    : "";
  return Object.entries(PAGE_COLOURS)
    .reduce((text, [colour, variable]) => text.replaceAll(`"${colour}"`, `"${variable}"`), marks)
    .replace(/<style\s*>[\s\S]*?<\/style>/, "")
    .replace(/<svg /, `<svg role="img" aria-label="${escapeHtml(label)}" `)
    .replace(/(<svg [^>]*>)/, `$1${pattern}`);
}

/** Marks of a scatter series are unit circles that a matrix scales; a hatch must not be scaled with them. */
function hatchOver(attributes: string, title: string): string {
  const [, radius, x, y] = /transform="matrix\(([\d.]+),0,0,[\d.]+,([-\d.]+),([-\d.]+)\)"/.exec(attributes) ?? [];
  return radius === undefined
    ? ""
    : `<circle cx="${x}" cy="${y}" r="${radius}" fill="url(#${HATCH})">${title}</circle>`;
}
