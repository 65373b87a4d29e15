import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StoredModelError } from "../errors.js";
import type { SafetensorsEntry } from "../weights/dtypes.js";
import type { NamedTensors } from "../weights/match.js";
import { readSafetensors } from "../weights/safetensors-reader.js";

/** The file that says which of several safetensors files holds which tensor. */
export const SHARD_INDEX = "model.safetensors.index.json";

/**
 * Tensors that are spread over several safetensors files, by their index: `{ "weight_map": { name: file } }`.
 *
 * @param path  the index; the files lie beside it
 * @throws StoredModelError if the index is none, names files elsewhere, or a file lacks a tensor; InvalidSafetensorsError
 */
export async function readShards(path: string): Promise<NamedTensors> {
  const shards = new Map<string, string[]>();
  for (const [name, file] of Object.entries(await readIndex(path))) {
    if (typeof file !== "string" || basename(file) !== file || file === "..") {
      throw new StoredModelError(path, `names a file outside the folder: ${JSON.stringify(file)}`);
    }
    shards.set(file, [...(shards.get(file) ?? []), name]);
  }
  const tensors = new Map<string, SafetensorsEntry>();
  for (const [file, names] of shards) {
    const shard = readSafetensors(await readWhole(join(dirname(path), file))).tensors;
    for (const name of names) {
      const entry = shard.get(name);
      if (entry === undefined) throw new StoredModelError(path, `${file} has no tensor ${JSON.stringify(name)}`);
      tensors.set(name, entry);
    }
  }
  return tensors;
}

/** A file's bytes. @throws StoredModelError */
export async function readWhole(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw new StoredModelError(path, `cannot be read (${(cause as Error).message})`, cause);
  });
}

async function readIndex(path: string): Promise<Record<string, unknown>> {
  let index: { weight_map?: unknown } | null;
  try {
    index = JSON.parse(new TextDecoder().decode(await readWhole(path)));
  } catch (cause) {
    if (cause instanceof StoredModelError) throw cause;
    throw new StoredModelError(path, "is no JSON", cause);
  }
  const map = index?.weight_map;
  if (typeof map !== "object" || map === null || Array.isArray(map)) {
    throw new StoredModelError(path, "is no index of safetensors files: it has no weight_map");
  }
  return map as Record<string, unknown>;
}
