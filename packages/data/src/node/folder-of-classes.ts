import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { type ClipRecord, type Dataset, datasetOf } from "../dataset.js";
import { DatasetNotFoundError, EmptyDatasetError } from "../errors.js";

/** Files that are taken for clips. Whether they can be decoded shows when they are read. */
const clipExtensions = new Set([
  ".avi",
  ".mp4",
  ".m4v",
  ".mov",
  ".3gp",
  ".mkv",
  ".webm",
  ".ts",
  ".mpeg4",
  ".cmp",
  ".bit",
]);

const splits = ["train", "val", "test"] as const;

/**
 * A folder with a folder of clips for each class, `root/CLASS/clip.avi` (every clip then is a training clip), or one more
 * level for the splits, `root/train/CLASS/clip.avi` beside `val` and `test`. Clips are in order of split, class and name.
 * @throws DatasetNotFoundError if the folder cannot be read; EmptyDatasetError if it holds no clips
 */
export async function folderOfClasses(root: string): Promise<Dataset> {
  const present = new Set((await folders(root)).map((entry) => entry.name));
  const bySplit = splits.filter((split) => present.has(split));
  const clips =
    bySplit.length === 0
      ? await clipsOf(root, "train")
      : (await Promise.all(bySplit.map((split) => clipsOf(join(root, split), split)))).flat();
  if (clips.length === 0) {
    const layout = "expected CLASS/clip.avi or train/CLASS/clip.avi (avi, mp4, m4v, mov, 3gp, …)";
    throw new EmptyDatasetError(`no clips under ${root}: ${layout}`);
  }
  return datasetOf(clips);
}

async function clipsOf(folder: string, split: ClipRecord["split"]): Promise<ClipRecord[]> {
  const perClass = (await folders(folder)).map(async ({ name: label }) => {
    const names = (await list(join(folder, label))).filter(isClip).map((entry) => entry.name);
    return names.sort().map((name) => ({ file: join(folder, label, name), label, split }));
  });
  return (await Promise.all(perClass)).flat();
}

async function folders(path: string): Promise<Dirent[]> {
  const entries = (await list(path)).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isClip(entry: Dirent): boolean {
  return !entry.isDirectory() && !entry.name.startsWith(".") && clipExtensions.has(extname(entry.name).toLowerCase());
}

async function list(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    throw new DatasetNotFoundError(`cannot read the folder ${path}: ${(cause as Error).message}`, cause);
  }
}
