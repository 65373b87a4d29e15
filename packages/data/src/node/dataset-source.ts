import { homedir } from "node:os";
import { join } from "node:path";
import { type DatasetFormat, datasetFormats } from "../dataset-report.js";
import { listFormats } from "./formats/index.js";

/** A dataset as one string says it. */
export interface DatasetSource {
  readonly path: string;
  readonly format?: DatasetFormat;
  readonly officialSplit?: number;
}

/**
 * Reads `PATH`, `FORMAT:PATH` or `FORMAT/SPLIT:PATH`: "clips", "ucf101:/data/UCF", "hmdb51/2:/data/HMDB". Formats are those of
 * `datasetFormats` and some short names (folder, ssv2, k400, …); a colon after anything else belongs to the path.
 */
export function parseDatasetSource(source: string): DatasetSource {
  const match = /^([a-z][a-z0-9-]+)(?:\/(\d{1,6}))?:(.+)$/is.exec(source);
  const format = match && formatOf(match[1]!.toLowerCase());
  if (!match || !format) return { path: source };
  return { path: fromHome(match[3]!), format, ...(match[2] !== undefined && { officialSplit: Number(match[2]) }) };
}

/** A shell expands "~/" only where a word begins with it. */
function fromHome(path: string): string {
  return /^~(?=$|[/\\])/.test(path) ? join(homedir(), path.slice(1)) : path;
}

/** A format by its name or one of its short names, or null. */
export function formatOf(name: string): DatasetFormat | null {
  if ((datasetFormats as readonly string[]).includes(name)) return name as DatasetFormat;
  if (name === "folder") return "folder-of-classes";
  return listFormats.find(({ aliases }) => aliases.includes(name))?.format ?? null;
}
