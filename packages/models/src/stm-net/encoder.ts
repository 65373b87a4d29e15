import {
  CrossModalEncoderBlock,
  SeparateEncoderBlock,
  SeparateTokenNorm,
  SpatioTemporalEncoding,
  TokenNorm,
  TransformerEncoderBlock,
} from "@cvar/fusion";
import type { LayerMaker, Symbolic } from "./layer-maker.js";

/** Position and time encodings, the transformer blocks and the last norm: tokens [B, N, d] or [B, T, N, d] → the same shape. */
export function encodeTokens({ config, seed, layer }: LayerMaker, tokens: Symbolic, triplet: Symbolic): Symbolic {
  const { triplets, heads, mlpRatio, dropout, encoder } = config;
  const modalities = config.modalities.length;
  let x = layer(new SpatioTemporalEncoding({ name: "encoding", triplets, seed: seed() }))([tokens, triplet]);
  for (let k = 0; k < config.depth; k++) {
    const options = { name: `block_${k}`, heads, mlpRatio, dropout, seed: seed() };
    if (encoder === "unified") x = layer(new TransformerEncoderBlock(options))(x);
    else if (encoder === "separate") x = layer(new SeparateEncoderBlock({ ...options, modalities }))(x);
    else x = layer(new CrossModalEncoderBlock({ ...options, modalities }))(x);
  }
  if (encoder === "unified") return layer(new TokenNorm({ name: "norm" }))(x);
  return layer(new SeparateTokenNorm({ name: "norm", modalities }))(x);
}
