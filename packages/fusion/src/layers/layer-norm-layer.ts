import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { LAYER_NORM_EPSILON, layerNorm } from "../layer-norm.js";
import { FusionLayer, type FusionLayerArgs, readNorm, single, type WeightPair } from "./fusion-layer.js";

/** Options of {@link TokenNorm}. */
export interface TokenNormArgs extends FusionLayerArgs {
  /** ε */
  readonly epsilon?: number;
}

/**
 * {@link layerNorm} as a layer: […, d] → […, d].
 *
 * Weights: `norm_scale` [d] (one), `norm_shift` [d] (zero).
 */
export class TokenNorm extends FusionLayer {
  static readonly className = "TokenNorm";
  private readonly epsilon: number;
  private pair!: WeightPair;

  constructor(args: TokenNormArgs = {}) {
    super(args);
    this.epsilon = args.epsilon ?? LAYER_NORM_EPSILON;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    this.pair = this.normPair("norm", (inputShape as tfl.Shape).at(-1)!);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return layerNorm(single(inputs), readNorm(this.pair), this.epsilon);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}

tf.serialization.registerClass(TokenNorm);
