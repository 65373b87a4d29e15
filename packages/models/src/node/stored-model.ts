import type * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { descriptionOf, type ModelDescription } from "../architecture/description.js";
import { ownsSharedLayers } from "../architecture/shared-layers.js";
import { StoredModelError } from "../errors.js";
import { folder } from "./folder.js";

/**
 * Saves a model to a folder (see {@link folder}).
 *
 * @throws StoredModelError if the folder cannot be written
 */
export async function saveModel(model: tfl.LayersModel, path: string): Promise<tf.io.SaveResult> {
  return model.save(folder(path));
}

/**
 * Loads a model of this package from a folder.
 *
 * @returns the model, which the caller disposes of, and what it is
 * @throws StoredModelError if the folder holds no whole model; ForeignModelError if it is not of this package
 */
export async function loadModel(path: string): Promise<{ model: tfl.LayersModel; description: ModelDescription }> {
  const artifacts = await folder(path).load();
  let model: tfl.LayersModel;
  try {
    model = ownsSharedLayers(await tfl.loadLayersModel({ load: async () => artifacts }));
  } catch (cause) {
    throw new StoredModelError(path, `holds no model that can be built (${(cause as Error).message})`, cause);
  }
  try {
    return { model, description: descriptionOf(model) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
