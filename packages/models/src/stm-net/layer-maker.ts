import type * as tfl from "@tensorflow/tfjs-layers";
import type { StmNetConfig } from "./config.js";

/** A tensor of the graph that is being built. */
export type Symbolic = tfl.SymbolicTensor;

/** A layer to be applied to its inputs, once or (with the same weights) more often. */
export type Applied = (x: Symbolic | Symbolic[]) => Symbolic;

/** What the parts of a network need while it is built. */
export interface LayerMaker {
  readonly config: StmNetConfig;
  /** another seed at every call */
  seed(): number;
  /** makes a layer ready to be applied */
  layer(ready: tfl.layers.Layer): Applied;
}

/** @param prepare  called with each layer before it makes its weights */
export function layerMaker(config: StmNetConfig, prepare: (layer: tfl.layers.Layer) => void): LayerMaker {
  let made = 0;
  return {
    config,
    seed: () => config.seed * 1000 + made++,
    layer(ready) {
      prepare(ready);
      return (x) => ready.apply(x) as Symbolic;
    },
  };
}
