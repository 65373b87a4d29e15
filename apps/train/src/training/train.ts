import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { type ClipRecord, type Dataset, imageDeviation, imageMean, motionRange, residualRange } from "@cvar/data";
import { type ClipReaders, createClipReaders, createLoader, type SkippedClip } from "@cvar/data/node";
import { saveModel } from "@cvar/models/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { clipsOf, openDataset } from "../dataset.js";
import { startEngine } from "../engine.js";
import { DatasetError, RunError } from "../errors.js";
import { metricsOf } from "../evaluation/metrics.js";
import { scoreClips } from "../evaluation/score-clips.js";
import { buildModel } from "../model-files.js";
import { type Run, readRun, runPaths, writeRun } from "../run-folder.js";
import { versions } from "../version.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { type GradientStep, localGradientStep } from "./gradient-step.js";
import { beginTraining, type EpochRecord, type StepReport, type TrainingState, trainLoop } from "./loop.js";
import { recipeOf, type TrainConfig } from "./train-config.js";

/** What a caller may want to see, and how it may take part. All optional. */
export interface TrainHooks {
  onStart?(info: { run: Run; parameters: number; clips: number; stepsPerEpoch: number; state: TrainingState }): void;
  onStep?(report: StepReport): void;
  onEpoch?(record: EpochRecord): void;
  readonly signal?: AbortSignal;
  /** Default: forward and backward in this process. */
  readonly gradientStep?: GradientStep;
}

export interface TrainResult {
  readonly run: Run;
  /** The caller disposes it. */
  readonly model: LayersModel;
  /** False: stopped by the signal; the checkpoint is written. */
  readonly finished: boolean;
}

/**
 * Trains a model on a dataset into a run folder.
 * Order, triplets and crops follow from (seed, epoch), and a checkpoint holds the rest, so a resumed run equals an
 * uninterrupted one.
 * @throws DatasetError, RunError, DivergedError
 */
export async function train(config: TrainConfig, hooks: TrainHooks = {}): Promise<TrainResult> {
  const paths = runPaths(config.out);
  if (existsSync(paths.checkpoint) && !config.resume) {
    if (!config.restart)
      throw new RunError(
        `"${config.out}" holds a run already`,
        "add --resume to go on with it, --restart to begin again, or give another --out",
      );
    for (const path of [paths.checkpoint, paths.model, paths.result, paths.report])
      await rm(path, { recursive: true, force: true });
  }
  const engine = await startEngine();
  const dataset = await openDataset(config.data);
  const clips = clipsOf(dataset, "train", config.data);
  const { model, shape } = buildModel(config.model, modelOptions(config, dataset));
  const recipe = recipeOf(config);
  let run: Run = {
    format: "cvar-run-1",
    status: "training",
    model: config.model,
    modalities: config.modalities,
    classes: [...dataset.classes],
    shape,
    data: config.data,
    config: { ...config, resume: false },
    recipe: { ...recipe },
    epochs: recipe.epochs,
    seed: config.seed,
    augment: config.augment,
    normalisation: { imageMean, imageDeviation, motionRange, residualRange },
    backend: engine.name,
    versions: versions(),
    history: [],
    skipped: [],
  };
  const resumed = config.resume ? await readCheckpoint(paths.checkpoint, model) : null;
  if (resumed !== null) sameRun(await readRun(config.out), run, config.out);
  const readers = createClipReaders(config.workers);
  try {
    const stepsPerEpoch = Math.ceil(clips.length / recipe.batchSize);
    const begin = resumed ?? beginTraining(model, recipe);
    run = { ...run, history: [...begin.history] };
    await writeRun(config.out, run);
    hooks.onStart?.({ run, parameters: model.countParams(), clips: clips.length, stepsPerEpoch, state: begin });
    const skipped = new Map<string, SkippedClip>();
    const state = await trainLoop(
      {
        model,
        recipe,
        epochs: recipe.epochs,
        stepsPerEpoch,
        gradientStep: hooks.gradientStep ?? localGradientStep,
        batches: (epoch, from) =>
          trainingBatches(
            { config, dataset, clips, shape, readers, batchSize: recipe.batchSize, skipped },
            epoch,
            from,
          ),
        validate: (epoch) => validate({ config, dataset, model, shape }, epoch, recipe.epochs),
        async keep(kept) {
          await writeCheckpoint(paths.checkpoint, model, kept);
          run = { ...run, history: [...kept.history], skipped: [...skipped.values()] };
          await writeRun(config.out, run);
          const last = kept.history.at(-1);
          if (kept.stepInEpoch === 0 && last !== undefined) hooks.onEpoch?.(last);
        },
        ...(hooks.onStep && { onStep: hooks.onStep }),
        ...(hooks.signal && { signal: hooks.signal }),
      },
      begin,
    );
    tf.dispose(state.optimizer.slots as tf.Tensor[][]);
    const finished = state.epoch >= recipe.epochs;
    if (finished) {
      await saveModel(model, paths.model);
      run = { ...run, status: "finished" };
      await writeRun(config.out, run);
    }
    return { run, model, finished };
  } finally {
    await readers.close();
  }
}

