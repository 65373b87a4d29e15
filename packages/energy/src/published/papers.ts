import { UsageError } from "../errors.js";

/** The papers whose tables are kept here. */
export const PAPERS = {
  "stm-net":
    "S. Das Biswas, E. Soufleri, A. Roy, K. Roy: Towards Scalable Modeling of Compressed Videos for Efficient Action Recognition",
  attp: "Y. Huo, X. Xu, Y. Lu, Y. Niu, M. Ding, Z. Lu, T. Xiang, J. Wen: Lightweight Action Recognition in Compressed Videos",
} as const;

/** Which of {@link PAPERS}. */
export type PaperId = keyof typeof PAPERS;

/** A table of a paper, row by row. */
export interface PublishedTable<Row> {
  readonly paper: PaperId;
  /** as the paper numbers it: "Table 1" */
  readonly table: string;
  /** what the table shows, in our words */
  readonly subject: string;
  /** what must be known to read the numbers */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

/** A row by its name. */
export function rowOf<Row extends { readonly name: string }>(table: PublishedTable<Row>, name: string): Row {
  const row = table.rows.find((each) => each.name === name);
  if (!row) throw new UsageError(`${table.table} of ${PAPERS[table.paper]} has no row "${name}"`);
  return row;
}
