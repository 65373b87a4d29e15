import type { TaskContext } from "@cvar/backend";
import { createModel, type ModelDescription, type ModelName } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { predictBatch } from "../evaluation/predict-batch.js";
import { type Alignment, type AlignmentOptions, openAlignment } from "../training/alignment.js";
import { type BatchPart, type GradientOptions, localGradientStep } from "../training/gradient-step.js";
import type { ModelArrays } from "../training/model-inputs.js";
import { statisticShapes, WeightMemory } from "./weight-memory.js";

// The tasks of a replica: they run in a worker with a backend of its own, see `openReplicas`.

/** What all workers are given. */
export interface ReplicaSetup {
  readonly description: ModelDescription;
  readonly alignment: AlignmentOptions | null;
  /** All weights of the model. */
  readonly weights: SharedArrayBuffer;
  /** Which version of the weights is there: an Int32Array of one. */
  readonly version: SharedArrayBuffer;
  /** A place for the gradients of each part that workers have. */
  readonly gradients: readonly SharedArrayBuffer[];
  /** And one for the running statistics that its batch norms come to. */
  readonly statistics: readonly SharedArrayBuffer[];
}

/** A part of a batch whose gradients are asked for. */
export interface GradientTask {
  readonly batch: ModelArrays;
  readonly options: GradientOptions;
  readonly part: BatchPart;
  /** Where the gradients go, among {@link ReplicaSetup.gradients}. */
  readonly place: number;
}

let alignment: Promise<Alignment> | null = null;
let replica: { readonly model: LayersModel; version: number } | null = null;

/** Forward and backward of a part; the gradients and the running statistics after it go to shared memory. */
export async function gradients({ batch, options, part, place }: GradientTask, { data }: TaskContext) {
  const setup = data as ReplicaSetup;
  const model = currentModel(setup, true);
  if (setup.alignment !== null) alignment ??= openAlignment(model, setup.alignment);
  const auxiliary = await alignment;
  const { loss, logits, gradients } = localGradientStep(model, batch, options, part, auxiliary);
  const shapes = model.trainableWeights.map((weight) => weight.shape as number[]);
  new WeightMemory(shapes, setup.gradients[place]).write(gradients);
  const moved = model.nonTrainableWeights.map((weight) => weight.read());
  new WeightMemory(statisticShapes(model), setup.statistics[place]).write(moved);
  const answer = { loss: loss.dataSync()[0]!, logits: logits.dataSync() as Float32Array };
  tf.dispose([loss, logits, gradients as tf.Tensor[]]);
  return answer;
}

/** Logits of a part, [samples · classes]. */
export function logits(batch: ModelArrays, { data }: TaskContext): Promise<Float32Array> {
  return predictBatch(currentModel(data as ReplicaSetup), batch);
}

/** The model with the weights that are shared now. @param moves  whether the caller moves its statistics, so that they are read anew next time */
function currentModel({ description, weights, version }: ReplicaSetup, moves = false): LayersModel {
  const now = Atomics.load(new Int32Array(version), 0);
  if (replica === null) {
    const model = createModel(description.name as ModelName, description.config, { weights: "zeros" });
    replica = { model, version: now - 1 };
  }
  const { model } = replica;
  if (replica.version !== now) {
    const memory = new WeightMemory(
      model.weights.map((weight) => weight.shape as number[]),
      weights,
    );
    tf.tidy(() => model.weights.forEach((weight, i) => void (weight.read() as tf.Variable).assign(memory.read(i))));
    replica.version = now;
  }
  if (moves && model.nonTrainableWeights.length > 0) replica.version = now - 1;
  return model;
}
