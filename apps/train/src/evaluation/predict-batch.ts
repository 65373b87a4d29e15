import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { batchTensors, disposeBatch, type ModelArrays, modelInputs } from "../training/model-inputs.js";

/** Logits of a batch, [batch · classes]. */
export async function predictBatch(model: LayersModel, batch: ModelArrays): Promise<Float32Array> {
  const tensors = batchTensors(model, batch);
  const logits = tf.tidy(() => model.apply(modelInputs(model, tensors), { training: false }) as tf.Tensor);
  const data = (await logits.data()) as Float32Array;
  logits.dispose();
  disposeBatch(tensors);
  return data;
}
