import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import type { NirGraph, NirMethod } from "../../src/nir/index.js";
import { readNir } from "../../src/nir/index.js";

/** The graphs that make-fixtures.py made, and what numpy or snnTorch makes of them. */
export const FIXTURES = [
  "convolutional",
  "one-dimensional",
  "cuba",
  "cuba-exponential",
  "recurrent",
  "nested",
  "snntorch",
] as const;

/** What a network does: one sample, [T, …] in NIR's order. */
export interface Behaviour {
  readonly dt: number;
  readonly method: NirMethod;
  readonly input: { readonly shape: number[]; readonly data: number[] };
  readonly output: { readonly shape: number[]; readonly data: number[] };
}

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export async function fixtureGraph(name: string): Promise<NirGraph> {
  return (await readNir(readFileSync(path(`${name}.nir`)), { isolate: false })).graph;
}

export function fixtureBehaviour(name: string): Behaviour {
  return JSON.parse(readFileSync(path(`${name}.json`), "utf8")) as Behaviour;
}

/** One sample [T, C, …] as [1, T, …, C]. */
export function sampleChannelsLast({ shape, data }: Behaviour["input"]): tf.Tensor {
  return tf.tidy(() => {
    const x = tf.tensor(data, shape);
    const spatial = shape.slice(2).map((_, i) => i + 2);
    return tf.expandDims(shape.length > 2 ? tf.transpose(x, [0, ...spatial, 1]) : x, 0);
  });
}
