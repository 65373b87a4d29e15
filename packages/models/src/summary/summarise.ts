import type * as tfl from "@tensorflow/tfjs-layers";
import type { AnyArchitecture, InputDescription, Views } from "../architecture/architecture.js";
import { ARCHITECTURES } from "../architecture/architectures.js";
import { descriptionOf } from "../architecture/description.js";

/** A part of a network: one layer, or several of a kind one after another. */
export interface PartSummary {
  /** of the architecture's `parameters`, or a layer's name */
  readonly part: string;
  /** names of its layers */
  readonly layers: readonly string[];
  /** trainable */
  readonly parameters: number;
  /** weights that are not trained: running means and variances */
  readonly statistics: number;
  /** shape of what its last layer gives, without the batch */
  readonly output: readonly (number | null)[];
  /** multiply-accumulates with batch 1; null where they are not given */
  readonly macs: number | null;
}

/** A network in a few lines. */
export interface ModelSummary {
  readonly name: string;
  readonly architecture: string;
  readonly inputs: readonly InputDescription[];
  readonly output: readonly (number | null)[];
  readonly views: Views;
  readonly parameters: number;
  readonly statistics: number;
  readonly macs: number | null;
  /** in the order of the data; layers without weights and operations are left out */
  readonly parts: readonly PartSummary[];
}

/**
 * What a network consists of: its parts with parameters, output shapes and, where they are given, multiply-accumulates.
 *
 * @param model  made by `createModel`, or loaded
 * @param macs  by layer name, with batch 1 (of `@cvar/energy`'s counts); they are not counted here
 * @throws ForeignModelError if the model is not of this package
 */
export function summarise(model: tfl.LayersModel, macs?: ReadonlyMap<string, number>): ModelSummary {
  const { architecture: id, name, config } = descriptionOf(model);
  const architecture: AnyArchitecture = ARCHITECTURES[id];
  const known = architecture.parameters(config).map(({ part }) => part);
  const groups = new Map<string, tfl.layers.Layer[]>();
  for (const layer of model.layers) {
    const idle = layer.weights.length === 0 && (macs?.get(layer.name) ?? 0) === 0;
    if (idle) continue;
    const part = partOf(layer.name, known);
    groups.set(part, [...(groups.get(part) ?? []), layer]);
  }
  const parts = [...groups].map(([part, layers]): PartSummary => {
    const sum = (of: (layer: tfl.layers.Layer) => number) => layers.reduce((total, layer) => total + of(layer), 0);
    const last = layers.at(-1)!;
    return {
      part,
      layers: layers.map((layer) => layer.name),
      parameters: sum((layer) => sizeOf(layer.trainableWeights)),
      statistics: sum((layer) => sizeOf(layer.nonTrainableWeights)),
      output: shapeOf(last.getOutputAt(0)),
      macs: macs === undefined ? null : sum((layer) => macs.get(layer.name) ?? 0),
    };
  });
  const total = (of: (part: PartSummary) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  return {
    name,
    architecture: id,
    inputs: architecture.inputs(config),
    output: shapeOf(model.outputs[0]!),
    views: architecture.views?.(config) ?? { clips: 1, crops: 1 },
    parameters: total((part) => part.parameters),
    statistics: total((part) => part.statistics),
    macs: macs === undefined ? null : total((part) => part.macs ?? 0),
    parts,
  };
}

/** The longest part that a layer's name begins with: `stage1` of `stage1_block0`, `blocks` of `block_0`; else its own name. */
function partOf(layer: string, parts: readonly string[]): string {
  const fits = (part: string) =>
    layer === part || layer.startsWith(`${part}_`) || (part.endsWith("s") && layer.startsWith(`${part.slice(0, -1)}_`));
  return parts.filter(fits).sort((a, b) => b.length - a.length)[0] ?? layer;
}

function sizeOf(weights: readonly tfl.LayerVariable[]): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, length) => size * (length ?? 1), 1), 0);
}

function shapeOf(tensor: tfl.SymbolicTensor | tfl.SymbolicTensor[]): (number | null)[] {
  return [tensor].flat()[0]!.shape.slice(1);
}
