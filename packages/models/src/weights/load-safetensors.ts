import type * as tfl from "@tensorflow/tfjs-layers";
import type { LoadOptions, LoadReport } from "./load-options.js";
import { loadTensors } from "./load-tensors.js";
import { readSafetensors } from "./safetensors-reader.js";

/**
 * Sets a model's weights from a safetensors file: PyTorch's names and layouts, whichever implementation's the architecture
 * knows (see {@link loadTensors}).
 *
 * @param model  made by `createModel`, or loaded
 * @param bytes  the file
 * @returns what was set and what was not
 * @throws WeightMismatchError if strict and something does not fit; InvalidSafetensorsError for a damaged file;
 *   InvalidOptionError, ForeignModelError
 * @example loadSafetensors(model, await readFile("resnet18.safetensors"), { head: "new" });
 */
export function loadSafetensors(model: tfl.LayersModel, bytes: Uint8Array, options: LoadOptions = {}): LoadReport {
  return loadTensors(model, readSafetensors(bytes).tensors, options);
}
