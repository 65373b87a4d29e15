/** A cell; numbers are set to the right. `null` prints as a dash. */
export type TextCell = string | number | null;

/**
 * A plain-text table: columns as wide as their widest cell, two spaces apart.
 * @returns lines, each ended by a newline
 */
export function table(head: readonly string[], rows: readonly (readonly TextCell[])[]): string {
  const text = rows.map((row) => row.map(showCell));
  const widths = head.map((title, c) => Math.max(title.length, ...text.map((row) => (row[c] ?? "").length)));
  const right = head.map(
    (_, c) => rows.length > 0 && rows.every((row) => typeof row[c] === "number" || row[c] === null),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (right[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((w) => "─".repeat(w))), ...text.map(line)].map((l) => `${l}\n`).join("");
}

/** A cell as text. */
export function showCell(cell: TextCell | undefined): string {
  return cell === null || cell === undefined ? "–" : String(cell);
}

const PREFIXES: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
  [1, ""],
  [1e-3, "m"],
  [1e-6, "µ"],
  [1e-9, "n"],
  [1e-12, "p"],
];

/** A number with an SI prefix and three digits, 83406733 → "83.4 M"; small counts as they are. */
export function si(value: number, unit = ""): string {
  const few = unit === "" && Number.isInteger(value) && Math.abs(value) < 1000;
  if (few || value === 0 || !Number.isFinite(value)) return `${value} ${unit}`.trim();
  const [scale, prefix] = PREFIXES.find(([s]) => Math.abs(value) >= s * 0.9995) ?? PREFIXES[PREFIXES.length - 1]!;
  return `${(value / scale).toPrecision(3)} ${prefix}${unit}`.trim();
}
