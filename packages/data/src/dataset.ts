import type { DatasetReport } from "./dataset-report.js";

/** Which part of a dataset a clip belongs to. */
export type Split = "train" | "val" | "test";

/** One clip. */
export interface ClipRecord {
  /** A path or URL that can be opened from where the program runs. */
  readonly file: string;
  /** One of the dataset's classes; null: a test clip whose label is not published. */
  readonly label: string | null;
  readonly split: Split;
  /** Clips of one group (a scene, an actor, a source video) belong into one split. */
  readonly group?: string;
}

/** Clips and the classes that their labels are among. */
export interface Dataset {
  /** In the order of the dataset's own numbering, alphabetical where it has none; a class's number is its index here. */
  readonly classes: readonly string[];
  readonly clips: readonly ClipRecord[];
  /** What reading the dataset found beside its clips. Datasets made by {@link datasetOf} have none. */
  readonly report?: DatasetReport;
}

/** A dataset of these clips, its classes in alphabetical (code unit) order. */
export function datasetOf(clips: readonly ClipRecord[]): Dataset {
  return { classes: labelsOf(clips), clips };
}

/** The labels of these clips, each once, in alphabetical (code unit) order. */
export function labelsOf(clips: Iterable<{ readonly label: string | null }>): string[] {
  const labels = new Set<string>();
  for (const { label } of clips) if (label !== null) labels.add(label);
  return [...labels].sort();
}
