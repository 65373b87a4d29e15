import { InvalidOptionError } from "../errors.js";
import { si } from "../report/text-table.js";
import { COLOURS, chartSvg, INK, LINE, PAPER, SOFT, type ToPixel } from "./chart.js";

/** A method in the plot of accuracy over energy. */
export interface Bubble {
  readonly name: string;
  /** across, on a logarithmic axis: more than 0 */
  readonly cost: number;
  /** top-1 in % */
  readonly accuracy: number;
  /** the circle's area; null: unknown, drawn as a ring of middling size */
  readonly parameters: number | null;
  /** uses decoded video: hatched */
  readonly rawDomain: boolean;
  /** whose number it is: what others printed, and what was measured here, have different colours */
  readonly source: "printed" | "measured";
}

/** Axes of {@link bubbleChart}. */
export interface BubbleChartOptions {
  /** what the chart shows, for those who do not see it */
  readonly label: string;
  /** name of the axis across, unit included */
  readonly costName: string;
  readonly costUnit: string;
  readonly accuracyName: string;
  readonly width?: number;
  readonly height?: number;
}

const LARGEST = 46;
const FONT_SIZE = 12;

/**
 * Accuracy over cost, a circle's area in proportion to the parameters, hatched where decoded video is used (Das Biswas et
 * al., Fig. 6; Huo et al., Fig. 1), as an SVG element.
 *
 * @throws InvalidOptionError for a cost that is not positive, an accuracy outside of 0 to 100, negative parameters
 */
export function bubbleChart(bubbles: readonly Bubble[], options: BubbleChartOptions): string {
  for (const bubble of bubbles) check(bubble);
  const { width = 1080, height = 560, costUnit } = options;
  const most = Math.max(1, ...bubbles.map(({ parameters }) => parameters ?? 0));
  const radius = ({ parameters }: Bubble) =>
    parameters === null ? 9 : Math.max(4, LARGEST * Math.sqrt(parameters / most));
  // Large circles first, so that small ones lie on top of them.
  const drawn = [...bubbles].sort((a, b) => radius(b) - radius(a));
  const data = drawn.map((bubble) => ({
    value: [bubble.cost, bubble.accuracy],
    symbolSize: 2 * radius(bubble),
    itemStyle: {
      color: bubble.parameters === null ? PAPER : bubble.source === "measured" ? COLOURS[1] : COLOURS[0],
      opacity: 0.72,
      borderColor: bubble.source === "measured" ? COLOURS[1] : COLOURS[0],
      borderWidth: bubble.parameters === null ? 2.5 : 1.5,
      ...(bubble.parameters === null ? { borderType: "dashed" } : {}),
    },
  }));
  const costs = bubbles.map(({ cost }) => cost);
  const accuracies = bubbles.map(({ accuracy }) => accuracy);
  return chartSvg(
    {
      ...{ width, height, label: `${options.label}: ${bubbles.map((b) => words(b, costUnit)).join("; ")}` },
      tooltip: (series, datum) => (series === 0 && drawn[datum] ? words(drawn[datum], costUnit) : undefined),
      hatched: (series, datum) => series === 0 && (drawn[datum]?.rawDomain ?? false),
    },
    {
      grid: { left: 58, right: 40, top: 40, bottom: 54 },
      xAxis: {
        ...axis(options.costName, 30),
        type: "log",
        min: 10 ** Math.floor(Math.log10(costs.length === 0 ? 1 : Math.min(...costs)) - 0.05),
        max: 10 ** Math.ceil(Math.log10(costs.length === 0 ? 1 : Math.max(...costs)) + 0.1),
        axisLabel: { color: SOFT, formatter: (value: number) => String(Number(value.toPrecision(3))) },
      },
      yAxis: {
        ...axis(options.accuracyName, 40),
        type: "value",
        min: Math.max(0, Math.floor((Math.min(...accuracies, 100) - 3) / 5) * 5),
        max: Math.min(100, Math.ceil((Math.max(...accuracies, 0) + 3) / 5) * 5) || 100,
      },
      series: [{ type: "scatter", data }],
    },
    (toPixel) => ({
      series: [
        {},
        {
          type: "scatter",
          symbolSize: 0,
          silent: true,
          data: placeLabels(drawn, radius, toPixel, width, height).map(({ bubble, offset, inside }) => ({
            value: [bubble.cost, bubble.accuracy],
            label: {
              show: true,
              formatter: () => bubble.name,
              color: inside ? "#fff" : INK,
              fontSize: FONT_SIZE,
              position: offset,
              fontWeight: bubble.source === "measured" ? 650 : 400,
              textBorderColor: inside ? "#24489e" : PAPER,
              textBorderWidth: 3,
            },
          })),
        },
      ],
    }),
  );
}

