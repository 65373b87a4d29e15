import { describeLoad, isModelError, type LoadOptions, type LoadReport } from "@cvar/models";
import { loadWeights } from "@cvar/models/node";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { describeError, RunError } from "../errors.js";

/** What `--weights` names: a file, and the stream of the model that it is for. */
interface WeightSource {
  readonly file: string;
  readonly into: string | null;
}

/**
 * Sets what a model starts from: each source is `FILE` or `STREAM=FILE` (a network for one stream of the model).
 *
 * A first convolution takes another number of channels, position encodings another grid; a classifier of other classes stays as it
 * was initialised, as do classifiers of streams. All else must fit.
 *
 * @returns a report for people on each source
 * @throws RunError
 */
export async function loadStartWeights(model: LayersModel, sources: readonly string[]): Promise<string[]> {
  const reports: string[] = [];
  for (const source of sources) {
    const { file, into } = parseSource(source);
    reports.push(`${file}: ${describeLoad(await load(model, file, into))}`);
  }
  return reports;
}

async function load(model: LayersModel, file: string, into: string | null): Promise<LoadReport> {
  const options: LoadOptions = { inflate: true, interpolate: "bicubic", ...(into !== null && { into }) };
  try {
    return await loadWeights(model, file, options);
  } catch (error) {
    if (!isModelError(error)) throw error;
    const otherClasses = isModelError(error, "WeightMismatchError") && into === null;
    if (!otherClasses) throw failure(file, error);
  }
  try {
    return await loadWeights(model, file, { ...options, head: "new" });
  } catch (error) {
    throw isModelError(error) ? failure(file, error) : error;
  }
}

function failure(file: string, error: Error): RunError {
  return new RunError(
    describeError(error, file),
    "`--weights` takes the model's own weights, STREAM=FILE those of a stream",
    error,
  );
}

function parseSource(text: string): WeightSource {
  const match = /^(\w+)=(.+)$/.exec(text);
  return match === null ? { file: text, into: null } : { into: match[1]!, file: match[2]! };
}
