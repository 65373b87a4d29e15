import type { Dirent } from "node:fs";
import { join } from "node:path";
import { type ClipRecord, type Dataset, datasetOf } from "../dataset.js";
import { EmptyDatasetError } from "../errors.js";
import { FaultLog } from "../lists/fault-log.js";
import { countExtensions } from "./find-clips.js";
import { directoryEntries, isVideoName } from "./folder-listing.js";

const splits = ["train", "val", "test"] as const;

/**
 * A folder with a folder of clips for each class, `root/CLASS/clip.avi` (every clip then is a training clip), or one more
 * level for the splits, `root/train/CLASS/clip.avi` beside `val` and `test`. Clips are in order of split, class and name.
 * @throws DatasetNotFoundError if the folder cannot be read; EmptyDatasetError if it holds no clips
 */
export async function folderOfClasses(root: string): Promise<Dataset> {
  const present = new Set((await folders(root)).map((entry) => entry.name));
  const bySplit = splits.filter((split) => present.has(split));
  const parts = await Promise.all(
    bySplit.length === 0 ? [clipsOf(root, "train")] : bySplit.map((split) => clipsOf(join(root, split), split)),
  );
  const clips = parts.flatMap((part) => part.clips);
  if (clips.length === 0) {
    const layout = "expected CLASS/clip.avi or train/CLASS/clip.avi (avi, mp4, m4v, mov, 3gp, …)";
    throw new EmptyDatasetError(`no clips under ${root}: ${layout}`);
  }
  const report = {
    format: "folder-of-classes" as const,
    officialSplit: null,
    lists: [root],
    videos: root,
    listed: clips.length,
    ignored: parts.reduce((sum, part) => sum + part.ignored, 0),
    unlisted: 0,
    missing: [],
    filesChecked: true,
    faults: new FaultLog(),
    extensions: countExtensions(clips),
  };
  return { ...datasetOf(clips), report };
}

async function clipsOf(folder: string, split: ClipRecord["split"]): Promise<{ clips: ClipRecord[]; ignored: number }> {
  const perClass = (await folders(folder)).map(async ({ name: label }) => {
    const entries = (await directoryEntries(join(folder, label))).filter(isVisibleFile);
    const names = entries.map((entry) => entry.name).filter(isVideoName);
    const clips = names.sort().map((name) => ({ file: join(folder, label, name), label, split }));
    return { clips, ignored: entries.length - names.length };
  });
  const all = await Promise.all(perClass);
  return { clips: all.flatMap(({ clips }) => clips), ignored: all.reduce((sum, { ignored }) => sum + ignored, 0) };
}

async function folders(path: string): Promise<Dirent[]> {
  const entries = (await directoryEntries(path)).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isVisibleFile = (entry: Dirent) => !entry.isDirectory() && !entry.name.startsWith(".");
