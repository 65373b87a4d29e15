import type { Batch } from "@cvar/data/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** A batch as tensors, under the names of a model's inputs. */
export interface BatchTensors {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  /** [batch] int32 */
  readonly labels: tf.Tensor1D;
}

/** What networks look at in a batch. */
export type ModelArrays = Pick<Batch, "images" | "motions" | "residuals" | "triplets" | "labels">;

/**
 * The arrays of a batch that the model takes, as tensors: image [B,S,S,3], motion [B,T,S,S,2], residual [B,T,S,S,3],
 * triplet [B,1] int32. The caller owns them; see {@link disposeBatch}.
 */
export function batchTensors(model: LayersModel, batch: ModelArrays): BatchTensors {
  const count = batch.labels.length;
  const all: Record<string, () => tf.Tensor> = {
    image: () => tf.tensor(batch.images, shapeOf(model, "image", count)),
    motion: () => tf.tensor(batch.motions, shapeOf(model, "motion", count)),
    residual: () => tf.tensor(batch.residuals, shapeOf(model, "residual", count)),
    triplet: () => tf.tensor(batch.triplets, [count, 1], "int32"),
  };
  const inputs = Object.fromEntries(model.inputNames.map((name) => [name, all[name]!()]));
  return { inputs, labels: tf.tensor1d(batch.labels, "int32") };
}

/** The tensors in the order that the model wants them. */
export function modelInputs(model: LayersModel, batch: BatchTensors): tf.Tensor[] {
  return model.inputNames.map((name) => batch.inputs[name]!);
}

export function disposeBatch(batch: BatchTensors): void {
  tf.dispose(Object.values(batch.inputs));
  batch.labels.dispose();
}

function shapeOf(model: LayersModel, name: string, count: number): number[] {
  const input = model.inputs[model.inputNames.indexOf(name)]!;
  return [count, ...(input.shape.slice(1) as number[])];
}
