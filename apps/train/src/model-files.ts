import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TripletShape } from "@cvar/data";
import { createModel, descriptionOf, isModelName, modelNames, type StmNetConfig } from "@cvar/models";
import { loadModel, MODEL_FILE } from "@cvar/models/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { describeError, RunError, UsageError } from "./errors.js";
import { type Run, readRun, runPaths } from "./run-folder.js";
import { readCheckpoint } from "./training/checkpoint.js";

/** What a model may be built with, besides its named setting. */
export type ModelOverrides = Partial<StmNetConfig>;

/** A model, and the triplets that it takes. */
export interface BuiltModel {
  /** The caller disposes it. */
  readonly model: LayersModel;
  readonly shape: TripletShape;
}

/**
 * Builds a model by name. The engine must have been started.
 * @throws UsageError for an unknown name, or an override that the model cannot have
 */
export function buildModel(
  name: string,
  overrides: ModelOverrides,
  weights: "random" | "zeros" = "random",
): BuiltModel {
  if (!isModelName(name)) throw new UsageError(`there is no model "${name}"`, `there are: ${modelNames.join(", ")}`);
  let model: LayersModel;
  try {
    model = createModel(name, overrides, { weights });
  } catch (error) {
    if ((error as { _tag?: string })._tag !== "InvalidConfigError") throw error;
    throw new UsageError(`model ${name}: ${describeError(error)}`, null, error);
  }
  const { size, steps } = descriptionOf(model).config;
  return { model, shape: { size, steps } };
}

/**
 * The model of a run folder: the finished one, or the last checkpoint's.
 * @returns the model, which the caller disposes
 * @throws RunError
 */
export async function loadRunModel(folder: string): Promise<{ run: Run; model: LayersModel }> {
  const run = await readRun(folder);
  const paths = runPaths(folder);
  if (existsSync(join(paths.model, MODEL_FILE))) {
    try {
      return { run, model: (await loadModel(paths.model)).model };
    } catch (error) {
      throw new RunError(describeError(error), "train again", error);
    }
  }
  const { model } = buildModel(
    run.model,
    { classes: run.classes.length, modalities: run.modalities, ...run.shape },
    "zeros",
  );
  const state = await readCheckpoint(paths.checkpoint, model);
  if (state === null)
    throw new RunError(
      `"${folder}" has neither a model nor a checkpoint`,
      `train it: \`cvar train --resume --out ${folder}\``,
    );
  tf.dispose(state.optimizer.slots as tf.Tensor[][]);
  return { run, model };
}