function axis(name: string, nameGap: number) {
  return {
    ...{ name, nameLocation: "middle", nameGap, nameTextStyle: { color: SOFT } },
    axisLine: { show: true, onZero: false, lineStyle: { color: SOFT } },
    axisLabel: { color: SOFT },
    splitLine: { show: true, lineStyle: { color: LINE } },
  };
}

/** A bubble in a sentence. */
function words({ name, cost, accuracy, parameters, rawDomain, source }: Bubble, unit: string): string {
  const size = parameters === null ? "parameters unknown" : `${si(parameters)} parameters`;
  return `${name}, ${source}: ${accuracy} %, ${si(cost, unit)}, ${size}${rawDomain ? ", uses decoded video" : ""}`;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Puts each name beside its circle where it covers least: of circles, of other names, of the edge. */
function placeLabels(
  bubbles: readonly Bubble[],
  radius: (bubble: Bubble) => number,
  toPixel: ToPixel,
  width: number,
  height: number,
) {
  const circles = bubbles.map((bubble) => {
    const [x, y] = toPixel([bubble.cost, bubble.accuracy]);
    const r = radius(bubble);
    return { left: x - r, right: x + r, top: y - r, bottom: y + r };
  });
  const taken: Box[] = [];
  return bubbles.map((bubble, i) => {
    const { left, right, top, bottom } = circles[i]!;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const w = 0.58 * FONT_SIZE * bubble.name.length + 4;
    const h = FONT_SIZE + 3;
    const at = (cx: number, cy: number): Box => ({
      left: cx - w / 2,
      right: cx + w / 2,
      top: cy - h / 2,
      bottom: cy + h / 2,
    });
    const r = right - x;
    const inside = w < 1.7 * r ? [at(x, y)] : [];
    const around = [1, 1.6, 2.4].flatMap((step) => [
      at(x + r + w / 2 + 3, y + (step - 1) * h),
      at(x, y - r - h * step * 0.6),
      at(x, y + r + h * step * 0.6),
      at(x - r - w / 2 - 3, y + (step - 1) * h),
      at(x + 0.7 * r + w / 2, y - 0.7 * r - h * (step - 0.5)),
      at(x + 0.7 * r + w / 2, y + 0.7 * r + h * (step - 0.5)),
      at(x - 0.7 * r - w / 2, y - 0.7 * r - h * (step - 0.5)),
      at(x - 0.7 * r - w / 2, y + 0.7 * r + h * (step - 0.5)),
    ]);
    const cost = (box: Box) => {
      const out = Math.max(0, 60 - box.left) + Math.max(0, box.right - width + 8) + Math.max(0, 4 - box.top);
      const below = Math.max(0, box.bottom - height + 58);
      const others = circles.reduce((sum, circle, j) => sum + (j === i ? 0 : overlap(box, circle)), 0);
      return 1000 * (out + below) + 10 * taken.reduce((sum, other) => sum + overlap(box, other), 0) + others;
    };
    const best = [...inside, ...around].reduce((a, b) => (cost(b) < cost(a) ? b : a));
    taken.push(best);
    return { bubble, inside: inside.includes(best), offset: [best.left - x, best.top - y + 2] as const };
  });
}

function overlap(a: Box, b: Box): number {
  const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return w > 0 && h > 0 ? w * h : 0;
}

function check({ name, cost, accuracy, parameters }: Bubble): void {
  if (!(cost > 0 && Number.isFinite(cost))) throw new InvalidOptionError(`cost of ${name}`, cost, "a positive number");
  if (!(accuracy >= 0 && accuracy <= 100)) throw new InvalidOptionError(`accuracy of ${name}`, accuracy, "0 to 100 %");
  if (parameters !== null && !(parameters >= 0 && Number.isFinite(parameters))) {
    throw new InvalidOptionError(`parameters of ${name}`, parameters, "a number, 0 or more, or null");
  }
}
