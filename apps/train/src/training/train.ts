import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { type Dataset, imageDeviation, imageMean, motionRange, residualRange } from "@cvar/data";
import { createClipReaders } from "@cvar/data/node";
import { saveModel } from "@cvar/models/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { clipsOf, openDataset } from "../dataset.js";
import { startEngine } from "../engine.js";
import { RunError } from "../errors.js";
import { buildModel } from "../model-files.js";
import { openReplicas, type Replicas } from "../replicas/replicas.js";
import { type Run, readRun, runPaths, writeRun } from "../run-folder.js";
import { versions } from "../version.js";
import { alignmentOptions } from "./alignment-options.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import type { GradientStep } from "./gradient-step.js";
import { beginTraining, type EpochRecord, type StepReport, type TrainingState, trainLoop } from "./loop.js";
import { modelOverrides } from "./model-overrides.js";
import { loadStartWeights } from "./start-weights.js";
import { readingChoices, recipeOf, type TrainConfig } from "./train-config.js";
import { trainingBatches } from "./training-batches.js";
import { validate } from "./validate.js";

/** What a caller may want to see, and how it may take part. All optional. */
export interface TrainHooks {
  onDataset?(dataset: Dataset): void;
  onStart?(info: { run: Run; parameters: number; clips: number; stepsPerEpoch: number; state: TrainingState }): void;
  /** What became of the files that the weights start from, a text for each. */
  onWeights?(reports: readonly string[]): void;
  onStep?(report: StepReport): void;
  onEpoch?(record: EpochRecord): void;
  readonly signal?: AbortSignal;
  /** Default: forward and backward on the backends of this process. */
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
  if (!config.resume) await clearFolder(config);
  const engine = await startEngine();
  const dataset = await openDataset(config.data, config);
  hooks.onDataset?.(dataset);
  const clips = clipsOf(dataset, "train", config.data);
  const overrides = modelOverrides(config, dataset.classes.length);
  const { model, description, reading } = buildModel(config.model, overrides, readingChoices(config));
  const alignment = alignmentOptions(config, description);
  const recipe = recipeOf(config);
  const resumed = config.resume ? await readCheckpoint(paths.checkpoint, model) : null;
  if (resumed === null) {
    const reports = await loadStartWeights(model, config.weights);
    hooks.onWeights?.(reports);
  }
  const before = resumed === null ? null : await readRun(config.out);
  const found = {
    classes: [...dataset.classes],
    modelConfig: { ...description.config },
    reading,
    backend: engine.name,
  };
  let run = describeRun(config, found);
  if (before !== null) sameRun(before, run, config.out);
  const skipped = new Map((before?.skipped ?? []).map((clip) => [clip.file, clip]));
  const readers = createClipReaders(config.workers);
  let replicas: Replicas | null = null;
  try {
    replicas = await openReplicas(model, config.backends, alignment);
    const stepsPerEpoch = Math.ceil(clips.length / recipe.batchSize);
    const begin = resumed ?? beginTraining(model, recipe);
    run = { ...run, history: [...begin.history] };
    await writeRun(config.out, run);
    const source = { run, clips, batchSize: recipe.batchSize, readers, flow: alignment !== null, skipped };
    const validation = { run, dataset, replicas, workers: config.workers, every: config.validateEvery };
    hooks.onStart?.({ run, parameters: model.countParams(), clips: clips.length, stepsPerEpoch, state: begin });
    const state = await trainLoop(
      {
        model,
        recipe,
        epochs: recipe.epochs,
        stepsPerEpoch,
        microBatch: config.microBatch,
        gradientStep: hooks.gradientStep ?? replicas.gradientStep,
        batches: (epoch, position) => trainingBatches(source, epoch, position),
        validate: (epoch) => validate(validation, epoch),
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
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    await Promise.all([readers.close(), replicas?.close()]);
  }
}

/** What `run.json` says before the first step. */
function describeRun(
  config: TrainConfig,
  found: Required<Pick<Run, "classes" | "modelConfig" | "reading" | "backend">>,
): Run {
  const recipe = recipeOf(config);
  const { modalities, shape } = found.reading;
  return {
    format: "cvar-run-1",
    status: "training",
    model: config.model,
    modalities: [...modalities],
    shape,
    ...found,
    data: config.data,
    config: { ...config, resume: false, restart: false },
    recipe: { ...recipe },
    epochs: recipe.epochs,
    seed: config.seed,
    augment: config.augment,
    normalisation: { imageMean, imageDeviation, motionRange, residualRange },
    versions: versions(),
    history: [],
    skipped: [],
  };
}

/** @throws RunError if the folder holds a run that is not to be begun again */
async function clearFolder({ out, restart }: TrainConfig): Promise<void> {
  const paths = runPaths(out);
  if (!existsSync(paths.checkpoint)) return;
  const advice = "add --resume to go on with it, --restart to begin again, or give another --out";
  if (!restart) throw new RunError(`"${out}" holds a run already`, advice);
  const made = [paths.checkpoint, paths.model, paths.result, paths.report];
  for (const path of made) await rm(path, { recursive: true, force: true });
}

/** Settings that a resumed run must share with the run in the folder. */
function sameRun(before: Run, now: Run, folder: string): void {
  const compared = ["model", "modalities", "classes", "shape", "recipe", "epochs", "seed", "augment"] as const;
  for (const key of [...compared, "modelConfig", "reading"] as const) {
    const [was, is] = [JSON.stringify(before[key]), JSON.stringify(now[key])];
    if (was !== undefined && was !== is)
      throw new RunError(
        `the run in "${folder}" has ${key} ${was}, not ${is}`,
        "resume with the settings it began with",
      );
  }
}
