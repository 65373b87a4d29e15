import { z } from "zod";
import type { Split } from "../dataset.js";
import { csvRows } from "./csv-rows.js";
import { type FaultLog, quoted } from "./fault-log.js";

const rowSchema = z.object({
  file: z.string().trim().min(1, "is empty"),
  label: z.string().trim(),
  split: z.enum(["train", "val", "test"], { error: 'must be "train", "val" or "test"' }),
  group: z.string().optional(),
  scene_group: z.string().optional(),
});

/** A row of a list of clips. */
export interface CsvClip {
  /** As written. */
  readonly file: string;
  readonly label: string | null;
  readonly split: Split;
  readonly group?: string;
  readonly line: number;
}

/**
 * A list of clips with the columns file, label, split and, optionally, group (or scene_group); others are passed over. The
 * label may be empty in the split test alone.
 */
export function parseCsvList(text: string, list: string, faults: FaultLog): CsvClip[] {
  const clips: CsvClip[] = [];
  for (const { line, values } of csvRows(text, { list, required: ["file", "label", "split"] }, faults)) {
    const row = rowSchema.safeParse(values);
    if (!row.success) {
      const issue = row.error.issues[0]!;
      const column = String(issue.path[0]);
      faults.add("syntax", { list, line, column }, `${quoted(values[column] ?? "")} ${issue.message}`);
      continue;
    }
    const { file, label, split, group = row.data.scene_group } = row.data;
    if (label === "" && split !== "test") {
      faults.add(
        "label",
        { list, line, column: "label" },
        `"" is empty (only clips of the split test may have no label)`,
      );
      continue;
    }
    clips.push({ file, label: label === "" ? null : label, split, line, ...(group && { group }) });
  }
  return clips;
}
