import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, extname, join, sep } from "node:path";
import { DatasetNotFoundError, DatasetTooLargeError } from "../errors.js";
import { stemOf } from "../lists/listed-clip.js";

/**
 * Extensions of files that are taken for videos, the preferred first: where a clip is there twice, a copy that
 * `cvar prepare` made (MP4) goes before the original, and WebM (VP9 in Something-Something, which is not decoded here) comes
 * last. Whether a file can be decoded shows when it is read.
 */
export const videoExtensions = [
  ".mp4",
  ".m4v",
  ".avi",
  ".mov",
  ".3gp",
  ".mkv",
  ".ts",
  ".mpeg4",
  ".cmp",
  ".bit",
  ".webm",
] as const;

const isVideo = new Set<string>(videoExtensions);

/** True for a name with one of {@link videoExtensions}, in any case. */
export function isVideoName(name: string): boolean {
  return isVideo.has(extname(name).toLowerCase());
}

const listExtensions = new Set([".txt", ".csv", ".json"]);

/** Levels of folders that are looked into: `root/videos/train/CLASS/part/clip.avi`. */
const MAX_DEPTH = 6;

/** Files and folders that are listed before it is given up: twenty times Something-Something V2. */
const MAX_ENTRIES = 5_000_000;

/** Folders that are read at a time; on a network drive the waiting is what takes long. */
const AT_A_TIME = 16;

/** What lies under a folder, listed once. */
export interface FolderListing {
  readonly root: string;
  /** Video files by name without extension, each with its folder and name. */
  readonly videos: ReadonlyMap<string, readonly VideoFile[]>;
  readonly videoCount: number;
  /** Paths of text, CSV and JSON files, those nearest to the root first, then by name. */
  readonly lists: readonly string[];
}

export interface VideoFile {
  readonly folder: string;
  readonly name: string;
}

/**
 * Lists a folder and what is below it, links to folders followed, hidden ones passed over. One directory listing each and no
 * question about single files, so that a quarter of a million clips take about a second.
 * @throws DatasetNotFoundError, DatasetTooLargeError
 */
export async function listFolder(root: string): Promise<FolderListing> {
  const videos = new Map<string, VideoFile[]>();
  const lists: string[] = [];
  const visited = new Set<string>();
  const own = await realpath(root).catch(() => root);
  let videoCount = 0;
  let entries = 0;
  let level = [root];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    const found: string[] = [];
    for (let k = 0; k < level.length; k += AT_A_TIME) {
      const folders = level.slice(k, k + AT_A_TIME);
      const contents = await Promise.all(folders.map((folder) => contentsOf(folder, own, visited)));
      contents.forEach(({ files, folders: below }, j) => {
        const folder = folders[j]!;
        for (const name of below) next.push(join(folder, name));
        for (const name of files) {
          if (isVideoName(name)) {
            videoCount++;
            const stem = stemOf(name);
            const same = videos.get(stem);
            if (same === undefined) videos.set(stem, [{ folder, name }]);
            else same.push({ folder, name });
          } else if (listExtensions.has(extname(name).toLowerCase())) found.push(join(folder, name));
        }
        entries += files.length + below.length;
      });
      if (entries > MAX_ENTRIES)
        throw new DatasetTooLargeError(
          `${root} holds more than ${MAX_ENTRIES} files: name the folder of the videos alone`,
        );
    }
    for (const list of found.sort()) lists.push(list);
    level = next;
  }
  return { root, videos, videoCount, lists };
}

/**
 * @param own  real path of the root: links into it show nothing new
 * @param visited  real paths of linked folders, so that a circle of links ends
 */
async function contentsOf(
  folder: string,
  own: string,
  visited: Set<string>,
): Promise<{ files: string[]; folders: string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of await directoryEntries(folder)) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) folders.push(entry.name);
    else if (!entry.isSymbolicLink()) files.push(entry.name);
    else if (await isFolder(join(folder, entry.name))) {
      const target = await realpath(join(folder, entry.name));
      const known = visited.has(target) || `${target}${sep}`.startsWith(`${own}${sep}`);
      if (!known) folders.push(entry.name);
      visited.add(target);
    } else files.push(entry.name);
  }
  return { files, folders };
}

async function isFolder(link: string): Promise<boolean> {
  // A link to a video is the commoner case and need not be asked about.
  if (isVideoName(basename(link))) return false;
  return stat(link).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

/**
 * The entries of a folder.
 * @throws DatasetNotFoundError
 */
export async function directoryEntries(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    throw new DatasetNotFoundError(`cannot read the folder ${path}: ${(cause as Error).message}`, cause);
  }
}
