import {
  ClassifierHead,
  ClassTokenSequence,
  FirstToken,
  MapsToTokens,
  PatchEmbedding,
  TokenNorm,
  TransformerEncoderBlock,
} from "@cvar/fusion";
import * as tfl from "@tensorflow/tfjs-layers";
import { pictureInput } from "../architecture/picture-input.js";
import type { VitConfig } from "./config.js";

/**
 * A vision transformer as a `tf.layers` model (Dosovitskiy et al. 2021, Eq. 1–4): patches, class token, position encodings,
 * pre-LN encoder blocks, layer norm, classifier on the class token.
 *
 * Layers: `patch`, `sequence`, `block_{k}` with k from 0, `norm`, `head`.
 *
 * @param config  complete and checked, see `vitConfig`
 * @param prepare  called with each layer before it makes its weights
 * @returns input `image` [B, S, S, channels]; output logits [B, classes]; dispose of it with `model.dispose()`
 */
export function buildVit(config: VitConfig, prepare: (layer: tfl.layers.Layer) => void = () => {}): tfl.LayersModel {
  const { patch, d, depth, heads, mlpRatio, dropout, classes, lnEpsilon: epsilon } = config;
  let made = 0;
  const seed = () => config.seed * 1000 + made++;
  const layers: tfl.layers.Layer[] = [
    new PatchEmbedding({ name: "patch", filters: d, patchSize: patch, seed: seed() }),
    new MapsToTokens({ name: "tokens" }),
    new ClassTokenSequence({ name: "sequence", seed: seed() }),
  ];
  for (let k = 0; k < depth; k++)
    layers.push(new TransformerEncoderBlock({ name: `block_${k}`, heads, mlpRatio, dropout, epsilon, seed: seed() }));
  layers.push(
    new TokenNorm({ name: "norm", epsilon }),
    new FirstToken({ name: "class_token" }),
    new ClassifierHead({ name: "head", classes, seed: seed() }),
  );
  for (const layer of layers) prepare(layer);
  const [{ name, shape, dtype }] = pictureInput(config);
  const input = tfl.input({ name, shape: [...shape], dtype });
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
  return tfl.model({ name: "vit", inputs: input, outputs });
}
