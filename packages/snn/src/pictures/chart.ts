import { HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
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

echarts.use([
  ...[HeatmapChart, LineChart, ScatterChart, SVGRenderer],
  ...[GridComponent, LegendComponent, MarkLineComponent, TitleComponent, VisualMapComponent],
]);

const FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, DejaVu Sans, sans-serif";
const COLOURS = ["#2f5fd0", "#e07b39", "#1a9a6c", "#8a4fc7", "#c23b5e", "#4b9bb5", "#8c7a2b", "#5d6678"];

/** From no activity to much. */
export const HEAT = ["#f5f7fa", "#bcd0f5", "#5b87e0", "#1e4bb0", "#12265a"];

/** Size and title of a picture. */
export interface PictureOptions {
  readonly title?: string;
  /** Pixels, 640 by default. */
  readonly width?: number;
  /** Pixels; by default after what is shown. */
  readonly height?: number;
}

/** One chart as an SVG element, without a page. */
export function svg(options: PictureOptions, height: number, chart: EChartsCoreOption): string {
  const size = { width: options.width ?? 640, height: options.height ?? height };
  const made = echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
  made.setOption({
    animation: false,
    color: COLOURS,
    backgroundColor: "#fff",
    textStyle: { fontFamily: FONT },
    title: {
      text: options.title ?? "",
      left: 8,
      top: 4,
      textStyle: { fontSize: 14, fontWeight: 600, color: "#1d2330" },
    },
    ...chart,
  });
  const text = made.renderToSVGString();
  made.dispose();
  return text;
}

/** An axis of numbers with its name. */
export function valueAxis(name: string, along: "x" | "y", rest: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: "value",
    name,
    nameLocation: "middle",
    nameGap: along === "x" ? 24 : 40,
    nameTextStyle: { color: "#5d6678" },
    axisLine: { show: true, onZero: false, lineStyle: { color: "#8a93a3" } },
    splitLine: { show: false },
    ...rest,
  };
}

/** Names of lines, in a row below the title. */
export function legend(shown: boolean): Record<string, unknown> {
  return {
    show: shown,
    left: 54,
    top: 26,
    icon: "roundRect",
    itemWidth: 14,
    itemGap: 24,
    itemHeight: 4,
    textStyle: { color: "#5d6678" },
  };
}
