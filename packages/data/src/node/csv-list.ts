import { dirname, isAbsolute, join, resolve } from "node:path";
import { type ClipRecord, type Dataset, labelsOf } from "../dataset.js";
import type { MissingClip } from "../dataset-report.js";
import { EmptyDatasetError } from "../errors.js";
import { type CsvClip, parseCsvList } from "../lists/csv-list.js";
import { FaultLog } from "../lists/fault-log.js";
import { type ListedClip, withoutRepeats } from "../lists/listed-clip.js";
import { numberedLines } from "../lists/numbered-lines.js";
import { countExtensions } from "./find-clips.js";
import { directoryEntries } from "./folder-listing.js";
import { listText } from "./list-text.js";
import { refuseFaults } from "./refuse-faults.js";

/** How strictly a list is read. */
export interface CsvListOptions {
  /** `"refuse"` (default): throw where something is wrong; `"report"`: leave it out and say so in the report. */
  readonly faults?: "refuse" | "report";
  /** Looks whether the files are there (each folder is listed once; addresses are not asked). Default false. */
  readonly checkFiles?: boolean;
}

/** Beside a list: the classes in their order, one a line. */
export const CLASSES_FILE = "classes.txt";

/**
 * A list of clips: comma-separated values with a header and the columns file, label, split and, optionally, group (or
 * scene_group); others are ignored. Files are relative to the list's folder, or addresses. A clip of the split test may have no
 * label. Where a file `classes.txt` lies beside the list, it has the classes in their order, one a line.
 * @throws DatasetNotFoundError if the list cannot be read; DatasetFormatError with the line and column at fault;
 * EmptyDatasetError if it has no rows
 */
export async function csvList(path: string, options: CsvListOptions = {}): Promise<Dataset> {
  const faults = new FaultLog();
  const rows = parseCsvList(await listText(path), path, faults);
  if (options.faults !== "report") refuseFaults(faults);
  if (rows.length === 0 && faults.total === 0) throw new EmptyDatasetError(`${path} lists no clips`);
  const folder = dirname(path);
  const given = await classesBeside(folder);
  const known = new Set(given);
  const listed = withoutRepeats(
    rows.map((row) => listedClip(row, folder, path)),
    faults,
  ).filter(({ label, line }) => {
    if (given === null || label === null || known.has(label)) return true;
    faults.add(
      "label",
      { list: path, line, column: "label" },
      `"${label}" is not among the ${given.length} classes of ${CLASSES_FILE}`,
    );
    return false;
  });
  const all = listed.map(
    ({ stem: file, label, split, group }): ClipRecord => ({
      file,
      label,
      split,
      ...(group !== undefined && { group }),
    }),
  );
  if (options.faults !== "report") refuseFaults(faults);
  const present = options.checkFiles ? await presentFiles(all.map((clip) => clip.file)) : null;
  const clips = present === null ? all : all.filter(({ file }) => present(file));
  const missing: MissingClip[] =
    present === null
      ? []
      : all.filter(({ file }) => !present(file)).map(({ file, label, split }) => ({ name: file, label, split }));
  const report = {
    format: "csv" as const,
    officialSplit: null,
    lists: [path],
    videos: folder,
    listed: all.length,
    ignored: 0,
    unlisted: 0,
    missing,
    filesChecked: present !== null,
    faults,
    extensions: countExtensions(clips),
  };
  return { classes: given ?? labelsOf(all), clips, report };
}

const isAddress = (file: string) => /^[a-z][a-z0-9+.-]+:\/\//i.test(file);

/** The clip's path or address stands for its stem: that is what must not come twice. */
function listedClip({ file, label, split, group, line }: CsvClip, folder: string, list: string): ListedClip {
  const path = isAddress(file) || isAbsolute(file) ? file : resolve(folder, file);
  return { name: file, stem: path, label, split, list, line, ...(group !== undefined && { group }) };
}

async function classesBeside(folder: string): Promise<string[] | null> {
  const entries = await directoryEntries(folder === "" ? "." : folder);
  if (!entries.some(({ name }) => name === CLASSES_FILE)) return null;
  return [...new Set([...numberedLines(await listText(join(folder, CLASSES_FILE)))].map(({ text }) => text))];
}

/** Tells which files are there, from one listing of each folder. */
async function presentFiles(files: readonly string[]): Promise<(file: string) => boolean> {
  const folders = new Set(files.filter((file) => !isAddress(file)).map((file) => dirname(file)));
  const present = new Set<string>();
  for (const folder of folders) {
    const entries = await directoryEntries(folder).catch(() => []);
    for (const { name } of entries) present.add(join(folder, name));
  }
  return (file) => isAddress(file) || present.has(file);
}
