import type { Dataset } from "@cvar/data";
import { z } from "zod";
import { DATA_HELP, datasetNotes } from "../dataset.js";
import { interruptible } from "../interruptible.js";
import { type Progress, startProgress } from "../progress.js";
import { type Define, parseOptions, writeJson } from "./command.js";
import { resultLines } from "./result-lines.js";

const schema = z.object({
  model: z.string(),
  data: z.string().optional(),
  videos: z.string().optional(),
  allowMissing: z.boolean().default(false),
  split: z.enum(["train", "val", "test"]).optional(),
  crops: z.coerce
    .number()
    .pipe(z.literal([1, 3, 10], { error: "must be 1, 3 or 10" }))
    .default(1),
  workers: z.coerce.number().int().min(0).max(64).default(2),
  backends: z.coerce.number().int().min(1).max(64).default(1),
  report: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `cvar evaluate`: accuracy and cost of a run on a dataset. */
export const defineEvaluate: Define = (program, terminal) =>
  program
    .command("evaluate")
    .description(
      "top-1, top-5, confusion, MACs, spikes, joules and seconds of a run on a dataset (8 triplets, groups of pictures or I-frames a video, in 1, 3 or 10 crops)",
    )
    .requiredOption("--model <run>", "a run folder")
    .option("--data <path>", `${DATA_HELP} (default: the run's)`)
    .option("--videos <folder>", "where a dataset's videos are, if not under the folder of its lists")
    .option("--allow-missing", "go on without clips that are listed and not there (Kinetics always does)")
    .option("--split <name>", "train, val or test (default: test where there is one, else val)")
    .option("--crops <n>", "crops of each of them: 1 (centre), 3 or 10, that is 8×n views a video (default 1)")
    .option("--workers <n>", "threads that read clips (default 2)")
    .option("--backends <n>", "threads that the network runs on, each with a part of the views (default 1)")
    .option("--report", "write result.json and report.html into the run folder")
    .option("--json", "print JSON")
    .action(async (raw: Record<string, unknown>) => {
      const {
        model: folder,
        data,
        videos,
        allowMissing,
        split,
        crops,
        workers,
        backends,
        report,
        json,
      } = parseOptions(schema, raw);
      const [{ startEngine }, { evaluate }, { reportRun }, { loadRunModel }] = await Promise.all([
        import("../engine.js"),
        import("../evaluation/evaluate.js"),
        import("../evaluation/report-run.js"),
        import("../model-files.js"),
      ]);
      await startEngine();
      const { run, model } = await loadRunModel(folder);
      const bar: { progress: Progress | null } = { progress: null };
      try {
        const result = await interruptible(terminal, (signal) => {
          const options = {
            run,
            model,
            workers,
            backends,
            crops,
            signal,
            ...(data && { data }),
            dataOptions: { ...(videos && { videos }), ...(allowMissing && { allowMissing }) },
            onDataset: (dataset: Dataset) => {
              for (const line of datasetNotes(dataset)) terminal.note(`${line}\n`);
            },
            ...(split && { split }),
            onClip: (done: number, total: number) => {
              bar.progress ??= startProgress(terminal, "evaluate", total);
              bar.progress.update(done, "");
            },
          };
          return report ? reportRun({ ...options, folder }) : evaluate(options);
        });
        bar.progress?.stop();
        await (json ? writeJson(terminal, result) : terminal.write(resultLines(result)));
      } finally {
        bar.progress?.stop();
        model.dispose();
      }
    });
