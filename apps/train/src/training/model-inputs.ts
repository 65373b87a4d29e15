import type { Batch } from "@cvar/data/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { InputSource, Reading } from "../reading/reading.js";

/** A batch as a network takes it, in typed arrays. */
export interface ModelArrays {
  /** By the names of the model's inputs, samples side by side. */
  readonly inputs: Readonly<Record<string, Float32Array | Int32Array>>;
  /** [batch]: indices of classes */
  readonly labels: Int32Array;
}

/** A batch as tensors, under the names of a model's inputs. */
export interface BatchTensors {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  /** [batch] int32 */
  readonly labels: tf.Tensor1D;
}

/** Samples side by side, as the loader gives them. */
export type SampleArrays = Pick<
  Batch,
  "images" | "motions" | "residuals" | "neighbours" | "flows" | "triplets" | "labels"
>;

const ARRAYS = {
  image: "images",
  motion: "motions",
  residual: "residuals",
  neighbour: "neighbours",
  flow: "flows",
  triplet: "triplets",
} as const satisfies Record<InputSource, keyof SampleArrays>;

/** The arrays of a batch that a model takes, and its flow for a teacher where it has any; nothing is copied. */
export function modelArrays({ inputs }: Pick<Reading, "inputs">, batch: SampleArrays): ModelArrays {
  const named = Object.entries(inputs).map(([name, source]) => [name, batch[ARRAYS[source]]] as const);
  return {
    inputs: { ...(batch.flows.length > 0 && { flow: batch.flows }), ...Object.fromEntries(named) },
    labels: batch.labels,
  };
}

/** A batch as tensors in the shapes of the model's inputs. The caller owns them; see {@link disposeBatch}. */
export function batchTensors(model: LayersModel, batch: ModelArrays): BatchTensors {
  const count = batch.labels.length;
  const tensors = model.inputNames.map((name, i) => {
    const input = model.inputs[i]!;
    const shape = [count, ...(input.shape.slice(1) as number[])];
    return [name, tf.tensor(batch.inputs[name]!, shape, input.dtype === "int32" ? "int32" : "float32")] as const;
  });
  return { inputs: Object.fromEntries(tensors), labels: tf.tensor1d(batch.labels, "int32") };
}

/** The tensors in the order that the model wants them. */
export function modelInputs(model: LayersModel, batch: BatchTensors): tf.Tensor[] {
  return model.inputNames.map((name) => batch.inputs[name]!);
}

export function disposeBatch(batch: BatchTensors): void {
  tf.dispose(Object.values(batch.inputs));
  batch.labels.dispose();
}
