import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type * as tfl from "@tensorflow/tfjs-layers";
import { StoredModelError } from "../errors.js";
import type { LoadOptions, LoadReport } from "../weights/load-options.js";
import { loadTensors } from "../weights/load-tensors.js";
import { type SaveOptions, saveSafetensors } from "../weights/save-safetensors.js";
import { writeAtomically } from "./atomic-write.js";
import { readWeights } from "./read-weights.js";
import { saveModel } from "./stored-model.js";

/**
 * Sets a model's weights from a file or folder: safetensors (one file or several with an index) or a saved TensorFlow.js
 * model.
 *
 * @param model  made by `createModel`, or loaded
 * @returns what was set and what was not
 * @throws UnsupportedWeightsError, StoredModelError, InvalidSafetensorsError (see {@link readWeights});
 *   WeightMismatchError, InvalidOptionError, ForeignModelError (see `loadTensors`)
 * @example await loadWeights(model, "efficientnet_b1.safetensors", { into: "image" });
 */
export async function loadWeights(
  model: tfl.LayersModel,
  path: string,
  options: LoadOptions = {},
): Promise<LoadReport> {
  return loadTensors(model, (await readWeights(path)).tensors, options);
}

/**
 * Writes a model's weights: to one safetensors file if the path ends so, else as TensorFlow.js model to a folder.
 *
 * @param options.dialect  whose names in a safetensors file, see `saveSafetensors`
 * @throws StoredModelError if it cannot be written; ForeignModelError; InvalidOptionError
 */
export async function saveWeights(model: tfl.LayersModel, path: string, options: SaveOptions = {}): Promise<void> {
  if (!path.endsWith(".safetensors")) return void (await saveModel(model, path));
  const bytes = await saveSafetensors(model, options);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeAtomically(path, bytes);
  } catch (cause) {
    throw new StoredModelError(path, `cannot be written (${(cause as Error).message})`, cause);
  }
}
