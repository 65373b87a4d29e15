import type { Comparison } from "@cvar/models";
import { summaryText } from "@cvar/models";
import { type Cell, si, table } from "../table.js";
import type { CountedFlops } from "./count-flops.js";
import type { CountedModel } from "./count-model.js";

const NOTE =
  "\nEnergy is the MACs' alone (4.6 pJ, 45 nm). Of the spike-driven operations the share that fires costs 0.9 pJ each; only videos tell it: see a run's report.\n";

/** Every model in a table, then what is printed of them beside what is computed. */
export function modelsText(models: readonly CountedModel[]): string {
  const head = [
    "model",
    "parameters",
    "MACs/view",
    "views",
    "MACs/video",
    "spike-driven/video",
    "energy/video",
    "source",
  ];
  const rows = models.map((model): Cell[] => [
    model.name,
    si(model.parameters),
    si(model.macsPerClip),
    `${model.views.clips}×${model.views.crops}`,
    si(model.macsPerVideo),
    model.spikeDrivenPerVideo === 0 ? null : si(model.spikeDrivenPerVideo),
    si(model.joulesPerVideo, "J"),
    model.source,
  ]);
  return `${table(head, rows)}${comparisonsText(models)}${NOTE}`;
}

/** One model: its parts, its card, and what is printed of it beside what is computed. */
export function modelText(model: CountedModel, operations: CountedFlops): string {
  const { publication, facts, spikeDrivenPerClip, macsPerClip, macsPerVideo, joulesPerVideo, source } = model;
  const lines = [summaryText(model.summary)];
  const driven = spikeDrivenPerClip === 0 ? "" : ` and ${si(spikeDrivenPerClip)} spike-driven`;
  lines.push(
    `costs ${si(macsPerClip)}${driven} MACs a view, ${si(macsPerVideo)} MACs and ${si(joulesPerVideo, "J")} a video\n`,
  );
  lines.push(operationsText(operations));
  lines.push(`source: ${source}\n`);
  const { title, authors, venue, year, arxiv } = publication;
  const where = [venue, year, arxiv === null ? null : `arXiv:${arxiv}`].filter((each) => each !== null).join(", ");
  lines.push(`paper: ${title} (${authors.join(", ")}${where === "" ? "" : `; ${where}`})\n`);
  const said = { paper: "the paper's", solved: "solved from printed numbers", choice: "our choice" };
  for (const origin of ["paper", "solved", "choice"] as const) {
    const of = facts.filter((fact) => fact.origin === origin);
    if (of.length > 0) lines.push(`${said[origin]}:\n${of.map(({ about, text }) => `  ${about}: ${text}\n`).join("")}`);
  }
  const notes = model.printed.flatMap(({ applies, where, note }) => (applies && note ? [`  ${where}: ${note}\n`] : []));
  return `${lines.join("")}${comparisonsText([model])}${notes.join("")}${NOTE}`;
}

function operationsText({ flops, activations, memory }: CountedFlops): string {
  const counted = Object.entries(flops).map(([convention, count]) => `${convention} ${si(count)}`);
  const moved = si(memory.weights + memory.inputs + memory.outputs, "B");
  return `FLOPs of a view by counter: ${counted.join(", ")}; ${si(activations)} activations, ${moved} moved\n`;
}

function comparisonsText(models: readonly CountedModel[]): string {
  const rows = models.flatMap(({ name, comparisons }) => comparisons.map((each) => [name, ...comparisonCells(each)]));
  if (rows.length === 0) return "";
  return `\n${table(["printed of", "what", "printed", "computed", "difference", "where"], rows)}`;
}

const QUANTITIES = {
  parameters: ["parameters", ""],
  macsPerClip: ["MACs/view", ""],
  macsPerVideo: ["MACs/video", ""],
  joulesPerVideo: ["energy/video", "J"],
} as const;

function comparisonCells({ quantity, printed, computed, difference, agrees, where }: Comparison): Cell[] {
  const [what, unit] = QUANTITIES[quantity];
  const off = `${difference < 0 ? "−" : "+"}${Math.abs(100 * difference).toFixed(2)} %`;
  const shown = quantity === "parameters" ? computed.toLocaleString("en-US") : si(computed, unit);
  return [what, `${printed.text} ${unit}`.trim(), shown, agrees ? "as printed" : off, where];
}
