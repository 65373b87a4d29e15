import type { Measured, Row } from "./benchmark.js";
import type { Machine } from "./machine.js";
import { table } from "./table.js";

/** Everything one run of the command found: what `--json` and `--out` write. */
export interface Report {
  readonly tool: "cvar-bench";
  /** ISO 8601, when the run began. */
  readonly date: string;
  readonly seconds: number;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string | null>>;
  /** Version of each peer, or why there is none. */
  readonly peers: Readonly<Record<string, { readonly version: string | null; readonly missing: string | null }>>;
  readonly suites: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly benchmarks: readonly Measured[];
  }[];
}

/** The report as text, for a person. */
export function formatReport(report: Report): string {
  const { machine: m } = report;
  const load = m.loadBefore === null ? "" : `, load before ${m.loadBefore.toFixed(2)}`;
  const head = [
    `${report.date.slice(0, 10)}  ${m.cpu ?? "unknown CPU"}, ${m.cores} cores, ${(m.memoryBytes / 2 ** 30).toFixed(0)} GiB, ${m.platform}${load}`,
    `Node ${m.node}; ${pairs(report.versions)}`,
    ...Object.entries(report.peers).map(([name, p]) => `${name}: ${p.version ?? `not measured: ${p.missing}`}`),
  ];
  const body = report.suites.flatMap(({ benchmarks }) => benchmarks.map(formatBenchmark));
  return `${head.join("\n")}\n\n${body.join("\n")}`;
}

/** One benchmark: its facts, a row for each contestant, and ours beside each peer. */
export function formatBenchmark(measured: Measured): string {
  const rows = measured.rows.map((row) => {
    const beside = measured.ratios
      .filter(({ ours, timesAsFast }) => ours === row.name && timesAsFast !== null)
      .map(({ peer, timesAsFast, timesAsFastByCpuTime: byCpu }) => {
        const cpu = byCpu == null ? "" : ` (by CPU time ${figure(byCpu)}×)`;
        return `${figure(timesAsFast!)}× ${peer}${cpu}`;
      });
    const note =
      row.missing === null ? [...beside, pairs(row.facts)].filter(Boolean).join("; ") : `not measured: ${row.missing}`;
    return [
      row.name,
      cell(row.median),
      row.lowest === null ? "–" : `${figure(row.lowest)}…${figure(row.highest!)}`,
      note,
    ];
  });
  const facts = pairs(measured.facts);
  const title = `${measured.name}${facts === "" ? "" : ` (${facts})`}: ${measured.unit}, ${measured.better} is better`;
  const counts = `median of ${measured.rounds} interleaved round${measured.rounds === 1 ? "" : "s"} after ${measured.warmup} warm-up`;
  return `${title}; ${counts}\n${table(["", measured.unit, "range", ""], rows, [1, 2])}${barLines(measured)}${kernelTable(measured.rows)}`;
}

/** A line for each bar: what it asks, what came out. */
function barLines({ bars = [], unit }: Measured): string {
  return bars
    .map(({ ours, than, atMost, reached, met }) => {
      const amount = (value: number) => (than === null ? `${figure(value)} ${unit}` : `${figure(value)}×`);
      const wanted = `${ours} at most ${amount(atMost)}${than === null ? "" : ` the time of ${than}`}`;
      const result = reached === null ? "not measured" : `${amount(reached)}, ${met ? "met" : "not met"}`;
      return `bar: ${wanted}: ${result}\n`;
    })
    .join("");
}

/** Milliseconds (and calls) of each kernel in one run, a column for each contestant that was profiled; the longest of the first first. */
function kernelTable(rows: readonly Row[]): string {
  const profiled = rows.filter(({ kernels }) => kernels !== undefined);
  if (profiled.length === 0) return "";
  const names = [...new Set(profiled.flatMap(({ kernels }) => kernels!.map(({ kernel }) => kernel)))];
  const body = names.map((name) => [
    name,
    ...profiled.map(({ kernels }) => {
      const found = kernels!.find(({ kernel }) => kernel === name);
      return found === undefined ? "" : `${found.milliseconds.toFixed(2)} (${found.calls})`;
    }),
  ]);
  const sums = profiled.map(({ kernels }) =>
    kernels!.reduce((sum, { milliseconds }) => sum + milliseconds, 0).toFixed(2),
  );
  const head = ["kernel: ms (calls)", ...profiled.map(({ name }) => name)];
  const columns = profiled.map((_, i) => i + 1);
  return `\n${table(head, [...body, ["all", ...sums]], columns)}`;
}

/** Four significant digits, with thousands apart: 12345 → "12,350". */
export function figure(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString("en", {
    maximumFractionDigits: value < 1 ? 4 : value < 100 ? 2 : 0,
  });
}

function cell(value: number | null): string {
  return value === null ? "–" : figure(value);
}

function pairs(facts: Readonly<Record<string, string | number | boolean | null>>): string {
  // Whole numbers are counts: every digit is meant.
  const number = (v: number) => (Number.isInteger(v) ? v.toLocaleString("en") : figure(v));
  const show = (v: string | number | boolean) => (typeof v === "number" ? number(v) : String(v));
  return Object.entries(facts)
    .map(([name, value]) => `${name} ${value === null ? "unknown" : show(value)}`)
    .join(", ");
}
