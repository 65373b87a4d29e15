import { z } from "zod";
import type { ReadingChoices } from "../reading/reading.js";
import type { Recipe } from "./recipe.js";
import { type RecipeName, recipeNames, recipes } from "./recipes.js";

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const modality = z.enum(["image", "motion", "residual"]);

/** The options of `cvar train`, as text or as values. */
export const trainSchema = z.object({
  data: z.string(),
  videos: z.string().optional(),
  allowMissing: z.boolean().default(false),
  model: z.string().default("stm-net-tiny"),
  out: z.string(),
  recipe: z.enum(recipeNames).optional(),
  epochs: whole(1, 100_000).optional(),
  batchSize: whole(1, 4096).optional(),
  /** Samples of a batch at a time: less memory, the same gradients but for batch norms. */
  microBatch: whole(1, 4096).optional(),
  learningRate: z.coerce.number().positive().max(1000).optional(),
  seed: whole(0, 2 ** 31 - 1).default(0),
  /** Fields of the model's config that differ from its named setting. */
  config: z.record(z.string(), z.unknown()).default({}),
  modalities: z
    .union([z.string().transform((text) => text.split(",").map((name) => name.trim())), z.array(z.string())])
    .pipe(z.array(modality).min(1))
    .transform((list) => [...new Set(list)])
    .optional(),
  /** Files that the weights start from: `FILE`, or `STREAM=FILE` for one stream of the model. */
  weights: z
    .union([z.string(), z.array(z.string())])
    .transform((files) => [files].flat())
    .default([]),
  /** What a model that looks at one picture is shown. */
  input: z.enum(["image", "motion", "residual", "flow"]).optional(),
  /** Run folder of a network that was trained with `input: "flow"`, to align the motion stream with. */
  teacher: z.string().optional(),
  /** Which frames motion and residual are read at. */
  frames: z.enum(["P", "B", "P+B"]).optional(),
  /** How they are traced back to the I-frame. */
  accumulation: z.enum(["paper", "coviar", "none"]).optional(),
  size: whole(16, 1024).optional(),
  steps: whole(1, 64).optional(),
  augment: z.boolean().default(true),
  workers: whole(0, 64).default(2),
  /** Backends that the network runs on, each in a thread. */
  backends: whole(1, 64).default(1),
  validateEvery: whole(0, 100_000).default(1),
  resume: z.boolean().default(false),
  /** Begins again where there is a run already. */
  restart: z.boolean().default(false),
});

/** Checked options of a training. */
export type TrainConfig = z.output<typeof trainSchema>;

/** What may be given to `train()`: everything but data and out has a default. */
export type TrainInput = z.input<typeof trainSchema>;

/** What the options say of what is read of videos. */
export function readingChoices({ input, frames, accumulation }: TrainConfig): ReadingChoices {
  return { input, frames, accumulation };
}

/** The recipe of a model where none is named: its paper's, and `small` for small and single-picture models, from scratch. */
function defaultRecipe(model: string): RecipeName {
  if (model.includes("tiny")) return "small";
  if (model.startsWith("attp")) return "attp";
  return model.startsWith("stm-net") ? "paper" : "small";
}

/** The named recipe with what the options override. */
export function recipeOf(config: TrainConfig): Recipe {
  const recipe = recipes[config.recipe ?? defaultRecipe(config.model)];
  return {
    ...recipe,
    epochs: config.epochs ?? recipe.epochs,
    batchSize: config.batchSize ?? recipe.batchSize,
    learningRate: config.learningRate ?? recipe.learningRate,
  };
}
