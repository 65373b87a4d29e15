import type * as tfl from "@tensorflow/tfjs-layers";
import { UnsupportedLayerError } from "../errors.js";

/** Layers with weights, linear but for an activation. */
const WEIGHTED = new Set(["Dense", "Conv1D", "Conv2D", "DepthwiseConv2D"]);

/** Linear layers without weights: spikes go through them as they are. */
const LINEAR = new Set([
  "Flatten",
  "Reshape",
  "AveragePooling1D",
  "AveragePooling2D",
  "GlobalAveragePooling1D",
  "GlobalAveragePooling2D",
  "ZeroPadding2D",
]);

/** Layers that do something in training alone. */
const TRAINING = new Set(["Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout"]);

/** Layers of a network that become one spiking layer, or go between two. */
export type Stage =
  | { readonly kind: "linear"; readonly layer: tfl.layers.Layer }
  | {
      readonly kind: "weighted";
      readonly layer: tfl.layers.Layer;
      readonly batchNorm: tfl.layers.Layer | null;
      /** What follows: ReLU (its layer's output is the activation), or the network's end. */
      readonly relu: tfl.layers.Layer | null;
      /** Where the ReLU is cut off, e.g. 6. */
      readonly maximum: number;
    };

/**
 * The stages of a feed-forward chain of layers with ReLU between them.
 *
 * @returns the stages, and whether the network ends with a softmax
 * @throws UnsupportedLayerError for a layer that has no spiking counterpart, naming it and saying what to do
 */
export function stagesOf(model: tfl.LayersModel): { stages: Stage[]; softmax: boolean } {
  const layers = chainOf(model);
  const stages: Stage[] = [];
  let softmax = false;
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i]!;
    const type = layer.getClassName();
    if (type === "InputLayer" || TRAINING.has(type)) continue;
    if (softmax) throw unsupported(layer, "it comes behind the softmax", "end the network with the softmax");
    if (LINEAR.has(type)) stages.push({ kind: "linear", layer });
    else if (isSoftmax(layer) && type !== "Dense") softmax = true;
    else if (WEIGHTED.has(type)) {
      const next = () => layers[i + 1];
      let activation = activationOf(layer);
      let relu: tfl.layers.Layer | null = activation === "relu" || activation === "relu6" ? layer : null;
      let maximum = activation === "relu6" ? 6 : Number.POSITIVE_INFINITY;
      let batchNorm: tfl.layers.Layer | null = null;
      if (activation === "linear") {
        if (next()?.getClassName() === "BatchNormalization") batchNorm = layers[++i]!;
        const behind = next() && reluOf(next()!);
        if (behind) {
          relu = layers[++i]!;
          ({ maximum } = behind);
        }
      } else if (activation === "softmax") {
        softmax = true;
        activation = "linear";
      } else if (!relu) {
        throw unsupported(layer, `spikes cannot count a ${activation}`, "train the network with ReLU");
      }
      stages.push({ kind: "weighted", layer, batchNorm, relu, maximum });
    } else {
      throw unsupported(layer, ...(HINTS[type] ?? ["it has no spiking counterpart", "train the network without it"]));
    }
  }
  checkOrder(stages);
  return { stages, softmax };
}

const HINTS: Readonly<Record<string, [reason: string, remedy: string]>> = {
  BatchNormalization: [
    "only behind a layer with weights and before its ReLU can it be folded into them",
    "put it between the two",
  ],
  MaxPooling2D: ["the largest of spike trains is not the largest rate", "train the network with average pooling"],
  MaxPooling1D: ["the largest of spike trains is not the largest rate", "train the network with average pooling"],
  ReLU: ["a ReLU must follow a layer with weights", "put it directly behind one"],
  Activation: ["an activation must be a ReLU that follows a layer with weights", "train the network with ReLU"],
};

/** Only the last layer with weights may be without a ReLU. */
function checkOrder(stages: readonly Stage[]): void {
  const weighted = stages.filter((stage) => stage.kind === "weighted");
  for (const { layer, relu } of weighted.slice(0, -1)) {
    if (!relu) throw unsupported(layer, "no ReLU follows it", "merge it with the next layer, or put a ReLU behind it");
  }
  const last = weighted[weighted.length - 1];
  if (!last || last.relu) {
    const layer = last?.layer;
    throw new UnsupportedLayerError(
      layer?.name ?? "model",
      layer?.getClassName() ?? "LayersModel",
      "the network must end with a layer of class scores without ReLU",
      "add a dense layer for the classes",
    );
  }
}

function activationOf(layer: tfl.layers.Layer): string {
  return (layer.getConfig().activation as string | undefined) ?? "linear";
}

function isSoftmax(layer: tfl.layers.Layer): boolean {
  return layer.getClassName() === "Softmax" || activationOf(layer) === "softmax";
}

/** A layer that is nothing but a ReLU. */
function reluOf(layer: tfl.layers.Layer): { maximum: number } | null {
  const type = layer.getClassName();
  if (type === "ReLU") {
    const { maxValue } = layer.getConfig() as { maxValue?: number | null };
    return { maximum: maxValue ?? Number.POSITIVE_INFINITY };
  }
  if (type !== "Activation") return null;
  const activation = activationOf(layer);
  if (activation === "relu") return { maximum: Number.POSITIVE_INFINITY };
  return activation === "relu6" ? { maximum: 6 } : null;
}

/** The layers in their order. @throws UnsupportedLayerError if they are no chain */
function chainOf(model: tfl.LayersModel): tfl.layers.Layer[] {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw unsupported(model, "it has several inputs or outputs", "convert a chain of layers");
  }
  const chain: tfl.layers.Layer[] = [];
  let layer = model.outputs[0]!.sourceLayer as tfl.layers.Layer;
  for (;;) {
    chain.unshift(layer);
    if (layer.getClassName() === "InputLayer") return chain;
    if ("layers" in layer) throw unsupported(layer, "a model within the model", "build one model of its layers");
    const sources = (layer.inboundNodes[0] as unknown as { inboundLayers: tfl.layers.Layer[] }).inboundLayers;
    if (sources.length !== 1) throw unsupported(layer, "branches meet here", "convert a chain of layers");
    layer = sources[0]!;
  }
}

function unsupported(layer: tfl.layers.Layer, reason: string, remedy: string): UnsupportedLayerError {
  return new UnsupportedLayerError(layer.name, layer.getClassName(), reason, remedy);
}
