import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { descriptionOf } from "../architecture/description.js";
import { InvalidOptionError } from "../errors.js";
import { float32Entry, type SafetensorsEntry } from "./dtypes.js";
import { torchShape, toTorch } from "./layouts.js";
import { writeSafetensors } from "./safetensors-writer.js";
import { destinationOf } from "./targets.js";

/** How weights are written. */
export interface SaveOptions {
  /** whose names: a key of the architecture's `torchNames`, by default its first, or "tfjs" for names and layouts as here */
  readonly dialect?: string;
}

/**
 * A model's weights as a safetensors file with PyTorch's names and layouts: `load_state_dict` of the same network in
 * PyTorch takes them, and so does `loadSafetensors`.
 *
 * @param model  made by `createModel`, or loaded
 * @returns the file; its metadata holds the model's description as JSON
 * @throws ForeignModelError if the model is not of this package; InvalidOptionError for a dialect that it has not
 */
export async function saveSafetensors(model: tfl.LayersModel, options: SaveOptions = {}): Promise<Uint8Array> {
  const description = descriptionOf(model);
  const { dialects, targets } = destinationOf(model, description);
  const dialect = options.dialect ?? dialects[0]!;
  if (!dialects.includes(dialect)) throw new InvalidOptionError("dialect", dialect, dialects.join(", "));
  const entries = new Map<string, SafetensorsEntry>();
  for (const { variable, torch } of targets(dialect)) {
    const shape = variable.shape as number[];
    const values = (await (variable.read() as tf.Tensor).data()) as Float32Array;
    entries.set(torch.name, float32Entry(toTorch(values, shape, torch.layout), torchShape(shape, torch.layout)));
  }
  return writeSafetensors(entries, { cvar: JSON.stringify(description) });
}
