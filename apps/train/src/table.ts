/** A cell; numbers are set to the right. `null` prints as a dash. */
export type Cell = string | number | null;

/**
 * A plain-text table: columns as wide as their widest cell, two spaces apart.
 * @returns lines, each ended by a newline
 */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const text = rows.map((row) => row.map(show));
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

/** Facts as `name: value` lines with the values in one column. */
export function facts(pairs: readonly (readonly [string, Cell])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${show(value)}\n`).join("");
}

/** A number with an SI prefix and three digits: 83406733 → "83.4 M". */
export function si(value: number, unit = ""): string {
  const prefixes: [number, string][] = [
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
  if (value === 0 || !Number.isFinite(value)) return `${value} ${unit}`.trim();
  const [scale, prefix] = prefixes.find(([s]) => Math.abs(value) >= s * 0.9995) ?? prefixes[prefixes.length - 1]!;
  return `${(value / scale).toPrecision(3)} ${prefix}${unit}`.trim();
}

/** Seconds as a person says them: "48 s", "3 min 05 s", "2 h 10 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, "0")} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} min`;
}

function show(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? "–" : String(cell);
}
