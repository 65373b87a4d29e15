import {
  ClassifierHead,
  ClassTokenPooling,
  MeanOfModalities,
  MultiModalMixer,
  PatchEmbedding,
  ResidualInResidualDenseBlock,
} from "@cvar/fusion";
import * as tfl from "@tensorflow/tfjs-layers";
import type { InputDescription } from "../architecture/architecture.js";
import type { StmNetConfig } from "./config.js";
import { type ContextMaps, gatherContext } from "./context-order.js";
import { CHANNELS, inputSize } from "./geometry.js";
import { type LayerMaker, layerMaker, type Symbolic } from "./layer-maker.js";

/** The inputs of an STM-Net, in the order in which the model takes them. */
export function stmNetInputs(config: StmNetConfig): InputDescription[] {
  const streams = config.modalities.map((name): InputDescription => {
    const picture = [...inputSize(config), CHANNELS[name]];
    return { name, shape: name === "image" ? picture : [config.steps, ...picture], dtype: "float32" };
  });
  return [...streams, { name: "triplet", shape: [1], dtype: "int32" }];
}

/**
 * STM-Net as a `tf.layers` model (Das Biswas et al., Fig. 4, T ⇒ LS ⇒ GS).
 *
 * I-frame → patches; motion and residuals → STM → patches; all tokens + position and time encodings → transformer → folded
 * to maps → mixer (with the temporal streams' patch maps as skips) → RRDBs with a long skip → mean → logits. The config's
 * `order`, `modulator`, `encoder`, `mixer` and `pooling` replace parts of it (Table 4).
 *
 * @param config  complete and checked, see `stmNetConfig`
 * @param prepare  called with each layer before it makes its weights
 * @returns inputs as {@link stmNetInputs} says; output logits [B, classes]; dispose of it with `model.dispose()`
 */
export function buildStmNet(
  config: StmNetConfig,
  prepare: (layer: tfl.layers.Layer) => void = () => {},
): tfl.LayersModel {
  const maker = layerMaker(config, prepare);
  const { layer, seed } = maker;
  const inputs = stmNetInputs(config).map(({ name, shape, dtype }) => tfl.input({ name, shape: [...shape], dtype }));
  const triplet = inputs.at(-1)!;
  const mixed = mix(maker, gatherContext(maker, inputs.slice(0, -1), triplet));
  let y = mixed;
  for (let k = 0; k < config.rrdbs; k++) {
    y = layer(new ResidualInResidualDenseBlock({ name: `rrdb_${k}`, growth: config.gc, seed: seed() }))(y);
  }
  y = layer(tfl.layers.add({ name: "trunk" }))([y, mixed]);
  if (config.pooling === "class-token") {
    y = layer(new ClassTokenPooling({ name: "class_token", heads: config.heads, seed: seed() }))(y);
  }
  const { classes, dropout } = config;
  const head = new ClassifierHead({ name: "head", classes, dropout, seed: seed() });
  return tfl.model({ name: "stm_net", inputs, outputs: layer(head)(y) });
}

/** The modalities' maps as one of nf channels. */
function mix({ config, layer, seed }: LayerMaker, { folded, skips }: ContextMaps): Symbolic {
  const { nf: filters, mixer } = config;
  if (mixer === "none") {
    const mean = layer(new MeanOfModalities({ name: "mean" }))(folded);
    return layer(new PatchEmbedding({ name: "project", filters, patchSize: 1, seed: seed() }))(mean);
  }
  const maps = mixer === "full" ? [folded, ...skips] : [folded];
  return layer(new MultiModalMixer({ name: "mixer", filters, seed: seed() }))(maps);
}
