import { joules } from "@cvar/energy";
import { type Bubble, bubbleChart, escapeHtml, htmlTable, page, type Section } from "@cvar/energy/html";
import {
  ATTP_TABLE_2,
  type CheckedClaim,
  STM_NET_TABLE_1,
  STM_NET_TABLE_2,
  type Verdict,
} from "@cvar/energy/published";
import type { MeasuredRun } from "./measured-run.js";
import { type ComparedTable, type PublishedEnergy, type TableName, titleOf } from "./published-energy.js";
import {
  COMPUTED_HEAD,
  computedCells,
  computedNotes,
  DIFFERENCE_HEAD,
  differenceCells,
  evidenceLines,
  runCells,
  VERDICTS,
} from "./published-text.js";

/** The papers' tables beside our models, as a page that needs no other file and no script. */
export function publishedPage({ tables, claims, runs }: PublishedEnergy): string {
  const subtitle =
    "The papers' printed tables, the models of this project counted the same way, and the papers' sentences asked of their tables";
  return page("What action recognition in compressed video costs", subtitle, [
    ...tables.flatMap((compared) => sectionsOf(compared, runs)),
    claimsSection(claims),
  ]);
}

function sectionsOf(compared: ComparedTable, runs: readonly MeasuredRun[]): Section[] {
  const { head, printed, subject, notes, computed, differences } = compared;
  const plot = PLOTS[compared.name];
  const measured = runs.flatMap((run) => runBubble(run));
  return [
    {
      title: `${titleOf(compared)}: accuracy and cost`,
      lead: `${escapeHtml(plot.lead)} A circle's area is the number of parameters, a dashed ring one of unknown size; hatched methods use decoded video.${measured.length > 0 ? " Orange: measured here, on the run's own data, so not comparable with the others in accuracy." : ""}`,
      body: bubbleChart([...plot.bubbles(), ...measured], plot.options),
    },
    {
      title: `${titleOf(compared)}, as printed`,
      lead: escapeHtml([subject, ...notes].map((text) => text.replace(/\.?$/, ".")).join(" ")),
      body: htmlTable(
        head,
        printed,
        printed.findIndex(([name]) => name === "Ours" || name === "ATTP"),
      ),
    },
    {
      title: "Computed here, and how far the print is off",
      lead: escapeHtml(computedNotes(compared).join(" ")),
      body: `${
        differences.length === 0
          ? "<p>No model of the registry stands in this table.</p>"
          : htmlTable(DIFFERENCE_HEAD, differences.map(differenceCells))
      }<details><summary>Every model of the registry</summary>${htmlTable(COMPUTED_HEAD, [...computed.map(computedCells), ...runs.map(runCells)])}</details>`,
    },
  ];
}

const CLASS: Readonly<Record<Verdict, string>> = {
  holds: "good",
  "holds with exceptions": "fair",
  "in another reading": "fair",
  contradicted: "bad",
};

function claimsSection(claims: readonly CheckedClaim[]): Section {
  const order: readonly Verdict[] = ["contradicted", "holds with exceptions", "in another reading", "holds"];
  const rows = order.flatMap((verdict) => claims.filter((claim) => claim.verdict === verdict)).map(claimRow);
  return {
    title: "What the papers say of their tables",
    lead: "Each sentence was asked of the printed tables; the verdict follows from the arithmetic beside it. Square brackets are the paper's references.",
    body: `<div class="scroll wrap"><table><thead><tr><th>verdict</th><th style="width:38%">sentence</th><th style="width:46%">arithmetic</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`,
  };
}

function claimRow(claim: CheckedClaim): string {
  const lines = evidenceLines(claim).map((line) => `<div>${escapeHtml(line)}</div>`);
  return `<tr><td class="${CLASS[claim.verdict]}">${VERDICTS[claim.verdict]}</td><td>“${escapeHtml(claim.quote)}”<br><small>${escapeHtml(claim.place)}</small></td><td>${lines.join("") || escapeHtml(claim.asked)}</td></tr>`;
}

interface Plot {
  readonly lead: string;
  readonly bubbles: () => Bubble[];
  readonly options: Parameters<typeof bubbleChart>[1];
}

const across = { costName: "energy of one video in J, 45 nm", costUnit: "J" };

const PLOTS: Readonly<Record<TableName, Plot>> = {
  "1": {
    lead: "Top-1 on UCF-101 over energy, as printed (the paper's Fig. 6).",
    bubbles: () =>
      STM_NET_TABLE_1.rows.flatMap(({ name, domain, ucf101, joules, parameters }) =>
        ucf101 && joules ? [printed(name, joules.value, ucf101.value, parameters?.value, domain.includes("RD"))] : [],
      ),
    options: { ...across, label: "Accuracy on UCF-101 over energy", accuracyName: "top-1 on UCF-101 in %" },
  },
  "2": {
    lead: "Top-1 on Kinetics-400 over energy, as printed.",
    bubbles: () =>
      STM_NET_TABLE_2.rows.flatMap(({ name, domain, k400, joules }) =>
        k400 && joules ? [printed(name, joules.value, k400.value, undefined, domain.includes("RD"))] : [],
      ),
    options: { ...across, label: "Accuracy on Kinetics-400 over energy", accuracyName: "top-1 on Kinetics-400 in %" },
  },
  attp: {
    lead: "Top-1 on HMDB-51 as printed, over the energy of the printed operations: the paper prints no joules (after its Fig. 1).",
    bubbles: () =>
      ATTP_TABLE_2.rows.flatMap(({ name, compressed, gflops, hmdb51, parameters }) =>
        gflops && hmdb51
          ? [
              printed(
                name,
                joules({ macs: gflops.value * 1e9, accumulates: 0 }),
                hmdb51.value,
                parameters?.value,
                compressed !== "yes",
              ),
            ]
          : [],
      ),
    options: {
      costName: "energy of the printed operations in J, 45 nm",
      costUnit: "J",
      label: "Accuracy on HMDB-51 over energy",
      accuracyName: "top-1 on HMDB-51 in %",
    },
  },
};

function printed(
  name: string,
  cost: number,
  accuracy: number,
  millions: number | undefined,
  rawDomain: boolean,
): Bubble {
  const parameters = millions === undefined ? null : millions * 1e6;
  return { name, cost, accuracy, parameters, rawDomain, source: "printed" };
}

function runBubble({ model, accuracy, joules, parameters }: MeasuredRun): Bubble[] {
  return accuracy === null || joules <= 0
    ? []
    : [{ name: `${model}, measured`, cost: joules, accuracy, parameters, rawDomain: false, source: "measured" }];
}
