import { extname } from "node:path";
import type { ClipRecord, Dataset, Split } from "@cvar/data";
import * as data from "@cvar/data/node";
import { DatasetError } from "./errors.js";

export type { Split };

/** What the commands' help says of `--data`. */
export const DATA_HELP =
  "a folder of classes, a CSV list (file,label,split), a folder with labels.csv, or a dataset: ucf101/1:FOLDER, hmdb51/1:FOLDER, kinetics400:FOLDER, kinetics600:FOLDER, ssv2:FOLDER";

/** How a dataset is opened, beside its name and path. */
export interface DataOptions {
  /** Where the videos are, if not under the lists' folder. */
  readonly videos?: string | undefined;
  /** Goes on without clips that are listed and not there. */
  readonly allowMissing?: boolean | undefined;
}

/**
 * Opens a dataset: `PATH`, `FORMAT:PATH` or `FORMAT/SPLIT:PATH` (see `openDataset` of @cvar/data).
 * @throws the errors of @cvar/data; DatasetError if there are no clips
 */
export async function openDataset(source: string, { videos, allowMissing }: DataOptions = {}): Promise<Dataset> {
  const dataset = await data.openDataset(source, {
    ...(videos !== undefined && { videos }),
    ...(allowMissing && { missing: "report" as const }),
  });
  if (dataset.clips.length === 0)
    throw new DatasetError(`"${source}" lists no clips`, "`cvar data` says what is in it");
  return dataset;
}

/**
 * The clips of a split.
 * @throws DatasetError if there is none, or if all are WebM files
 */
export function clipsOf(dataset: Dataset, split: Split, path: string): readonly ClipRecord[] {
  const clips = dataset.clips.filter((clip) => clip.split === split);
  if (clips.length === 0) {
    const there = [...new Set(dataset.clips.map((clip) => clip.split))].join(", ");
    throw new DatasetError(`"${path}" has no clips in the split "${split}"`, `it has: ${there}`);
  }
  if (clips.every(({ file }) => extname(file).toLowerCase() === ".webm"))
    throw new DatasetError(
      `all clips of the split "${split}" (${clips.length}) are WebM files, whose codecs (VP8, VP9, AV1) are not decoded here`,
      `convert them: \`cvar prepare --data ${path} --out FOLDER\`, then use --data FOLDER`,
    );
  return clips;
}

/** The split that results are reported on: test where there is one with labels, else val, else test, else train. */
export function reportedSplit(dataset: Dataset): Split {
  const splits = new Set(dataset.clips.map((clip) => clip.split));
  const labelled = dataset.clips.some((clip) => clip.split === "test" && clip.label !== null);
  if (splits.has("test") && (labelled || !splits.has("val"))) return "test";
  return splits.has("val") ? "val" : "train";
}

/** What a user should know before a long job on this dataset, one line each. */
export function datasetNotes({ report }: Dataset): string[] {
  if (report === undefined || report.missing.length === 0) return [];
  return [`${report.missing.length} of ${report.listed} listed clips are not there and are left out`];
}
