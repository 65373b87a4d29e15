/**
 * A plain-text table: columns as wide as their widest cell, two spaces apart.
 * @param right  numbers of the columns that are set to the right
 * @returns lines, each ended by a newline
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => (row[c] ?? "").length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (right.includes(c) ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join("  ")
      .trimEnd();
  const rule = widths
    .slice(0, -1)
    .map((w) => "─".repeat(w))
    .join("  ");
  return [line(head), rule, ...rows.map(line)].map((l) => `${l}\n`).join("");
}
