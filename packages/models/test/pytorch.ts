import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { readSafetensors, type SafetensorsEntry, valuesOf, writeSafetensors } from "../src/index.js";

/** What `peers/picture_networks.py` wrote of one network. */
export interface TorchNetwork {
  readonly metadata: Readonly<Record<string, string>>;
  /** the state dict as a file of its own, each name as `rename` gives it */
  state(rename?: (name: string) => string): Uint8Array;
  /** names that begin with `group`/, without it */
  names(group: string): string[];
  read(name: string): Float32Array;
}

/** Opens a file of `peers/picture_networks.py`. */
export function openTorchNetwork(path: string | URL): TorchNetwork {
  const { tensors, metadata } = readSafetensors(new Uint8Array(readFileSync(path)));
  const group = (name: string): [string, SafetensorsEntry][] =>
    [...tensors].flatMap(([key, entry]) => (key.startsWith(`${name}/`) ? [[key.slice(name.length + 1), entry]] : []));
  return {
    metadata,
    state: (rename = (name) => name) =>
      writeSafetensors(new Map(group("state").map(([name, entry]) => [rename(name), entry]))),
    names: (name) => group(name).map(([key]) => key),
    read: (name) => Float32Array.from(valuesOf(tensors.get(name)!) as Float32Array),
  };
}

/** Pseudo-random numbers in [-1, 1): the same as `numbers` in `peers/picture_networks.py`. */
export function numbers(count: number, seed: number): Float32Array {
  const key = Math.imul(seed, 0x9e3779b9);
  return Float32Array.from({ length: count }, (_, i) => {
    let x = Math.imul(i ^ key, 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}

/** Such numbers as a batch of square pictures, the same that the networks of PyTorch saw. */
export function pictures(batch: number, size: number, channels = 3): tf.Tensor4D {
  return tf.tensor4d(numbers(batch * size * size * channels, 1), [batch, size, size, channels]);
}
