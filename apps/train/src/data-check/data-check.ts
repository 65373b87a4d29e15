import {
  type Dataset,
  type DatasetReport,
  type Faults,
  type GroupLeak,
  groupLeaks,
  type MissingClip,
} from "@cvar/data";
import type { BrokenClip } from "./check-clips.js";

/** What `cvar data` finds. */
export interface DataCheck {
  readonly format: DatasetReport["format"];
  readonly officialSplit: number | null;
  readonly lists: readonly string[];
  readonly videos: string;
  readonly classes: readonly string[];
  readonly listed: number;
  /** Clips that are there. */
  readonly clips: number;
  readonly splits: Readonly<Record<string, number>>;
  readonly perClass: readonly { readonly label: string; readonly counts: Readonly<Record<string, number>> }[];
  readonly unlabelled: number;
  readonly unlisted: number;
  readonly ignored: number;
  readonly extensions: Readonly<Record<string, number>>;
  readonly missing: readonly MissingClip[];
  readonly faults: Faults;
  readonly leaks: readonly GroupLeak[];
  /** Clips that were opened; null: none was. */
  readonly checked: number | null;
  readonly broken: readonly BrokenClip[];
  /** What a user should know and is no fault. */
  readonly notes: readonly string[];
  /** What is wrong, a phrase for each kind; empty: the dataset is good. */
  readonly wrong: readonly string[];
}

/** Counts a dataset that was opened with `faults` and `missing` reported. */
export function summarise(dataset: Dataset, broken: readonly BrokenClip[] | null): DataCheck {
  const { clips, classes } = dataset;
  const report = dataset.report!;
  const { missing, faults } = report;
  const splits: Record<string, number> = {};
  const perClass = new Map(classes.map((label) => [label, {} as Record<string, number>]));
  for (const { label, split } of clips) {
    splits[split] = (splits[split] ?? 0) + 1;
    const counts = label === null ? undefined : perClass.get(label);
    if (counts !== undefined) counts[split] = (counts[split] ?? 0) + 1;
  }
  const leaks = groupLeaks(clips);
  const mayLack = report.format === "kinetics400" || report.format === "kinetics600";
  const count = (n: number, what: string) => (n === 0 ? [] : [`${n} ${what}${n === 1 ? "" : "s"}`]);
  return {
    format: report.format,
    officialSplit: report.officialSplit,
    lists: report.lists,
    videos: report.videos,
    classes,
    listed: report.listed,
    clips: clips.length,
    splits,
    perClass: [...perClass].map(([label, counts]) => ({ label, counts })),
    unlabelled: clips.filter(({ label }) => label === null).length,
    unlisted: report.unlisted,
    ignored: report.ignored,
    extensions: report.extensions,
    missing,
    faults: { total: faults.total, counts: faults.counts, first: faults.first },
    leaks,
    checked: broken === null ? null : clips.length,
    broken: broken ?? [],
    notes: notesOf(dataset, mayLack),
    wrong: [
      ...count(faults.total, "fault"),
      ...(mayLack && clips.length > 0 ? [] : count(missing.length, "missing clip")),
      ...count(leaks.length, "group leak"),
      ...count(broken?.length ?? 0, "unreadable clip"),
      ...(clips.length === 0 && missing.length === 0 && faults.total === 0 ? ["no clips"] : []),
    ],
  };
}

function notesOf({ clips, classes, report }: Dataset, mayLack: boolean): string[] {
  const notes: string[] = [];
  if (mayLack && report!.missing.length > 0)
    notes.push("Kinetics' videos disappear from YouTube: missing clips are no fault");
  const webm = report!.extensions[".webm"] ?? 0;
  if (webm > 0)
    notes.push(`${webm} clips are WebM (VP8, VP9, AV1), which is not decoded here: \`cvar prepare\` converts them`);
  const trained = new Set(clips.filter(({ split }) => split === "train").map(({ label }) => label));
  const untrained = classes.filter((label) => !trained.has(label));
  if (untrained.length > 0 && trained.size > 0)
    notes.push(`no training clip of ${untrained.slice(0, 5).join(", ")}${untrained.length > 5 ? ", …" : ""}`);
  return notes;
}
