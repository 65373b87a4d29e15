import {
  ClassifierHead,
  MapsToTokens,
  MultiModalMixer,
  PatchEmbedding,
  ResidualInResidualDenseBlock,
  SpatioTemporalEncoding,
  TokenFolding,
  TokenNorm,
  TransformerEncoderBlock,
} from "@cvar/fusion";
import { STM } from "@cvar/snn";
import * as tfl from "@tensorflow/tfjs-layers";
import type { InputDescription } from "../architecture/architecture.js";
import { gridSide, type StmNetConfig, stmStride } from "./config.js";
import { CHANNELS } from "./parameters.js";

type Symbolic = tfl.SymbolicTensor;

/** The inputs of an STM-Net, in the order in which the model takes them. */
export function stmNetInputs({ modalities, size, steps }: StmNetConfig): InputDescription[] {
  const streams = modalities.map((name): InputDescription => {
    const picture = [size, size, CHANNELS[name]];
    return { name, shape: name === "image" ? picture : [steps, ...picture], dtype: "float32" };
  });
  return [...streams, { name: "triplet", shape: [1], dtype: "int32" }];
}

/**
 * STM-Net as a `tf.layers` model (Das Biswas et al., Fig. 1, T ⇒ LS ⇒ GS).
 *
 * I-frame → patches; motion and residuals → STM → patches; all tokens + position and time encodings → transformer → folded
 * to maps → mixer (with the temporal streams' patch maps as skips) → RRDBs with a long skip → mean → logits.
 *
 * @param config  complete and checked, see `stmNetConfig`
 * @param prepare  called with each layer before it makes its weights
 * @returns inputs as {@link stmNetInputs} says; output logits [B, classes]; dispose of it with `model.dispose()`
 */
export function buildStmNet(
  config: StmNetConfig,
  prepare: (layer: tfl.layers.Layer) => void = () => {},
): tfl.LayersModel {
  const { d, nf, gc, heads, mlpRatio, dropout } = config;
  const grid: [number, number] = [gridSide(config), gridSide(config)];
  let made = 0;
  const seed = () => config.seed * 1000 + made++;
  const layer = <L extends tfl.layers.Layer>(ready: L) => {
    prepare(ready);
    return (x: Symbolic | Symbolic[]) => ready.apply(x) as Symbolic;
  };

  const inputs = stmNetInputs(config).map(({ name, shape, dtype }) => tfl.input({ name, shape: [...shape], dtype }));
  const triplet = inputs.at(-1)!;
  const maps = config.modalities.map((modality, i) => {
    const temporal = modality !== "image";
    const { kernel: kernelSize, ...stm } = config.stm;
    const modulator = () => layer(new STM({ name: `stm_${modality}`, ...stm, kernelSize, seed: seed() }));
    const seen = temporal ? modulator()(inputs[i]!) : inputs[i]!;
    const patchSize = temporal ? config.patch / stmStride(config) : config.patch;
    return layer(new PatchEmbedding({ name: `patch_${modality}`, filters: d, patchSize, grid, seed: seed() }))(seen);
  });
  const skips = maps.filter((_, i) => config.modalities[i] !== "image");

  let tokens = layer(new MapsToTokens({ name: "tokens" }))(maps);
  const { triplets } = config;
  tokens = layer(new SpatioTemporalEncoding({ name: "encoding", triplets, seed: seed() }))([tokens, triplet]);
  for (let k = 0; k < config.depth; k++) {
    const options = { name: `block_${k}`, heads, mlpRatio, dropout, seed: seed() };
    tokens = layer(new TransformerEncoderBlock(options))(tokens);
  }
  tokens = layer(new TokenNorm({ name: "norm" }))(tokens);

  const folded = layer(new TokenFolding({ name: "folding", grid }))(tokens);
  const mixed = layer(new MultiModalMixer({ name: "mixer", filters: nf, seed: seed() }))([folded, ...skips]);
  let y = mixed;
  for (let k = 0; k < config.rrdbs; k++) {
    y = layer(new ResidualInResidualDenseBlock({ name: `rrdb_${k}`, growth: gc, seed: seed() }))(y);
  }
  y = layer(tfl.layers.add({ name: "trunk" }))([y, mixed]);
  const head = new ClassifierHead({ name: "head", classes: config.classes, dropout, seed: seed() });
  return tfl.model({ name: "stm_net", inputs, outputs: layer(head)(y) });
}
