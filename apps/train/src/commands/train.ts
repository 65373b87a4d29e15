import { existsSync } from "node:fs";
import { DATA_HELP, datasetNotes } from "../dataset.js";
import { InterruptedError, UsageError } from "../errors.js";
import { interruptible } from "../interruptible.js";
import { type Progress, startProgress } from "../progress.js";
import { shownSources } from "../reading/reading.js";
import { readingOfRun, readRun, runPaths } from "../run-folder.js";
import { si } from "../table.js";
import type { Terminal } from "../terminal.js";
import { parseModelConfig } from "../training/model-config.js";
import type { TrainHooks } from "../training/train.js";
import { type TrainConfig, trainSchema } from "../training/train-config.js";
import { type Define, parseOptions, writeJson } from "./command.js";
import { resultLines } from "./result-lines.js";

/** `cvar train`: a dataset → a run folder with the model, its history, results and report. */
export const defineTrain: Define = (program, terminal) =>
  program
    .command("train")
    .description("train a model on a dataset; stops and goes on without loss")
    .option("--data <path>", DATA_HELP)
    .option("--videos <folder>", "where a dataset's videos are, if not under the folder of its lists")
    .option("--allow-missing", "go on without clips that are listed and not there (Kinetics always does)")
    .requiredOption("--out <folder>", "the run folder")
    .option("--model <name>", "see `cvar models` (default stm-net-tiny)")
    .option(
      "--recipe <name>",
      "paper, team-net, attp, coviar-image, coviar-motion, coviar-residual or small (default: the model's paper's; small for tiny models and those of one picture)",
    )
    .option("--epochs <n>", "passes over the training clips (default: the recipe's)")
    .option("--batch-size <n>", "samples per step (default: the recipe's)")
    .option("--micro-batch <n>", "samples of a step at a time, for less memory (default: all)")
    .option("--learning-rate <x>", "default: the recipe's")
    .option("--seed <n>", "of weights, order, samples and crops (default 0)")
    .option(
      "--config <json>",
      "fields of the model's config that differ from its named setting: JSON, or a file with it",
    )
    .option(
      "--weights <file...>",
      "what the weights start from: safetensors or a model folder; STREAM=FILE for one stream",
    )
    .option("--teacher <run>", "a run with --input flow, whose features the motion stream is aligned with")
    .option("--modalities <list>", "of image,motion,residual, for models of several streams (default: the model's)")
    .option(
      "--input <name>",
      "image, motion, residual or flow: what a model that looks at one picture is shown (default image)",
    )
    .option("--size <pixels>", "side of the network's input (default: the model's)")
    .option("--steps <t>", "P-frames of a triplet (default: the model's)")
    .option("--frames <types>", "P, B or P+B: frames that motion and residual are read at (default P)")
    .option(
      "--accumulation <rule>",
      "paper, coviar or none: how they are traced to the I-frame (default paper; none for attp)",
    )
    .option("--no-augment", "centre crops in training too")
    .option("--workers <n>", "threads that read clips (default 2)")
    .option("--backends <n>", "threads that the network runs on, each with a part of the batch (default 1)")
    .option("--validate-every <n>", "epochs between validations on the split val; 0: never (default 1)")
    .option("--resume", "go on with the run in --out, with its settings")
    .option("--restart", "begin again where --out holds a run already")
    .option("--no-report", "do not evaluate and write the report at the end")
    .option("--json", "print JSON")
    .action(async (raw: Record<string, unknown>) => {
      const config = await configOf(raw);
      const [{ train }, { reportRun }] = await Promise.all([
        import("../training/train.js"),
        import("../evaluation/report-run.js"),
      ]);
      const { run, model, finished } = await interruptible(terminal, (signal) =>
        train(config, { ...hooks(terminal, config), signal }),
      );
      if (!finished) {
        model.dispose();
        throw new InterruptedError(
          `stopped in epoch ${run.history.length + 1} of ${run.epochs}, checkpoint written`,
          `go on with \`cvar train --resume --out ${config.out}\``,
        );
      }
      if (raw.report === false) {
        model.dispose();
        return raw.json ? writeJson(terminal, run) : terminal.write(`${runPaths(config.out).model}\n`);
      }
      const evaluating: { bar: Progress | null } = { bar: null };
      const result = await reportRun({
        folder: config.out,
        run,
        model,
        workers: config.workers,
        backends: config.backends,
        onClip: (done, total) => {
          evaluating.bar ??= startProgress(terminal, "evaluate", total);
          evaluating.bar.update(done, "");
        },
      }).finally(() => evaluating.bar?.stop());
      model.dispose();
      if (raw.json) return writeJson(terminal, { ...result, history: run.history });
      await terminal.write(resultLines(result));
    });

/** A resumed run takes what is not given again from its folder. */
async function configOf(raw: Record<string, unknown>): Promise<TrainConfig> {
  const given = Object.fromEntries(
    Object.entries(raw).filter(([name, value]) => !(name === "augment" && value === true)),
  );
  if (typeof given.config === "string") given.config = parseModelConfig(given.config);
  const before =
    raw.resume === true && existsSync(runPaths(String(raw.out)).run) ? (await readRun(String(raw.out))).config : {};
  if (raw.resume === true && Object.keys(before).length === 0)
    throw new UsageError(`option --resume: there is no run in "${raw.out}"`);
  if (raw.data === undefined && before.data === undefined)
    throw new UsageError("option --data: say which dataset to train on");
  return parseOptions(trainSchema, { ...before, ...given, resume: raw.resume === true, restart: raw.restart === true });
}

function hooks(terminal: Terminal, config: TrainConfig): TrainHooks {
  let progress: Progress | null = null;
  let steps = 1;
  return {
    onDataset(dataset) {
      for (const line of datasetNotes(dataset)) terminal.note(`${line}\n`);
    },
    onWeights(reports) {
      for (const report of reports) terminal.note(report);
    },
    onStart({ run, parameters, clips, stepsPerEpoch, state }) {
      steps = stepsPerEpoch;
      const from =
        state.epoch === 0 && state.stepInEpoch === 0
          ? ""
          : `, from epoch ${state.epoch + 1}, step ${state.stepInEpoch}`;
      terminal.note(
        `${run.model} (${shownSources(readingOfRun(run)).join(", ")}), ${si(parameters)} parameters, ${run.classes.length} classes, ${clips} clips, recipe ${run.recipe.name}, ${run.epochs} epochs of ${stepsPerEpoch} steps on ${run.backend}${from}\n`,
      );
      progress = startProgress(
        terminal,
        "train",
        run.epochs * stepsPerEpoch,
        state.epoch * stepsPerEpoch + state.stepInEpoch,
      );
    },
    onStep: ({ epoch, stepInEpoch, meanLoss, accuracy }) =>
      progress?.update(
        epoch * steps + stepInEpoch,
        `epoch ${epoch + 1} loss ${meanLoss.toFixed(3)} accuracy ${(100 * accuracy).toFixed(0)} %`,
      ),
    onEpoch(record) {
      if (record.validation !== null && !terminal.interactive) {
        terminal.note(`epoch ${record.epoch + 1}: validation top-1 ${(100 * record.validation.top1).toFixed(1)} %\n`);
      }
      if (record.epoch + 1 >= (config.epochs ?? Number.POSITIVE_INFINITY)) progress?.stop();
    },
  };
}
