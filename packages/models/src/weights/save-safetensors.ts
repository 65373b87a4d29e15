import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { descriptionOf, torchWeightOf } from "../architecture/description.js";
import { float32Entry, type SafetensorsEntry } from "./dtypes.js";
import { torchShape, toTorch } from "./layouts.js";
import { writeSafetensors } from "./safetensors-writer.js";

/**
 * A model's weights as a safetensors file with PyTorch's names and layouts: `load_state_dict` of the same network in
 * PyTorch takes them, and so does `loadSafetensors`.
 *
 * @param model  made by `createModel`, or loaded
 * @returns the file; its metadata holds the model's description as JSON
 * @throws ForeignModelError if the model is not of this package
 */
export async function saveSafetensors(model: tfl.LayersModel): Promise<Uint8Array> {
  const description = descriptionOf(model);
  const entries = new Map<string, SafetensorsEntry>();
  for (const variable of model.weights) {
    const torch = torchWeightOf(description, variable.originalName);
    const shape = variable.shape as number[];
    const values = (await (variable.read() as tf.Tensor).data()) as Float32Array;
    const { name, layout } = torch ?? { name: variable.originalName, layout: "same" as const };
    entries.set(name, float32Entry(toTorch(values, shape, layout), torchShape(shape, layout)));
  }
  return writeSafetensors(entries, { cvar: JSON.stringify(description) });
}
