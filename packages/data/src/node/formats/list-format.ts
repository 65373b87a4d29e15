import { basename } from "node:path";
import type { DatasetFormat } from "../../dataset-report.js";
import { DatasetNotFoundError, InvalidOptionError } from "../../errors.js";
import type { FaultLog } from "../../lists/fault-log.js";
import type { ListedClip } from "../../lists/listed-clip.js";

/** A dataset's lists, read: what its clips are called and belong to, before files are looked for. */
export interface ReadLists {
  readonly format: DatasetFormat;
  readonly classes: readonly string[];
  readonly clips: readonly ListedClip[];
  readonly lists: readonly string[];
  /** Stems of clips that the lists name and this split leaves out. */
  readonly unused: readonly string[];
  readonly officialSplit: number | null;
}

/** How the lists of one dataset are recognised and read. */
export interface ListFormat {
  readonly format: DatasetFormat;
  /** Other names for it. */
  readonly aliases: readonly string[];
  /** Clips of the official lists that are gone are no fault: videos disappear from where they are downloaded. */
  readonly mayLack: boolean;
  /** File names may differ from the lists' in upper and lower case. */
  readonly ignoreCase: boolean;
  /** True if these paths (text, CSV and JSON files) have the dataset's lists among them. */
  recognise(paths: readonly string[]): Promise<boolean>;
  /** @throws DatasetNotFoundError, InvalidOptionError; other faults go to the log */
  read(paths: readonly string[], root: string, officialSplit: number, faults: FaultLog): Promise<ReadLists>;
}

/** The first of these paths whose file has one of the names. */
export const named = (paths: readonly string[], ...names: string[]) =>
  paths.find((path) => names.includes(basename(path)));

/** @throws InvalidOptionError if a dataset with this many official splits does not have this one */
export function requireSplit(officialSplit: number, splits: number): void {
  if (!Number.isInteger(officialSplit) || officialSplit < 1 || officialSplit > splits)
    throw new InvalidOptionError(
      "officialSplit",
      officialSplit,
      splits === 1 ? "1 (the dataset has one split)" : `1 to ${splits}`,
    );
}

/** The error for a list that is not there. */
export function lacking(folder: string, what: string): DatasetNotFoundError {
  return new DatasetNotFoundError(`${folder} lacks ${what}`);
}
