import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { MissingInputError, RunError } from "../errors.js";
import { runPaths } from "../run-folder.js";

const count = z.number().nonnegative();
const resultSchema = z.looseObject({
  model: z.string(),
  data: z.string(),
  params: count,
  macsPerVideo: count,
  accumulatesPerVideo: count,
  spikeRate: count.nullable(),
  energyJoules: count,
  top1: z.number().nullable(),
  measuredOn: count,
});

/** What a run's evaluation measured of its cost. */
export interface MeasuredRun {
  readonly folder: string;
  readonly model: string;
  readonly data: string;
  readonly parameters: number;
  readonly macsPerVideo: number;
  readonly accumulatesPerVideo: number;
  readonly spikeRate: number | null;
  readonly joules: number;
  /** top-1 in %, on the run's own data */
  readonly accuracy: number | null;
  /** videos that spikes were counted on */
  readonly videos: number;
}

/**
 * Reads what `cvar train` or `cvar evaluate` measured.
 *
 * @throws MissingInputError without a result; RunError if it is none
 */
export async function measuredRun(folder: string): Promise<MeasuredRun> {
  const path = runPaths(folder).result;
  if (!existsSync(path)) {
    throw new MissingInputError(`"${folder}" has no result.json`, "evaluate the run first: `cvar evaluate --model`");
  }
  const read = resultSchema.safeParse(parse(await readFile(path, "utf8")));
  if (!read.success) throw new RunError(`"${path}" is no result of an evaluation`, "evaluate the run again");
  const { model, data, params, macsPerVideo, accumulatesPerVideo, spikeRate, energyJoules, top1, measuredOn } =
    read.data;
  return {
    ...{ folder, model, data, parameters: params, macsPerVideo, accumulatesPerVideo, spikeRate },
    ...{ joules: energyJoules, accuracy: top1 === null ? null : 100 * top1, videos: measuredOn },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
