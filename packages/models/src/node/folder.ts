import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { StoredModelError } from "../errors.js";
import { writeAtomically } from "./atomic-write.js";

/** The file that says what a model is and which files hold its weights. */
export const MODEL_FILE = "model.json";
const WEIGHT_FILE = /^weights-[0-9a-f]{16}\.bin$/;

/**
 * A TensorFlow.js IO handler for a folder: `model.json` and one binary file of weights, on any backend.
 *
 * Saving over a model is atomic: the weights go to a file named after their content, then `model.json` is replaced in one
 * step, then weights that nothing names any more are removed.
 *
 * @param folder  path; saving makes it where it is missing
 * @throws StoredModelError (from save and load) for what cannot be read or written
 * @example await model.save(folder("runs/a")); const same = await tfl.loadLayersModel(folder("runs/a"));
 */
export function folder(folder: string): Required<tf.io.IOHandler> {
  return { save: (artifacts) => save(folder, artifacts), load: () => load(folder) };
}

async function save(path: string, artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
  const { modelTopology, weightSpecs = [], weightData } = artifacts;
  if (modelTopology === undefined || modelTopology instanceof ArrayBuffer) {
    throw new StoredModelError(path, "only models with a JSON topology can be saved");
  }
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData ?? []));
  const file = `weights-${createHash("sha256").update(weights).digest("hex").slice(0, 16)}.bin`;
  const { weightSpecs: _specs, weightData: _data, getWeightStream: _stream, ...described } = artifacts;
  const json = { ...described, weightsManifest: [{ paths: [file], weights: weightSpecs }] };
  try {
    await mkdir(path, { recursive: true });
    await writeAtomically(join(path, file), weights);
    await writeAtomically(join(path, MODEL_FILE), JSON.stringify(json));
    for (const name of await readdir(path)) {
      if (WEIGHT_FILE.test(name) && name !== file) await rm(join(path, name), { force: true });
    }
  } catch (cause) {
    throw new StoredModelError(path, `cannot be written (${reason(cause)})`, cause);
  }
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON({ ...artifacts, weightData: weights.buffer }) };
}

async function load(path: string): Promise<tf.io.ModelArtifacts> {
  const json = await readModelJson(join(path, MODEL_FILE));
  return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs: tf.io.WeightsManifestEntry[] = [];
    const buffers: Uint8Array[] = [];
    for (const group of manifest) {
      const bytes = await Promise.all(group.paths.map((name) => readWeights(path, name)));
      const held = bytes.reduce((sum, { length }) => sum + length, 0);
      const needed = group.weights.reduce((sum, spec) => sum + byteLength(path, spec), 0);
      if (held !== needed) {
        throw new StoredModelError(path, `${group.paths.join(", ")}: ${held} bytes, ${MODEL_FILE} names ${needed}`);
      }
      specs.push(...group.weights);
      buffers.push(...bytes);
    }
    return [specs, joined(buffers)];
  });
}

async function readModelJson(path: string): Promise<tf.io.ModelJSON> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new StoredModelError(path, `cannot be read (${reason(cause)}); is it the folder of a saved model?`, cause);
  });
  let json: Partial<tf.io.ModelJSON> | null;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StoredModelError(path, "is no JSON", cause);
  }
  const groups: unknown = json?.weightsManifest;
  const sound = Array.isArray(groups) && groups.every((g) => Array.isArray(g?.paths) && Array.isArray(g?.weights));
  if (!sound || typeof json?.modelTopology !== "object")
    throw new StoredModelError(path, "is no saved tf.layers model");
  return json as tf.io.ModelJSON;
}

async function readWeights(path: string, name: unknown): Promise<Uint8Array> {
  if (typeof name !== "string" || basename(name) !== name || name === "..") {
    throw new StoredModelError(path, `${MODEL_FILE} names weights outside the folder: ${JSON.stringify(name)}`);
  }
  return readFile(join(path, name)).catch((cause: unknown) => {
    throw new StoredModelError(join(path, name), `cannot be read (${reason(cause)})`, cause);
  });
}

/** Bytes per element of the types that numbers are stored in. */
const STORED_BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

/** Bytes of a weight: float32, int32 or bool, or float32 stored in fewer bits. */
function byteLength(path: string, spec: tf.io.WeightsManifestEntry): number {
  const stored = spec?.quantization?.dtype ?? spec?.dtype;
  const bytes = Object.hasOwn(STORED_BYTES, stored ?? "") ? STORED_BYTES[stored] : undefined;
  const shape = spec?.shape;
  if (bytes === undefined || !Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw new StoredModelError(path, `${MODEL_FILE} describes a weight that cannot be read: ${JSON.stringify(spec)}`);
  }
  return shape.reduce((product, length) => product * length, bytes);
}

function joined(buffers: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(buffers.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const bytes of buffers) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole.buffer;
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
