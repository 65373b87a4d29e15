import type { CheckedClaim, Verdict } from "@cvar/energy/published";
import { si, table } from "../table.js";
import { type PrintedDifference, spikeRateForPrintedSpikes } from "./differences.js";
import type { MeasuredRun } from "./measured-run.js";
import type { ModelCost } from "./model-cost.js";
import { COMPUTED_CLASSES, type ComparedTable, type PublishedEnergy, titleOf } from "./published-energy.js";

/** The papers' tables beside our models, as text. */
export function publishedText({ tables, claims, runs }: PublishedEnergy): string {
  return [...tables.map((each) => tableText(each, runs)), claimsText(claims)].join("\n");
}

/** Column titles of {@link computedCells}. */
export const COMPUTED_HEAD = [
  ...["model", "views", "parameters", "MACs a view", "MACs", "spike-driven, dense", "accumulates", "energy"],
];

/** A computed row. */
export function computedCells(model: ModelCost): (string | null)[] {
  const spiking = model.spikingMacsPerVideo > 0;
  return [
    ...[model.name, model.views.join("×"), `${(model.parameters / 1e6).toFixed(2)} M`, si(model.macsPerView)],
    ...[si(model.macsPerVideo), spiking ? si(model.spikingMacsPerVideo) : null, spiking ? "not measured" : null],
    si(model.joules, "J"),
  ];
}

/** A row that a run measured. */
export function runCells(run: MeasuredRun): (string | null)[] {
  const rate = run.spikeRate === null ? "" : ` (rate ${(100 * run.spikeRate).toFixed(1)} %)`;
  return [
    ...[`${run.model}, run ${run.folder}`, null, `${(run.parameters / 1e6).toFixed(2)} M`, null, si(run.macsPerVideo)],
    ...[null, `${si(run.accumulatesPerVideo)}${rate}`, si(run.joules, "J")],
  ];
}

/** Titles and cells of printed minus computed. */
export const DIFFERENCE_HEAD = ["model", "row", "quantity", "printed", "computed", "printed − computed", ""];

/** A difference as cells. */
export function differenceCells(d: PrintedDifference): string[] {
  const sign = d.difference > 0 ? "+" : "";
  return [
    ...[d.model, d.row, `${d.quantity}, ${d.unit}`, d.printedText, d.computed.toPrecision(5)],
    ...[`${sign}${d.difference.toPrecision(2)}`, d.printedAs],
  ];
}

/** What the computed rows leave open. */
export function computedNotes({ name, computed }: Pick<ComparedTable, "name" | "computed">): string[] {
  return [
    `Computed from shapes at ${COMPUTED_CLASSES} classes (what is printed is compared at the classes of the printed row), all views of a video. J is of the MACs alone (4.6 pJ, 45 nm): spike-driven operations cost 0.9 pJ for the share that fires, which only a run can measure (--run FOLDER).`,
    ...(name === "1" ? computed : []).flatMap((model) => {
      const rate = spikeRateForPrintedSpikes(model);
      return rate === null
        ? []
        : [
            `The accumulates that the paper prints need ${(100 * rate).toFixed(1)} % of ${model.name}'s neurons and time steps to fire.`,
          ];
    }),
  ];
}

function tableText(compared: ComparedTable, runs: readonly MeasuredRun[]): string {
  const { subject, notes, head, printed, computed, differences } = compared;
  const rows = [...computed.map(computedCells), ...runs.map(runCells)];
  return [
    `${titleOf(compared)}: ${subject}\n\nprinted\n${table(head, printed)}`,
    ...notes.map((note) => `${note}\n`),
    `\ncomputed\n${table(COMPUTED_HEAD, rows)}`,
    ...computedNotes(compared).map((note) => `${note}\n`),
    differences.length === 0 ? "" : `\n${table(DIFFERENCE_HEAD, differences.map(differenceCells))}`,
  ].join("");
}

/** What a verdict is called in text. */
export const VERDICTS: Readonly<Record<Verdict, string>> = {
  holds: "holds",
  "holds with exceptions": "holds, with exceptions",
  "in another reading": "only in another reading",
  contradicted: "contradicted by the tables",
};

function claimsText(claims: readonly CheckedClaim[]): string {
  const order: readonly Verdict[] = ["contradicted", "holds with exceptions", "in another reading", "holds"];
  const sorted = order.flatMap((verdict) => claims.filter((claim) => claim.verdict === verdict));
  return ["What the papers say of their tables, asked of the tables\n", ...sorted.map(claimText)].join("\n");
}

function claimText(claim: CheckedClaim): string {
  const lines = evidenceLines(claim).map((line) => `    ${line}\n`);
  return `${VERDICTS[claim.verdict].toUpperCase()}: ${claim.place}: “${claim.quote}”\n    asked: ${claim.asked}\n${lines.join("")}`;
}

/** The arithmetic behind a verdict: readings that give the number, else the nearest; then the exceptions. */
export function evidenceLines({ readings, exceptions, unit, stated }: CheckedClaim): string[] {
  const fitting = readings.filter(({ fits }) => fits);
  const distance = (value: number) => Math.abs(Math.log(Math.max(value, 1e-9) / Math.max(stated?.value ?? 1, 1e-9)));
  const literal = readings.filter((r) => r.literal && !r.fits);
  const nearest = [...literal].sort((a, b) => distance(a.value) - distance(b.value)).slice(0, 3);
  const shown = fitting.some((r) => r.literal) ? fitting : [...fitting, ...nearest];
  return [
    ...shown.map(
      ({ what, arithmetic, value, fits }) =>
        `${arithmetic} = ${Number(value.toPrecision(4))}${fits ? "" : `, not ${stated?.text}${unit}`} (${what})`,
    ),
    ...exceptions.map(({ row, arithmetic }) => `${row}: ${arithmetic}`),
  ];
}
