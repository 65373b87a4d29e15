import type * as tfl from "@tensorflow/tfjs-layers";
import { UnsupportedNodeError } from "../errors.js";

/** One layer of a model: which layers it reads, and what it gives at one moment. */
export interface PlacedLayer {
  readonly layer: tfl.layers.Layer;
  readonly from: readonly string[];
  /** Without batch and time, channels last. */
  readonly output: readonly number[];
  /** Nothing but preparing the answer: a softmax, a mean over time. */
  readonly answers: boolean;
}

interface CallNode {
  readonly inboundLayers: readonly tfl.layers.Layer[];
  readonly inputShapes: readonly tfl.Shape[];
}

/**
 * The layers of a sequential or functional model, each after those it reads, and the names of those that give its outputs.
 *
 * @throws UnsupportedNodeError for a model within the model, a layer used twice, shapes that are not known, or layers
 * behind the last step of a sequence
 */
export function layerGraph(model: tfl.LayersModel): { layers: PlacedLayer[]; outputs: string[] } {
  const outputs = model.outputs.map(({ sourceLayer }) => sourceLayer as tfl.layers.Layer);
  const inModel = new Set<tfl.layers.Layer>([...model.layers, ...model.inputLayers]);
  const placed = new Map<string, PlacedLayer>();
  const timeless = new Set<string>();
  const visit = (layer: tfl.layers.Layer, atTheEnd: boolean): void => {
    if (placed.has(layer.name)) return;
    if ("layers" in layer) throw unsupported(layer, "a model within the model", "build one model of its layers");
    const calls = callsWithin(layer, inModel);
    if (calls.length !== 1) throw unsupported(layer, "it is used more than once", "give each use a layer of its own");
    const { inboundLayers, inputShapes } = calls[0]!;
    const answers = atTheEnd && isAnswer(layer);
    for (const source of inboundLayers) visit(source, answers);
    const from = inboundLayers.map(({ name }) => name);
    const behindTheEnd = from.some((name) => timeless.has(name));
    if (behindTheEnd && !answers) {
      throw unsupported(layer, "it reads the last step of a sequence", "NIR works step by step: end there");
    }
    const shape = (inboundLayers.length === 0 ? layer.batchInputShape : layer.outputShape) as tfl.Shape;
    const noTime = behindTheEnd || (inputShapes?.[0] && shape.length < inputShapes[0].length && givesLastStep(layer));
    if (noTime) timeless.add(layer.name);
    const output = shape.slice(noTime ? 1 : 2);
    if (output.length === 0 || output.some((extent) => extent == null)) {
      const text = `its shape is [${shape.map((d) => d ?? "?").join(", ")}]`;
      throw unsupported(
        layer,
        text,
        "NIR needs [B, T, …] with all but B and T known; layers of one moment go within PerStep",
      );
    }
    placed.set(layer.name, { layer, from, output: output as number[], answers });
  };
  for (const layer of outputs) visit(layer, true);
  return { layers: [...placed.values()], outputs: outputs.map(({ name }) => name) };
}

/** Where a model calls a layer, which other models may have called too. */
function callsWithin(layer: tfl.layers.Layer, inModel: ReadonlySet<tfl.layers.Layer>): readonly CallNode[] {
  const calls = layer.inboundNodes as unknown as CallNode[];
  const own = calls.filter(({ inboundLayers }) => inboundLayers.every((source) => inModel.has(source)));
  // A sequential model that has not been run yet does not name its input.
  return own.length > 0
    ? own
    : calls.filter(({ inboundLayers }) => inboundLayers.every((source) => source.getClassName() === "InputLayer"));
}

function isAnswer(layer: tfl.layers.Layer): boolean {
  const type = layer.getClassName();
  if (type === "Activation") return layer.getConfig().activation === "softmax";
  return type === "Softmax" || type === "GlobalAveragePooling1D";
}

/** Layers that take [B, T, …] and give [B, …]. */
function givesLastStep(layer: tfl.layers.Layer): boolean {
  const { operation } = layer as { operation?: { rule?: { last?: boolean } } };
  return isAnswer(layer) || layer.getConfig().output === "final" || operation?.rule?.last === true;
}

function unsupported(layer: tfl.layers.Layer, reason: string, remedy: string): UnsupportedNodeError {
  return new UnsupportedNodeError(layer.name, layer.getClassName(), reason, remedy);
}
