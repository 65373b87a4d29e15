import {
  ATTP_TABLE_2,
  type CheckedClaim,
  checkClaims,
  PAPERS,
  type PaperId,
  STM_NET_TABLE_1,
  STM_NET_TABLE_2,
} from "@cvar/energy/published";
import { si } from "../table.js";
import { COMPOSITIONS, compositionCost } from "./compositions.js";
import {
  attpDifferences,
  OURS_IN_ATTP,
  OURS_IN_TABLE_1,
  OURS_IN_TABLE_2,
  type PrintedDifference,
  table1Differences,
  table2Differences,
} from "./differences.js";
import type { MeasuredRun } from "./measured-run.js";
import { attpMacsWithKeptFeatures, type ModelCost, modelCost, registryCosts } from "./model-cost.js";

/** Tables that can be asked for. */
export const TABLE_NAMES = ["1", "2", "attp"] as const;

/** Which of {@link TABLE_NAMES}. */
export type TableName = (typeof TABLE_NAMES)[number];

/** A printed table with what stands beside it. */
export interface ComparedTable {
  readonly name: TableName;
  readonly paper: PaperId;
  readonly table: string;
  readonly subject: string;
  readonly notes: readonly string[];
  /** title of each column */
  readonly head: readonly string[];
  /** as printed; null for a dash */
  readonly printed: readonly (readonly (string | null)[])[];
  /** our models, all at {@link COMPUTED_CLASSES} */
  readonly computed: readonly ModelCost[];
  /** at the number of classes that the table's first data set has */
  readonly differences: readonly PrintedDifference[];
}

/** Everything that `cvar energy` says of the papers' tables. */
export interface PublishedEnergy {
  readonly tables: readonly ComparedTable[];
  readonly claims: readonly CheckedClaim[];
  readonly runs: readonly MeasuredRun[];
}

/** Puts the asked tables together: printed rows, our models, differences, and the sentences that lean on them. */
export function publishedEnergy(names: readonly TableName[], runs: readonly MeasuredRun[]): PublishedEnergy {
  const computed = everyCost();
  const tables = names.map((name) => TABLES[name](computed));
  const papers = new Set(tables.map(({ paper }) => paper));
  return { tables, claims: checkClaims().filter(({ paper }) => papers.has(paper)), runs };
}

/** "Das Biswas et al., Table 1" */
export function titleOf({ paper, table }: Pick<ComparedTable, "paper" | "table">): string {
  return `${PAPERS[paper].split(",")[0]!.replace(/^(\w\.\s*)+/, "")} et al., ${table}`;
}

const TABLES: Readonly<Record<TableName, (computed: readonly ModelCost[]) => ComparedTable>> = {
  "1": (computed) => {
    const ours = costsOf(OURS_IN_TABLE_1, 101);
    return {
      ...{ name: "1", paper: "stm-net", table: STM_NET_TABLE_1.table, subject: STM_NET_TABLE_1.subject },
      notes: STM_NET_TABLE_1.notes,
      head: [
        "method",
        "given",
        "views",
        "UCF-101 %",
        "HMDB-51 %",
        "params M",
        "TFLOPs",
        "spike GFLOPs",
        "J",
        "V/s",
        "G/view",
      ],
      printed: STM_NET_TABLE_1.rows.map((row) => [
        ...[row.name, row.domain, row.views.join("×"), text(row.ucf101), text(row.hmdb51), text(row.parameters)],
        ...[text(row.tflops), text(row.spikeGflops), text(row.joules), text(row.speed)],
        row.tflops === null
          ? null
          : `${row.tflops.atLeast ? ">" : ""}${Number(((row.tflops.value * 1000) / (row.views[0] * row.views[1])).toPrecision(4))}`,
      ]),
      ...{ computed, differences: table1Differences(ours) },
    };
  },
  "2": (computed) => {
    const ours = costsOf(OURS_IN_TABLE_2, 400);
    return {
      ...{ name: "2", paper: "stm-net", table: STM_NET_TABLE_2.table, subject: STM_NET_TABLE_2.subject },
      notes: STM_NET_TABLE_2.notes,
      head: ["method", "given", "SS-v2 %", "K-400 %", "K-600 %", "J"],
      printed: STM_NET_TABLE_2.rows.map((row) => [
        ...[row.name, row.domain, text(row.ssv2), text(row.k400), text(row.k600), text(row.joules)],
      ]),
      ...{ computed, differences: table2Differences(ours) },
    };
  },
  attp: (computed) => {
    const ours = costsOf(OURS_IN_ATTP, 51);
    return {
      ...{ name: "attp", paper: "attp", table: ATTP_TABLE_2.table, subject: ATTP_TABLE_2.subject },
      notes: [
        ...ATTP_TABLE_2.notes,
        `Averaged over the frames of a video, with the neighbouring I-frame's features kept, three passes would do: ${si(attpMacsWithKeptFeatures(51))} MACs computed.`,
      ],
      head: ["method", "compressed", "flow", "params M", "GFLOPs", "HMDB-51 %", "UCF-101 %"],
      printed: ATTP_TABLE_2.rows.map((row) => [
        ...[row.name, row.compressed, row.opticalFlow ? "yes" : "no", text(row.parameters), text(row.gflops)],
        ...[text(row.hmdb51), text(row.ucf101)],
      ]),
      ...{ computed, differences: attpDifferences(ours, costsOf(OURS_IN_ATTP, 1000)) },
    };
  },
};

/** Classes of UCF-101: those of the rows that all tables have. */
export const COMPUTED_CLASSES = 101;

/** The registry's models, and what the papers compare with that is made of them. */
function everyCost(): ModelCost[] {
  const compositions = COMPOSITIONS.map((each) => compositionCost(each, COMPUTED_CLASSES));
  return [...registryCosts(COMPUTED_CLASSES), ...compositions];
}

/** Those that stand in a table. */
function costsOf(inTable: Readonly<Record<string, string>>, classes: number): ModelCost[] {
  return Object.keys(inTable).map((name) => {
    const composition = COMPOSITIONS.find((each) => each.name === name);
    return composition ? compositionCost(composition, classes) : modelCost(name, { classes });
  });
}

function text(cell: { readonly text: string } | null): string | null {
  return cell?.text ?? null;
}
