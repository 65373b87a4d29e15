/** One labelled clip. */
export interface ClipRecord {
  /** A path or URL that can be opened from where the program runs. */
  readonly file: string;
  readonly label: string;
  readonly split: "train" | "val" | "test";
  /** Clips of one group (a scene, an actor) belong into one split. */
  readonly group?: string;
}

export interface Dataset {
  /** In alphabetical order; a class's number is its index here. */
  readonly classes: readonly string[];
  readonly clips: readonly ClipRecord[];
}

/** A dataset of these clips, its classes in alphabetical (code unit) order. */
export function datasetOf(clips: readonly ClipRecord[]): Dataset {
  return { classes: [...new Set(clips.map((clip) => clip.label))].sort(), clips };
}
