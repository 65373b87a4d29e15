import * as tf from "@tensorflow/tfjs-core";
import { float32Entry, type SafetensorsEntry } from "./dtypes.js";
import type { NamedTensors } from "./match.js";

/**
 * The weights of a saved TensorFlow.js model as named tensors: layer name / weight name, TensorFlow.js's layouts, float32
 * whatever they are stored in. `loadTensors` takes them (dialect "tfjs").
 *
 * @param artifacts  what an IO handler's `load` gives
 */
export function decodeTfjsWeights({ weightSpecs = [], weightData }: tf.io.ModelArtifacts): NamedTensors {
  const tensors = tf.io.decodeWeights(weightData ?? new ArrayBuffer(0), weightSpecs);
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, tensor] of Object.entries(tensors)) {
    const values = tensor.dataSync();
    entries.set(name, float32Entry(Float32Array.from(values), tensor.shape));
    tensor.dispose();
  }
  return entries;
}
