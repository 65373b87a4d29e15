import type { Split } from "../dataset.js";
import type { FaultLog } from "./fault-log.js";

/** A clip as a list names it, before its file is looked for. */
export interface ListedClip {
  /** As the list writes it, for messages. */
  readonly name: string;
  /** The file's name without its extension: what a file is found by. */
  readonly stem: string;
  readonly label: string | null;
  readonly split: Split;
  readonly group?: string;
  readonly list: string;
  readonly line: number | null;
}

/**
 * The clips with each stem once: a second mention is a fault (`duplicate`, or `two-splits` where the splits differ) and is
 * left out.
 */
export function withoutRepeats(clips: readonly ListedClip[], faults: FaultLog): ListedClip[] {
  const first = new Map<string, ListedClip>();
  for (const clip of clips) {
    const before = first.get(clip.stem);
    if (before === undefined) {
      first.set(clip.stem, clip);
      continue;
    }
    const place = `${before.list}${before.line === null ? "" : `, line ${before.line}`}`;
    if (before.split === clip.split) faults.add("duplicate", clip, `${clip.name} is listed already (${place})`);
    else faults.add("two-splits", clip, `${clip.name} is in the split ${before.split} too (${place})`);
  }
  return [...first.values()];
}

/** A file name without folders and without its last extension: "a/b.c.avi" → "b.c". */
export function stemOf(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const dot = base.lastIndexOf(".");
  return dot > 0 ? base.slice(0, dot) : base;
}
