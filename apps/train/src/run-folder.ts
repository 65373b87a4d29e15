import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { RunError } from "./errors.js";
import type { Reading } from "./reading/reading.js";
import { writeWhole } from "./write-whole.js";

const validation = z.object({ loss: z.number(), top1: z.number() }).nullable();
const epochRecord = z.object({
  epoch: z.number(),
  loss: z.number(),
  accuracy: z.number(),
  learningRate: z.number(),
  seconds: z.number(),
  validation,
});

/** What is read of videos for the model: see `Reading`. */
const reading = z.object({
  sampling: z.enum(["triplets", "groups", "neighbours"]),
  shape: z.object({ size: z.number().int().positive(), steps: z.number().int().positive() }),
  modalities: z.array(z.enum(["image", "motion", "residual"])).readonly(),
  frames: z.enum(["P", "B", "P+B"]),
  accumulation: z.enum(["paper", "coviar", "none"]),
  inputs: z.record(z.string(), z.enum(["image", "motion", "residual", "flow", "neighbour", "triplet"])),
});

/** `run.json`: everything that says what a run is. The folder also holds model/, checkpoint.safetensors, result.json, report.html. */
export const runSchema = z.object({
  format: z.literal("cvar-run-1"),
  status: z.enum(["training", "finished"]),
  model: z.string(),
  /** The model's whole config; runs of version 0.1 have none, their model is STM-Net. */
  modelConfig: z.record(z.string(), z.unknown()).optional(),
  /** Missing in runs of version 0.1: see {@link readingOfRun}. */
  reading: reading.optional(),
  /** None in a teacher that is shown optical flow. */
  modalities: z.array(z.enum(["image", "motion", "residual"])),
  classes: z.array(z.string()).min(1),
  shape: z.object({ size: z.number().int().positive(), steps: z.number().int().positive() }),
  data: z.string(),
  /** The options of `cvar train`, for `--resume`. */
  config: z.record(z.string(), z.unknown()),
  recipe: z.looseObject({ name: z.string() }),
  epochs: z.number().int().positive(),
  seed: z.number().int(),
  augment: z.boolean(),
  /** How pixels, vectors and residuals become the network's numbers. */
  normalisation: z.record(z.string(), z.unknown()),
  backend: z.string(),
  versions: z.record(z.string(), z.string()),
  history: z.array(epochRecord),
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
});

/** What `run.json` holds. */
export type Run = z.infer<typeof runSchema>;

/** What is read of videos for a run's model. */
export function readingOfRun({ reading, modalities, shape }: Pick<Run, "reading" | "modalities" | "shape">): Reading {
  if (reading !== undefined) return reading;
  const names = [...modalities, "triplet"] as const;
  const inputs = Object.fromEntries(names.map((name) => [name, name]));
  return { sampling: "triplets", shape, modalities, frames: "P", accumulation: "paper", inputs };
}

/** Where things are in a run folder. */
export const runPaths = (folder: string) => ({
  run: join(folder, "run.json"),
  model: join(folder, "model"),
  checkpoint: join(folder, "checkpoint.safetensors"),
  result: join(folder, "result.json"),
  report: join(folder, "report.html"),
});

export function writeRun(folder: string, run: Run): Promise<void> {
  return writeWhole(runPaths(folder).run, `${JSON.stringify(run, null, 2)}\n`);
}

/**
 * Reads and checks a run folder's description.
 * @throws RunError
 */
export async function readRun(folder: string): Promise<Run> {
  const path = runPaths(folder).run;
  if (!existsSync(path))
    throw new RunError(`"${folder}" is no run folder: it has no run.json`, "give the --out folder of `cvar train`");
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new RunError(`${path} is no JSON`, "restore it, or train again", error);
  }
  const parsed = runSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new RunError(
    `${path}: ${issue.path.join(".") || "content"}: ${issue.message}`,
    "it was written by another version, or edited",
  );
}
