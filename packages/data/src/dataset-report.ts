import type { ClipRecord, Split } from "./dataset.js";

/** The layouts that datasets are read from. */
export const datasetFormats = [
  "folder-of-classes",
  "csv",
  "ucf101",
  "hmdb51",
  "kinetics400",
  "kinetics600",
  "something-something-v2",
] as const;

/** Name of a dataset's layout. */
export type DatasetFormat = (typeof datasetFormats)[number];

/**
 * What can be wrong in a list of clips.
 *
 * - `syntax`: a line or value that the format does not have
 * - `label`: a label that is not among the classes, is missing, or contradicts the clip's folder or name
 * - `classes`: the list of classes contradicts itself (a number twice, a gap, more classes than the dataset has)
 * - `duplicate`: one clip listed twice in a split
 * - `two-splits`: one clip in two splits
 * - `ambiguous`: several files could be the clip
 */
export type FaultKind = "syntax" | "label" | "classes" | "duplicate" | "two-splits" | "ambiguous";

/** One thing that is wrong in a list. */
export interface Fault {
  readonly kind: FaultKind;
  /** The list's path. */
  readonly list: string;
  /** From 1, header included; null where the fault is of no one line (JSON, a whole list). */
  readonly line: number | null;
  readonly column: string | null;
  readonly problem: string;
}

/** Faults, counted all and kept up to a limit, so that memory stays bounded whatever a list holds. */
export interface Faults {
  readonly total: number;
  readonly counts: Readonly<Partial<Record<FaultKind, number>>>;
  /** The first {@link FAULTS_KEPT}. */
  readonly first: readonly Fault[];
}

/** Faults that a report describes one by one. */
export const FAULTS_KEPT = 1000;

/** A clip that a list names and no file was found for. */
export interface MissingClip {
  /** As the list writes it. */
  readonly name: string;
  readonly label: string | null;
  readonly split: Split;
}

/** What reading a dataset found. */
export interface DatasetReport {
  readonly format: DatasetFormat;
  /** Which of the official splits was read; null where the dataset has one only. */
  readonly officialSplit: number | null;
  /** The lists that were read, or the folder whose layout is the list. */
  readonly lists: readonly string[];
  /** Where videos were looked for. */
  readonly videos: string;
  /** Clips that the lists name for this split, found or not. */
  readonly listed: number;
  /** Lines that the split leaves out on purpose (HMDB-51's 0), and files in class folders that are no videos. */
  readonly ignored: number;
  /** Video files that no list names. */
  readonly unlisted: number;
  readonly missing: readonly MissingClip[];
  /** Whether the files' existence was looked at. */
  readonly filesChecked: boolean;
  readonly faults: Faults;
  /** Clips by their file's extension, lower case with its dot. */
  readonly extensions: Readonly<Record<string, number>>;
}

/** A group with clips in more than one split. */
export interface GroupLeak {
  readonly group: string;
  readonly splits: readonly Split[];
  readonly clips: number;
}

/** Groups with clips in more than one split, in the order in which the clips show it: a model could recognise the group. */
export function groupLeaks(clips: Iterable<Pick<ClipRecord, "group" | "split">>): GroupLeak[] {
  const groups = new Map<string, { splits: Set<Split>; clips: number }>();
  for (const { group, split } of clips) {
    if (group === undefined) continue;
    const seen = groups.get(group) ?? { splits: new Set(), clips: 0 };
    groups.set(group, { splits: seen.splits.add(split), clips: seen.clips + 1 });
  }
  return [...groups]
    .filter(([, { splits }]) => splits.size > 1)
    .map(([group, { splits, clips }]) => ({ group, splits: [...splits], clips }));
}
