import { stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { StoredModelError, UnsupportedWeightsError } from "../errors.js";
import type { NamedTensors } from "../weights/match.js";
import { readSafetensors } from "../weights/safetensors-reader.js";
import { decodeTfjsWeights } from "../weights/tfjs-weights.js";
import { folder, MODEL_FILE } from "./folder.js";
import { readShards, readWhole, SHARD_INDEX } from "./sharded-safetensors.js";

/** A format of weights that is read here. */
export type WeightFormat = "safetensors" | "sharded safetensors" | "tfjs";

/** Named tensors and the format that they were stored in. */
export interface StoredTensors {
  readonly format: WeightFormat;
  readonly tensors: NamedTensors;
}

const SINGLE_FILE = "model.safetensors";
const READABLE = `give a .safetensors file, a ${SHARD_INDEX}, or a folder with ${MODEL_FILE} (TensorFlow.js)`;

/**
 * Reads a file or folder of weights: safetensors, sharded safetensors by their index, or a saved TensorFlow.js model. A
 * folder is read by the first of `model.json`, `model.safetensors.index.json` and `model.safetensors` that it has.
 *
 * @throws UnsupportedWeightsError for other formats, with the way to convert a PyTorch pickle; StoredModelError,
 *   InvalidSafetensorsError for what is missing or damaged
 */
export async function readWeights(path: string): Promise<StoredTensors> {
  const kind = await kindOf(path);
  if (kind === "folder") {
    for (const name of [MODEL_FILE, SHARD_INDEX, SINGLE_FILE]) {
      if ((await kindOf(join(path, name))) === "file") return readWeights(join(path, name));
    }
    throw new UnsupportedWeightsError(path, "is a folder without weights", READABLE);
  }
  if (kind === null) throw new StoredModelError(path, "there is no such file or folder");
  if (basename(path) === MODEL_FILE) {
    return { format: "tfjs", tensors: decodeTfjsWeights(await folder(dirname(path)).load()) };
  }
  if (path.endsWith(".index.json")) return { format: "sharded safetensors", tensors: await readShards(path) };
  const bytes = await readWhole(path);
  refuseOthers(path, bytes);
  return { format: "safetensors", tensors: readSafetensors(bytes).tensors };
}

/** The line that turns a PyTorch checkpoint into safetensors. */
export function conversionLine(path: string): string {
  const target = `${path.slice(0, path.length - extname(path).length)}.safetensors`;
  const python = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  return [
    "import torch, safetensors.torch as s",
    `d = torch.load(${python(path)}, map_location='cpu', weights_only=True)`,
    "d = d.get('state_dict', d.get('model', d))",
    `s.save_file({k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, ${python(target)})`,
  ].join("; ");
}

function refuseOthers(path: string, bytes: Uint8Array): void {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
  const pickle = bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5 && bytes[8] !== 0x7b; // safetensors: a "{" there
  const name = extname(path).toLowerCase();
  if ([".pt", ".pth", ".ckpt", ".bin"].includes(name) || zip || pickle) {
    const advice = `convert it with Python: ${conversionLine(path)}`;
    throw new UnsupportedWeightsError(path, "is a PyTorch pickle, which can run code when it is opened", advice);
  }
  if ([".h5", ".hdf5", ".keras", ".onnx", ".pb", ".npz", ".npy", ".json", ".msgpack"].includes(name)) {
    throw new UnsupportedWeightsError(path, "is in no format that is read here", READABLE);
  }
}

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : found.isDirectory() ? "folder" : "file";
}
