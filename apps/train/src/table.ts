import { showCell, type TextCell } from "@cvar/energy/report";

export { si, type TextCell as Cell, table } from "@cvar/energy/report";

/** Facts as `name: value` lines with the values in one column. */
export function facts(pairs: readonly (readonly [string, TextCell])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${showCell(value)}\n`).join("");
}

/** Seconds as a person says them: "48 s", "3 min 05 s", "2 h 10 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, "0")} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} min`;
}
