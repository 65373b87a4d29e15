import type { ModelSummary } from "./summarise.js";

/** A summary as text that people read: inputs, one line for each part, totals. */
export function summaryText(summary: ModelSummary): string {
  const { name, architecture, inputs, output, views, parameters, statistics, macs, parts } = summary;
  const shape = (lengths: readonly (number | null)[]) => lengths.map((length) => length ?? "?").join("×") || "scalar";
  const head = ["part", "layers", "parameters", "MACs", "output"];
  const rows = parts.map((part) => [
    part.part,
    String(part.layers.length),
    grouped(part.parameters),
    part.macs === null ? "–" : grouped(part.macs),
    shape(part.output),
  ]);
  rows.push(["total", "", grouped(parameters), macs === null ? "–" : grouped(macs), shape(output)]);
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (c === 0 || c === 4 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join("  ")
      .trimEnd();
  const takes = inputs.map((input) => `${input.name} [B, ${input.shape.join(", ")}] ${input.dtype}`);
  return [
    `${name} (${architecture}): ${views.clips}×${views.crops} views of a video`,
    ...takes.map((input) => `  takes ${input}`),
    `  gives logits [B, ${output.join(", ")}]`,
    "",
    line(head),
    ...rows.map(line),
    ...(statistics > 0 ? [`and ${grouped(statistics)} running means and variances, which are not trained`] : []),
    "",
  ].join("\n");
}

/** 83406733 → 83,406,733 */
function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
