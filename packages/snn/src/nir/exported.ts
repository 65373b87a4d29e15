import type * as tf from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import type { Discretisation } from "./discretise.js";
import type { NirArray, NirOperation } from "./graph.js";
import { sizeOf } from "./node-shapes.js";

/** A layer's config and weights, as the export reads them. */
export interface LayerToExport {
  readonly name: string;
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights: Readonly<Record<string, NirArray>>;
  /** What goes in at one moment, channels last. */
  readonly input: readonly number[];
  readonly time: Required<Discretisation>;
}

/** What becomes of a layer: nodes in a row, and what they do not say. */
export interface Exported {
  /** By a suffix to the layer's name, "" for none. */
  readonly nodes: readonly (readonly [suffix: string, node: NirOperation])[];
  /** Where NIR's meaning is another; `notes` are for information. */
  readonly differences?: readonly string[];
  readonly notes?: readonly string[];
}

/** Weights of a layer by the last part of their names, read from the device. */
export async function weightsOf(layer: layers.Layer): Promise<Record<string, NirArray>> {
  const named = layer.weights.map(async (variable) => {
    const value = variable.read() as tf.Tensor;
    const data = Float32Array.from(await value.data());
    return [variable.originalName.split("/").pop()!, { shape: [...value.shape], data }] as const;
  });
  return Object.fromEntries(await Promise.all(named));
}

/** A map of every number. */
export function mapArray({ shape, data }: NirArray, map: (value: number) => number): NirArray {
  return { shape, data: Float32Array.from(data, map) };
}

/** Two arrays combined, one number standing for all. */
export function zipArrays(a: NirArray, b: NirArray, map: (a: number, b: number) => number): NirArray {
  const { shape } = sizeOf(a.shape) >= sizeOf(b.shape) ? a : b;
  const at = ({ data }: NirArray, i: number) => data[data.length === 1 ? 0 : i]!;
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => map(at(a, i), at(b, i))) };
}
