import type { Split } from "../dataset.js";
import { type CsvRow, csvRows } from "./csv-rows.js";
import { type FaultLog, quoted } from "./fault-log.js";
import type { ListedClip } from "./listed-clip.js";

/** Columns that every Kinetics list has; `label` is missing in test lists, `split` and `is_cc` in some editions. */
export const KINETICS_COLUMNS = ["youtube_id", "time_start", "time_end"] as const;

/** What the column `split` says, by edition: Kinetics-400 "val", later ones "validate", Kinetics-600's "holdout_test". */
const SPLITS: Readonly<Record<string, Split>> = {
  train: "train",
  val: "val",
  validate: "val",
  validation: "val",
  test: "test",
  holdout: "test",
  holdout_test: "test",
};

/** The latest end of a clip that is believed: 12 hours, YouTube's own limit, in seconds. */
const LATEST = 12 * 3600;

/**
 * A list of Kinetics-400, -600 or -700: `label,youtube_id,time_start,time_end,split[,is_cc]`, labels with spaces in quotes,
 * times in whole seconds. Clips are files `ID_START_END` with both times in six digits, as the dataset's own download program
 * names them; all clips of a video form a group.
 *
 * The test lists of Kinetics-400 and -600 first came without the column `label`; their clips have none.
 *
 * (Kay et al. 2017, arXiv 1705.06950; kinetics_{train,val,test}.zip, deepmind.com; names: activitynet/ActivityNet,
 * Crawler/Kinetics/download.py.)
 *
 * @param splitOfList  the split of rows without one, from the list's name
 */
export function parseKineticsList(
  text: string,
  { list, splitOfList }: { readonly list: string; readonly splitOfList: Split | null },
  faults: FaultLog,
): ListedClip[] {
  const clips: ListedClip[] = [];
  for (const row of csvRows(text, { list, required: KINETICS_COLUMNS }, faults)) {
    const clip = clipOf(row, list, splitOfList, faults);
    if (clip !== null) clips.push(clip);
  }
  return clips;
}

function clipOf(
  { line, values }: CsvRow,
  list: string,
  splitOfList: Split | null,
  faults: FaultLog,
): ListedClip | null {
  const refuse = (column: string, problem: string, kind: "syntax" | "label" = "syntax") => {
    faults.add(kind, { list, line, column }, `${quoted(values[column] ?? "")} ${problem}`);
    return null;
  };
  const id = values.youtube_id ?? "";
  if (!/^[\w-]{1,64}$/.test(id))
    return refuse("youtube_id", "is no YouTube identifier (spreadsheets change those that begin with -)");
  const start = seconds(values.time_start);
  if (start === null) return refuse("time_start", "is no time in seconds");
  const end = seconds(values.time_end);
  if (end === null || end <= start) return refuse("time_end", `is no time in seconds after ${start}`);
  const split = values.split === undefined ? splitOfList : (SPLITS[values.split.trim().toLowerCase()] ?? null);
  if (split === null) return refuse("split", 'must be "train", "val", "validate" or "test"');
  const label = (values.label ?? "").trim();
  if (label === "" && split !== "test")
    return refuse("label", "is empty (only test lists may have no labels)", "label");
  const stem = `${id}_${six(start)}_${six(end)}`;
  return { name: stem, stem, label: label === "" ? null : label, split, group: id, list, line };
}

function seconds(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,6}(\.\d{1,9})?$/.test(text.trim())) return null;
  const value = Math.floor(Number(text));
  return value <= LATEST ? value : null;
}

const six = (value: number) => String(value).padStart(6, "0");
