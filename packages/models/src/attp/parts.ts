import * as tfl from "@tensorflow/tfjs-layers";
import { descriptionOf } from "../architecture/description.js";
import { chain } from "../efficientnet/features.js";
import { ForeignModelError } from "../errors.js";
import type { Modality } from "../stm-net/config.js";
import type { AttpConfig } from "./config.js";
import { attpInputs, fuse } from "./model.js";

type Symbolic = tfl.SymbolicTensor;

/** The layers of a stream of an ATTP model, first to last. */
export function streamLayers(model: tfl.LayersModel, stream: Modality): tfl.layers.Layer[] {
  const names = new RegExp(`^${stream}_(stem|stage\\d+_block\\d+|top)$`);
  return model.layers.filter(({ name }) => names.test(name));
}

/** The config of an ATTP model. @throws ForeignModelError for models of other families */
export function attpConfigOf(model: tfl.LayersModel): AttpConfig {
  const description = descriptionOf(model);
  if (description.architecture !== "attp")
    throw new ForeignModelError(`the model is of the family ${description.architecture}, not attp`);
  return description.config;
}

/** An ATTP network in two parts that share its weights. */
export interface CachedAttp {
  /** I-frame [B, S, S, 3] → its feature map [B, h, w, c], to be kept for the groups beside */
  readonly image: tfl.LayersModel;
  /** the model's inputs, with that map in the places of `image` and `neighbour` → logits [B, classes] */
  readonly scores: tfl.LayersModel;
}

/**
 * An ATTP model in two parts, so that each I-frame of a video goes through the network once: the features of the neighbour's
 * I-frame are those that its own group has, or had. That takes three passes for each group instead of four, and gives the same
 * numbers.
 *
 * @param model  made by `createModel("attp", …)` or loaded, with an image stream
 * @returns two models with the weights of `model`; dispose of all three
 * @throws ForeignModelError for models of other families, and without an image stream
 * @example const { image, scores } = cachedAttp(model);
 */
export function cachedAttp(model: tfl.LayersModel): CachedAttp {
  const config = attpConfigOf(model);
  if (!config.modalities.includes("image")) throw new ForeignModelError("the model has no image stream to keep");
  const layers = streamLayers(model, "image");
  const [rows, columns, channels] = mapShape(layers.at(-1)!);
  const picture = tfl.input({ name: "image", shape: [config.size, config.size, 3] });
  const image = tfl.model({ name: "attp_image", inputs: picture, outputs: chain(layers, picture) });
  const inputs = attpInputs(config).map(({ name, shape }) =>
    tfl.input({ name, shape: isImage(name) ? [rows, columns, channels] : [...shape] }),
  );
  const maps = attpInputs(config).map(({ name }, i) => {
    const map = isImage(name) ? inputs[i]! : chain(streamLayers(model, name as Modality), inputs[i]!);
    return [name, map] as const;
  });
  const outputs = fuse(config, Object.fromEntries(maps), (name) => model.getLayer(name));
  return { image, scores: tfl.model({ name: "attp_scores", inputs, outputs }) };
}

function isImage(name: string): boolean {
  return name === "image" || name === "neighbour";
}

/** Rows, columns and channels of the map that a layer gives. */
function mapShape(layer: tfl.layers.Layer): [number, number, number] {
  return (layer.getOutputAt(0) as Symbolic).shape.slice(1) as [number, number, number];
}
