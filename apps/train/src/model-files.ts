import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  createModel,
  descriptionOf,
  isModelName,
  type ModelDescription,
  type ModelOverrides,
  modelInfo,
  modelNames,
} from "@cvar/models";
import { loadModel, MODEL_FILE } from "@cvar/models/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { describeError, RunError, UsageError } from "./errors.js";
import { type Reading, type ReadingChoices, readingOf } from "./reading/reading.js";
import { type Run, readRun, runPaths } from "./run-folder.js";
import { readCheckpoint } from "./training/checkpoint.js";

/** The family whose paper describes vectors and residuals as they are coded (Huo et al., Eq. 1). */
const UNACCUMULATED: string = "attp";

/** Fields of a model's config that differ from its named setting. */
export type ConfigOverrides = Readonly<Record<string, unknown>>;

/** A model, and what is read of videos for it. */
export interface BuiltModel {
  /** The caller disposes it. */
  readonly model: LayersModel;
  readonly description: ModelDescription;
  readonly reading: Reading;
}

/** How a model is built. */
export interface BuildOptions extends ReadingChoices {
  readonly weights?: "random" | "zeros";
}

/**
 * Builds a model by name. The engine must have been started.
 * @throws UsageError for an unknown name, an override that the model cannot have, or inputs that videos do not give
 */
export function buildModel(
  name: string,
  overrides: ConfigOverrides,
  { weights = "random", ...choices }: BuildOptions = {},
): BuiltModel {
  const info = infoOf(name, overrides);
  const accumulation = choices.accumulation ?? (info.architecture === UNACCUMULATED ? "none" : "paper");
  const reading = readingOf(name, info.inputs, { ...choices, accumulation });
  const model = createModel(info.name, overrides as ModelOverrides, { weights });
  return { model, description: descriptionOf(model), reading };
}

/** Names of the fields that a model's config has. @throws UsageError for an unknown name */
export function configFields(name: string): ReadonlySet<string> {
  return new Set(Object.keys(infoOf(name, {}).config));
}

/** What is known of a model without building it. @throws UsageError */
function infoOf(name: string, overrides: ConfigOverrides) {
  if (!isModelName(name)) throw new UsageError(`there is no model "${name}"`, `there are: ${modelNames.join(", ")}`);
  try {
    return modelInfo(name, overrides as ModelOverrides);
  } catch (error) {
    if ((error as { _tag?: string })._tag !== "InvalidConfigError") throw error;
    throw new UsageError(`model ${name}: ${describeError(error)}`, null, error);
  }
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
  const { modelConfig = { classes: run.classes.length, modalities: run.modalities, ...run.shape } } = run;
  const { input } = run.config as ReadingChoices;
  const { model } = buildModel(run.model, modelConfig, { weights: "zeros", input });
  const state = await readCheckpoint(paths.checkpoint, model);
  if (state === null)
    throw new RunError(
      `"${folder}" has neither a model nor a checkpoint`,
      `train it: \`cvar train --resume --out ${folder}\``,
    );
  tf.dispose(state.optimizer.slots as tf.Tensor[][]);
  return { run, model };
}
