import { CsvError, parse } from "csv-parse/sync";
import type { FaultLog } from "./fault-log.js";

/** A row of a table with a header: values by column, and the line it ends on (from 1, header included). */
export interface CsvRow {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/** Characters of a row, quotes included: an unclosed quote must not swallow the rest of a long list. */
const MAX_ROW = 65_536;

export interface CsvOptions {
  readonly list: string;
  /** Columns that must be there. */
  readonly required: readonly string[];
  /** Names of the columns of a table without a header. */
  readonly columns?: readonly string[];
  readonly delimiter?: string;
}

/**
 * Comma-separated values (RFC 4180) with a header; column names are trimmed, values are as quoted. Rows that cannot be read
 * are faults of the kind `syntax`, and the others are returned; without a required column none is.
 */
export function csvRows(
  text: string,
  { list, required, columns, delimiter = "," }: CsvOptions,
  faults: FaultLog,
): CsvRow[] {
  let complete = true;
  const header = (names: string[]) => {
    const found = names.map((name) => name.trim());
    for (const name of required.filter((wanted) => !found.includes(wanted))) {
      complete = false;
      const hint = found.length === 1 && /[;\t]/.test(found[0]!) ? " (columns are separated by commas)" : "";
      faults.add(
        "syntax",
        { list, line: 1, column: name },
        `missing; the header has: ${found.join(", ").slice(0, 200)}${hint}`,
      );
    }
    return found;
  };
  let last = -1;
  const skipped = (error: CsvError | undefined) => {
    // One row can be refused several times over.
    const again = error !== undefined && lineOf(error) === last;
    last = error === undefined ? last : lineOf(error);
    if (error && complete && !again) faults.add("syntax", { list, line: lineOf(error) }, error.message);
    return undefined;
  };
  try {
    const rows = parse(text, {
      bom: true,
      columns: columns ? [...columns] : header,
      delimiter,
      max_record_size: MAX_ROW,
      on_record: (values, { lines }) => ({ line: lines, values }),
      on_skip: skipped,
      skip_empty_lines: true,
      skip_records_with_error: true,
    }) as unknown as CsvRow[];
    return complete ? rows : [];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    faults.add("syntax", { list, line: lineOf(cause) }, cause.message);
    return [];
  }
}

function lineOf(error: CsvError): number {
  return typeof error.lines === "number" ? error.lines : 1;
}
