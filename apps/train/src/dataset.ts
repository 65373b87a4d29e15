import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ClipRecord, Dataset } from "@cvar/data";
import { csvList, folderOfClasses } from "@cvar/data/node";
import { DatasetError, MissingInputError } from "./errors.js";

/** Which clips of a dataset. */
export type Split = ClipRecord["split"];

/**
 * Opens a dataset: a CSV list (columns file, label, split), a folder with a `labels.csv`, or a folder of classes.
 * @throws MissingInputError, DatasetError
 */
export async function openDataset(path: string): Promise<Dataset> {
  if (!existsSync(path))
    throw new MissingInputError(
      `no dataset at "${path}"`,
      "give a folder of classes, or a CSV with the columns file,label,split",
    );
  const list = statSync(path).isDirectory() ? join(path, "labels.csv") : path;
  const dataset = existsSync(list) ? await csvList(list) : await folderOfClasses(path);
  if (dataset.clips.length === 0)
    throw new DatasetError(`"${path}" lists no clips`, "see `cvar help train` for the layouts that are understood");
  return dataset;
}

/**
 * The clips of a split.
 * @throws DatasetError if there is none
 */
export function clipsOf(dataset: Dataset, split: Split, path: string): readonly ClipRecord[] {
  const clips = dataset.clips.filter((clip) => clip.split === split);
  if (clips.length > 0) return clips;
  const there = [...new Set(dataset.clips.map((clip) => clip.split))].join(", ");
  throw new DatasetError(`"${path}" has no clips in the split "${split}"`, `it has: ${there}`);
}

/** The split that results are reported on: test where there is one, else val, else train. */
export function reportedSplit(dataset: Dataset): Split {
  const splits = new Set(dataset.clips.map((clip) => clip.split));
  return splits.has("test") ? "test" : splits.has("val") ? "val" : "train";
}
