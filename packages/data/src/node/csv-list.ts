import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CsvError, type Info, parse } from "csv-parse/sync";
import { z } from "zod";
import { type ClipRecord, type Dataset, datasetOf } from "../dataset.js";
import { DatasetFormatError, DatasetNotFoundError, EmptyDatasetError } from "../errors.js";

const rowSchema = z.object({
  file: z.string().trim().min(1, "is empty"),
  label: z.string().trim().min(1, "is empty"),
  split: z.enum(["train", "val", "test"], { error: 'must be "train", "val" or "test"' }),
  group: z.string().optional(),
  scene_group: z.string().optional(),
});

const required = ["file", "label", "split"];

interface Row {
  readonly record: Record<string, string>;
  readonly info: Info;
}

/**
 * A list of clips: comma-separated values with a header and the columns file, label, split and, optionally, group (or
 * scene_group); others are ignored. Files are relative to the list's folder. Whether they exist shows when they are read.
 * @throws DatasetNotFoundError if the list cannot be read; DatasetFormatError with the line and column at fault;
 * EmptyDatasetError if it has no rows
 */
export async function csvList(path: string): Promise<Dataset> {
  const rows = parseRows(path, await text(path));
  if (rows.length === 0) throw new EmptyDatasetError(`${path} lists no clips`);
  const folder = dirname(path);
  const clips = rows.map(({ record, info }): ClipRecord => {
    const row = rowSchema.safeParse(record);
    if (!row.success) {
      const issue = row.error.issues[0]!;
      const column = String(issue.path[0]);
      throw new DatasetFormatError(path, info.lines, column, `"${record[column] ?? ""}" ${issue.message}`);
    }
    const { file, label, split, group = row.data.scene_group } = row.data;
    return { file: resolve(folder, file), label, split, ...(group ? { group } : {}) };
  });
  return datasetOf(clips);
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new DatasetNotFoundError(`cannot read the list ${path}: ${(cause as Error).message}`, cause);
  }
}

function parseRows(path: string, content: string): Row[] {
  const columns = (header: string[]) => {
    const names = header.map((name) => name.trim());
    const missing = required.filter((name) => !names.includes(name));
    if (missing.length === 0) return names;
    throw new DatasetFormatError(path, 1, missing[0]!, `missing; the header has: ${names.join(", ")}`);
  };
  try {
    return parse(content, { bom: true, columns, info: true, skip_empty_lines: true }) as unknown as Row[];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause.lines === "number" ? cause.lines : 1;
    throw new DatasetFormatError(path, line, null, cause.message, cause);
  }
}
