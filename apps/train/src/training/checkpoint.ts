import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { readSafetensors, type Safetensors, valuesOf } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { describeError, RunError } from "../errors.js";
import { type NamedArray, saveArrays } from "../safetensors.js";
import type { TrainingState } from "./loop.js";

const FORMAT = "cvar-checkpoint-2";

/**
 * Writes everything that training needs to go on as if it had not stopped: weights, optimizer, place in the epoch, history.
 * One file, replaced in one step: at any moment the last complete checkpoint is on disk.
 */
export async function writeCheckpoint(path: string, model: LayersModel, state: TrainingState): Promise<void> {
  const { optimizer, ...rest } = state;
  const arrays = [
    ...(await namedArrays(
      "weight",
      model.weights.map((w) => w.read()),
    )),
    ...(await Promise.all(optimizer.slots.map((slot, k) => namedArrays(`slot${k}`, slot)))).flat(),
  ];
  const json = JSON.stringify({ ...rest, optimizerStep: optimizer.step, slots: optimizer.slots.length });
  await saveArrays(path, arrays, { format: FORMAT, state: json });
}

/**
 * Puts a checkpoint's weights into the model and returns where training stood.
 * @returns the state, whose optimizer tensors the caller owns; null where there is no checkpoint
 * @throws RunError if it is damaged or another model's
 */
export async function readCheckpoint(path: string, model: LayersModel): Promise<TrainingState | null> {
  if (!existsSync(path)) return null;
  const file = await open(path);
  if (file.metadata.format !== FORMAT)
    throw new RunError(`${path} is no checkpoint of this version`, "start a new run with another --out");
  const { optimizerStep, slots, ...rest } = JSON.parse(file.metadata.state!) as Omit<TrainingState, "optimizer"> & {
    optimizerStep: number;
    slots: number;
  };
  restoreWeights(path, file, model);
  const tensors = Array.from({ length: slots }, (_, k) =>
    model.trainableWeights.map((w, i) => tensorOf(path, file, `slot${k}/${i}`, w.shape as number[])),
  );
  return { ...rest, optimizer: { step: optimizerStep, slots: tensors } };
}

function restoreWeights(path: string, file: Safetensors, model: LayersModel): void {
  model.weights.forEach((weight, i) => {
    const value = tensorOf(path, file, `weight/${i}`, weight.shape as number[]);
    (weight.read() as tf.Variable).assign(value);
    value.dispose();
  });
}

function tensorOf(path: string, file: Safetensors, name: string, shape: readonly number[]): tf.Tensor {
  const entry = file.tensors.get(name);
  if (entry === undefined || entry.dtype !== "F32" || entry.shape.join() !== shape.join()) {
    const found = entry === undefined ? "missing" : `${entry.dtype} [${entry.shape}]`;
    throw new RunError(
      `${path} is of another model: ${name} is ${found}, expected [${shape}]`,
      "use the settings that the run began with",
    );
  }
  return tf.tensor(valuesOf(entry) as Float32Array, [...shape]);
}

async function open(path: string): Promise<Safetensors> {
  try {
    return readSafetensors(new Uint8Array(await readFile(path)));
  } catch (error) {
    throw new RunError(`${path} is damaged: ${describeError(error)}`, "delete it and train again", error);
  }
}

async function namedArrays(prefix: string, tensors: readonly tf.Tensor[]): Promise<NamedArray[]> {
  const data = await Promise.all(tensors.map((t) => t.data()));
  return tensors.map((t, i) => ({ name: `${prefix}/${i}`, shape: t.shape, data: data[i] as Float32Array }));
}
