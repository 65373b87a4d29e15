import type { Split } from "../dataset.js";
import { type FaultLog, quoted } from "./fault-log.js";
import { type ListedClip, stemOf } from "./listed-clip.js";
import { numberedLines } from "./numbered-lines.js";

/** HMDB-51 has three official ways to split train from test. */
export const HMDB51_SPLITS = 3;

/** A list's class and split from its name, `CLASS_test_splitN.txt` (both kinds of clips are in it, despite the name), or null. */
export function hmdb51ListName(file: string): { readonly label: string; readonly officialSplit: number } | null {
  const match = /^(.+)_test_split([1-9])\.txt$/.exec(file);
  return match ? { label: match[1]!, officialSplit: Number(match[2]) } : null;
}

const USE: Readonly<Record<string, Split | null>> = { 0: null, 1: "train", 2: "test" };

/**
 * One of HMDB-51's lists: a line `NAME.avi U ` for each clip of the class, with U 1 for training, 2 for testing and 0 for
 * neither. Names hold nearly every character (`! ( ) # [ ] & + ; ~ @`), so the last number ends a name and nothing else does.
 *
 * Names are `SOURCE_CLASS_PROPERTIES_K.avi`; clips of one class and source film form a group. (The lists keep them in one
 * split; the same film may serve several classes.)
 *
 * (test_train_splits.rar and its readme, serre-lab.clps.brown.edu.)
 */
export function parseHmdb51List(
  text: string,
  { list, label }: { readonly list: string; readonly label: string },
  faults: FaultLog,
): { clips: ListedClip[]; unused: string[] } {
  const clips: ListedClip[] = [];
  const unused: string[] = [];
  for (const { line, text: content } of numberedLines(text)) {
    const match = /^(.*\S)\s+(\d+)$/.exec(content);
    const split = match ? USE[match[2]!] : undefined;
    if (!match || split === undefined) {
      faults.add(
        "syntax",
        { list, line },
        `${quoted(content)} should be a file name and 0 (unused), 1 (train) or 2 (test)`,
      );
      continue;
    }
    const name = match[1]!;
    const stem = stemOf(name);
    if (split === null) {
      unused.push(stem);
      continue;
    }
    const source = stem.lastIndexOf(`_${label}_`);
    if (source < 0) {
      faults.add("label", { list, line }, `${quoted(name)} does not have the class "${label}" in it, as its list says`);
      continue;
    }
    clips.push({
      name: `${label}/${name}`,
      stem,
      label,
      split,
      group: `${label}/${stem.slice(0, source)}`,
      list,
      line,
    });
  }
  return { clips, unused };
}
