import { datasetFormats } from "@cvar/data";
import { openDataset } from "@cvar/data/node";
import { z } from "zod";
import { checkClips } from "../data-check/check-clips.js";
import { type DataCheck, summarise } from "../data-check/data-check.js";
import { DATA_HELP } from "../dataset.js";
import { DatasetError } from "../errors.js";
import { interruptible } from "../interruptible.js";
import { startProgress } from "../progress.js";
import { facts, table } from "../table.js";
import type { Terminal } from "../terminal.js";
import { type Define, parseOptions, writeJson } from "./command.js";

const schema = z.object({
  videos: z.string().optional(),
  checkClips: z.boolean().default(false),
  jobs: z.coerce.number().int().min(1).max(256).default(8),
  json: z.boolean().default(false),
});

/** Faults, leaks, broken clips and missing names that are printed one by one; --json has the others. */
const SHOWN = 10;

/** `cvar data DATASET`: what a dataset holds, and what is wrong with it. */
export const defineData: Define = (program, terminal) =>
  program
    .command("data")
    .description(
      "clips by class and split of a dataset; what is missing, listed twice, mislabelled or leaks between splits",
    )
    .argument("<dataset>", `${DATA_HELP} (${datasetFormats.join(", ")})`)
    .option("--videos <folder>", "where the videos are, if not under the folder of the lists")
    .option("--check-clips", "open every clip and read its headers")
    .option("--jobs <n>", "clips opened at a time (default 8)")
    .option("--json", "print JSON")
    .action(async (source: string, raw: Record<string, unknown>) => {
      const { videos, checkClips: check, jobs, json } = parseOptions(schema, raw);
      const dataset = await openDataset(source, {
        ...(videos !== undefined && { videos }),
        missing: "report",
        faults: "report",
        checkFiles: true,
      });
      const broken = check
        ? await checked(
            terminal,
            dataset.clips.map(({ file }) => file),
            jobs,
          )
        : null;
      const found = summarise(dataset, broken);
      await (json ? writeJson(terminal, found) : terminal.write(format(source, found)));
      if (found.wrong.length > 0)
        throw new DatasetError(`"${source}": ${found.wrong.join(", ")}`, json ? null : "all of them: --json");
    });

async function checked(terminal: Terminal, files: readonly string[], jobs: number) {
  const progress = startProgress(terminal, "check", files.length);
  return interruptible(terminal, (signal) =>
    checkClips(files, { jobs, signal, onClip: (done, file) => progress.update(done, file) }),
  ).finally(() => progress.stop());
}

function format(source: string, d: DataCheck): string {
  const parts = [
    facts([
      ["dataset", `${source}: ${d.format}${d.officialSplit === null ? "" : `, official split ${d.officialSplit}`}`],
      ["classes", d.classes.length],
      [
        "clips",
        `${d.clips} found of ${d.listed} listed${Object.entries(d.splits)
          .map(([split, n]) => `, ${n} ${split}`)
          .join("")}`,
      ],
      [
        "files",
        Object.entries(d.extensions)
          .map(([extension, n]) => `${n} ${extension || "without extension"}`)
          .join(", ") || "none",
      ],
      ...(d.unlabelled > 0 ? ([["unlabelled", d.unlabelled]] as const) : []),
      ...(d.unlisted > 0 ? ([["unlisted", `${d.unlisted} videos that no list names`]] as const) : []),
      ...(d.ignored > 0
        ? ([["ignored", `${d.ignored} that the split leaves out, or files that are no videos`]] as const)
        : []),
      ...(d.checked === null ? [] : ([["opened", `${d.checked} clips, ${d.broken.length} cannot be read`]] as const)),
    ]),
    table(
      ["class", ...Object.keys(d.splits)],
      d.perClass.map(({ label, counts }) => [label, ...Object.keys(d.splits).map((split) => counts[split] ?? 0)]),
    ),
    section("missing", d.missing, ({ name, split }) => `${name} (${split})`),
    section(
      "faults",
      d.faults.first,
      (f) => `${f.list}${f.line === null ? "" : `, line ${f.line}`}: ${f.problem}`,
      d.faults.total,
    ),
    section(
      "groups in more than one split",
      d.leaks,
      ({ group, splits, clips }) => `${group}: ${splits.join(", ")} (${clips} clips)`,
    ),
    section("cannot be read", d.broken, ({ file, reason }) => `${file}: ${reason}`),
    section("notes", d.notes, (note) => note),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function section<T>(title: string, items: readonly T[], line: (item: T) => string, total = items.length): string {
  if (items.length === 0) return "";
  const shown = items.slice(0, SHOWN).map((item) => `  ${line(item)}\n`);
  const more = total > SHOWN ? `  … and ${total - SHOWN} more\n` : "";
  return `${title}: ${total}\n${shown.join("")}${more}`;
}
