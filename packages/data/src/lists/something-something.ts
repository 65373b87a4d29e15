import { z } from "zod";
import type { Split } from "../dataset.js";
import { inNumberOrder, type NumberedClass } from "./class-numbers.js";
import { csvRows } from "./csv-rows.js";
import { type FaultLog, quoted } from "./fault-log.js";
import type { ListedClip } from "./listed-clip.js";

const labelsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** An entry of train.json and validation.json; test.json's have the identifier alone. `label` and placeholders are not used. */
const entrySchema = z.looseObject({
  id: z.union([z.string().regex(/^\d{1,12}$/), z.number().int().nonnegative()]).transform(String),
  template: z.string().optional(),
});

/**
 * Something-Something V2's `labels.json`: `{"Approaching something with your camera": "0", …}`, the classes and their numbers
 * from 0.
 *
 * (Goyal et al. 2017, arXiv 1706.04261; the dataset's label archive, developer.qualcomm.com.)
 */
export function parseSomethingLabels(text: string, list: string, faults: FaultLog): string[] {
  const labels = labelsSchema.safeParse(json(text, list, faults) ?? {});
  if (!labels.success) {
    faults.add("syntax", { list }, 'should be an object {"class": "number", …}');
    return [];
  }
  const classes: NumberedClass[] = [];
  for (const [name, value] of Object.entries(labels.data)) {
    const number = /^\d{1,6}$/.test(String(value).trim()) ? Number(value) : null;
    if (number === null) faults.add("syntax", { list }, `${quoted(name)} has ${quoted(String(value))} for a number`);
    else classes.push({ number, name, line: null });
  }
  return inNumberOrder(classes, 0, list, faults);
}

/** What a list is read with. */
export interface SomethingListOptions {
  readonly list: string;
  readonly split: Split;
  readonly classes: readonly string[];
  /** Classes of test clips by identifier, where they are published. */
  readonly answers?: ReadonlyMap<string, string>;
}

/**
 * Something-Something V2's `train.json` and `validation.json`
 * (`[{"id":"78687","label":"holding potato …","template":"Holding [something] …","placeholders":["potato",…]}, …]`) or
 * `test.json` (`[{"id":"1420"}, …]`). The class is the template without its brackets; the label is a sentence of its own.
 * Clips are files `ID.webm`.
 */
export function parseSomethingList(text: string, options: SomethingListOptions, faults: FaultLog): ListedClip[] {
  const { list, split, classes, answers } = options;
  const known = new Set(classes);
  const entries = json(text, list, faults);
  if (entries === undefined) return [];
  if (!Array.isArray(entries)) {
    faults.add("syntax", { list }, 'should be a list [{"id": "1", "template": "…"}, …]');
    return [];
  }
  const clips: ListedClip[] = [];
  entries.forEach((entry: unknown, i) => {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      const where = issue.path.length > 0 ? `"${String(issue.path[0])}": ` : "";
      faults.add("syntax", { list }, `entry ${i + 1}: ${where}${issue.message}`);
      return;
    }
    const { id, template } = parsed.data;
    const label = template?.replace(/[[\]]/g, "") ?? answers?.get(id) ?? null;
    if (label === null && split !== "test") faults.add("label", { list }, `clip ${id} has no template`);
    else if (label !== null && !known.has(label))
      faults.add(
        "label",
        { list },
        `clip ${id}: ${quoted(label)} is not among the ${classes.length} classes of labels.json`,
      );
    else clips.push({ name: id, stem: id, label, split, list, line: null });
  });
  return clips;
}

/** Something-Something V2's `test-answers.csv`: `ID;class without brackets`, no header. */
export function parseSomethingAnswers(text: string, list: string, faults: FaultLog): Map<string, string> {
  const rows = csvRows(text, { list, required: [], columns: ["id", "label"], delimiter: ";" }, faults);
  return new Map(rows.map(({ values }) => [(values.id ?? "").trim(), (values.label ?? "").trim()]));
}

/** @returns undefined, and a fault, where the text is no JSON */
function json(text: string, list: string, faults: FaultLog): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    faults.add("syntax", { list }, `no JSON: ${(error as Error).message.slice(0, 120)}`);
    return undefined;
  }
}