/** What a model is built with, from a training's options. */
function modelOptions(config: TrainConfig, dataset: Dataset) {
  const { dropout } = recipeOf(config);
  return {
    classes: dataset.classes.length,
    modalities: config.modalities,
    seed: config.seed,
    ...(dropout !== null && { dropout }),
    ...(config.size !== undefined && { size: config.size }),
    ...(config.steps !== undefined && { steps: config.steps }),
  };
}

interface BatchSource {
  readonly config: TrainConfig;
  readonly dataset: Dataset;
  readonly clips: readonly ClipRecord[];
  readonly shape: Run["shape"];
  readonly readers: ClipReaders;
  readonly batchSize: number;
  readonly skipped: Map<string, SkippedClip>;
}

async function* trainingBatches(source: BatchSource, epoch: number, from: number) {
  const { config, dataset, clips, shape, readers, batchSize, skipped } = source;
  const loader = createLoader({
    clips,
    classes: dataset.classes,
    shape,
    batchSize,
    mode: "train",
    seed: config.seed,
    epoch,
    from,
    readers,
    prefetch: 2,
    modalities: config.modalities,
    augment: config.augment ? {} : null,
  });
  let batches = 0;
  for await (const batch of loader) {
    batches++;
    yield batch;
  }
  for (const clip of loader.skipped) skipped.set(clip.file, clip);
  if (batches === 0 && from === 0) {
    throw new DatasetError(
      `none of the ${clips.length} training clips can be read`,
      `the first: ${loader.skipped[0]?.reason ?? "unknown"}`,
    );
  }
}

interface Validation {
  readonly config: TrainConfig;
  readonly dataset: Dataset;
  readonly model: LayersModel;
  readonly shape: Run["shape"];
}

/** By the test protocol, on the split `val`; null where there is none, or it is not this epoch's turn. */
async function validate(
  { config, dataset, model, shape }: Validation,
  epoch: number,
  epochs: number,
): Promise<EpochRecord["validation"]> {
  const clips = dataset.clips.filter((clip) => clip.split === "val");
  const every = config.validateEvery;
  if (clips.length === 0 || every === 0 || ((epoch + 1) % every !== 0 && epoch + 1 !== epochs)) return null;
  const { scored } = await scoreClips({
    model,
    clips,
    classes: dataset.classes,
    shape,
    modalities: config.modalities,
    workers: config.workers,
  });
  if (scored.length === 0) return null;
  const labels = scored.map(({ clip }) => dataset.classes.indexOf(clips[clip]!.label));
  const logits = scored.map((s) => s.logits);
  const loss = logits.reduce((sum, row, i) => sum + logSumExp(row) - row[labels[i]!]!, 0) / logits.length;
  return { loss, top1: metricsOf(logits, labels, dataset.classes.length).top1 };
}

function logSumExp(row: Float32Array): number {
  const largest = Math.max(...row);
  return largest + Math.log(row.reduce((sum, v) => sum + Math.exp(v - largest), 0));
}

/** Settings that a resumed run must share with the run in the folder. */
function sameRun(before: Run, now: Run, folder: string): void {
  for (const key of ["model", "modalities", "classes", "shape", "recipe", "epochs", "seed", "augment"] as const) {
    const [was, is] = [JSON.stringify(before[key]), JSON.stringify(now[key])];
    if (was !== is)
      throw new RunError(
        `the run in "${folder}" has ${key} ${was}, not ${is}`,
        "resume with the settings it began with",
      );
  }
}
