import * as tf from "@tensorflow/tfjs-core";
import { type ConvLIFArgs, ConvLIFLayer } from "./conv-lif-layer.js";

/**
 * {@link convLif} over one axis: [B, T, L, C] → [B, T, L', filters], or [B, L', filters] with `output: "final"`.
 *
 * Weights: `conv.weight` [k, C / groups, filters] (transposed: [k, filters / groups, C]), `conv.bias` with `useBias`,
 * `threshold` and `leak`, scalars or [filters].
 */
export class ConvLIF1D extends ConvLIFLayer {
  static readonly className = "ConvLIF1D";

  constructor(args: ConvLIFArgs) {
    super(args, 1);
  }
}

/**
 * {@link convLif} as a layer: frames [B, T, H, W, C] → [B, T, H', W', filters], or [B, H', W', filters] with
 * `output: "final"`.
 *
 * Weights: `conv.weight` [k, k, C / groups, filters] (transposed: [k, k, filters / groups, C]), `conv.bias` with
 * `useBias`, `threshold` and `leak`, scalars or [filters].
 */
export class ConvLIF2D extends ConvLIFLayer {
  static readonly className = "ConvLIF2D";

  constructor(args: ConvLIFArgs) {
    super(args, 2);
  }
}

/**
 * {@link convLif} over volumes: [B, T, D, H, W, C] → [B, T, D', H', W', filters], or without T with `output: "final"`.
 *
 * Weights: `conv.weight` [k, k, k, C / groups, filters] (transposed: [k, k, k, filters / groups, C]), `conv.bias` with
 * `useBias`, `threshold` and `leak`, scalars or [filters].
 */
export class ConvLIF3D extends ConvLIFLayer {
  static readonly className = "ConvLIF3D";

  constructor(args: ConvLIFArgs) {
    super(args, 3);
  }
}

for (const layer of [ConvLIF1D, ConvLIF2D, ConvLIF3D]) tf.serialization.registerClass(layer);
