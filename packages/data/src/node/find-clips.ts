import { basename, extname, join } from "node:path";
import type { ClipRecord } from "../dataset.js";
import type { MissingClip } from "../dataset-report.js";
import type { FaultLog } from "../lists/fault-log.js";
import type { ListedClip } from "../lists/listed-clip.js";
import { type FolderListing, type VideoFile, videoExtensions } from "./folder-listing.js";

/** The clips whose files are there, and the others. */
export interface FoundClips {
  readonly clips: readonly ClipRecord[];
  readonly missing: readonly MissingClip[];
}

/**
 * Finds each clip's file by its name without extension, wherever it lies under the folder: clips may have been converted and
 * moved. Of several files the one in a folder named after the class goes first, then the order of `videoExtensions`; where
 * that does not decide it is a fault.
 * @param ignoreCase  also takes a name that differs in upper and lower case alone
 */
export function findClips(
  listed: readonly ListedClip[],
  { root, videos }: FolderListing,
  faults: FaultLog,
  { ignoreCase = false } = {},
): FoundClips {
  const clips: ClipRecord[] = [];
  const missing: MissingClip[] = [];
  let lowered: ReadonlyMap<string, readonly VideoFile[]> | null = null;
  for (const clip of listed) {
    let candidates = videos.get(clip.stem);
    if (candidates === undefined && ignoreCase) {
      lowered ??= new Map([...videos].map(([stem, files]) => [stem.toLowerCase(), files]));
      candidates = lowered.get(clip.stem.toLowerCase());
    }
    const { name, label, split, group } = clip;
    if (candidates === undefined) {
      missing.push({ name, label, split });
      continue;
    }
    const file = candidates.length === 1 ? candidates[0]! : best(candidates, clip, root, faults);
    clips.push({ file: join(file.folder, file.name), label, split, ...(group !== undefined && { group }) });
  }
  return { clips, missing };
}

function best(candidates: readonly VideoFile[], clip: ListedClip, root: string, faults: FaultLog): VideoFile {
  const rank = ({ folder, name }: VideoFile) => {
    const ofClass = clip.label !== null && sameClass(basename(folder), clip.label);
    const extension = videoExtensions.indexOf(extname(name).toLowerCase() as (typeof videoExtensions)[number]);
    return (ofClass ? 0 : videoExtensions.length) + extension;
  };
  const ranked = [...candidates].sort((a, b) => rank(a) - rank(b));
  const [first, second] = ranked as [VideoFile, VideoFile];
  if (rank(first) === rank(second)) {
    const both = [first, second].map(({ folder, name }) => join(folder, name)).join(" and ");
    faults.add("ambiguous", clip, `${clip.name} could be ${both}: keep one of them under ${root}`);
  }
  return first;
}

/** Kinetics' folders are named after the class, with spaces or underscores. */
function sameClass(folder: string, label: string): boolean {
  return folder === label || folder === label.replaceAll(" ", "_");
}

/** Clips by their file's extension, in lower case. */
export function countExtensions(clips: readonly ClipRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { file } of clips) {
    const extension = extname(file).toLowerCase();
    counts[extension] = (counts[extension] ?? 0) + 1;
  }
  return counts;
}

/** Video files that none of these names means. */
export function countUnlisted({ videos }: FolderListing, names: Iterable<string>): number {
  const known = new Set<string>();
  for (const name of names) known.add(name.toLowerCase());
  let count = 0;
  for (const [stem, files] of videos) if (!known.has(stem.toLowerCase())) count += files.length;
  return count;
}
