import { ClassifierHead } from "@cvar/fusion";
import * as tfl from "@tensorflow/tfjs-layers";
import { pictureInput } from "../architecture/picture-input.js";
import type { EfficientNetConfig } from "./config.js";
import { countFrom, efficientNetFeatures } from "./features.js";

/**
 * EfficientNet as a `tf.layers` model (Tan & Le 2019): its convolutional part, mean over the map, dropout, classifier.
 *
 * @param config  complete and checked, see `efficientNetConfig`
 * @param prepare  called with each layer before it makes its weights
 * @returns input `image` [B, S, S, channels]; output logits [B, classes]; dispose of it with `model.dispose()`
 */
export function buildEfficientNet(
  config: EfficientNetConfig,
  prepare: (layer: tfl.layers.Layer) => void = () => {},
): tfl.LayersModel {
  const { classes, dropout } = config;
  const [{ name, shape, dtype }] = pictureInput(config);
  const input = tfl.input({ name, shape: [...shape], dtype });
  const seed = countFrom(config.seed * 1000);
  const features = efficientNetFeatures(input, config, { prepare, seed });
  const head = new ClassifierHead({ name: "head", classes, dropout, seed: seed() });
  prepare(head);
  return tfl.model({ name: "efficientnet", inputs: input, outputs: head.apply(features) as tfl.SymbolicTensor });
}
