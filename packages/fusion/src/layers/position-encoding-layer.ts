import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { ShapeMismatchError } from "../errors.js";
import { EMBEDDING_DEVIATION, truncatedNormal } from "../initialise.js";
import { wholeNumber } from "../options.js";
import { addPositionEncoding } from "../position-encoding.js";
import { FusionLayer, type FusionLayerArgs, shapes } from "./fusion-layer.js";

/** Options of {@link SpatioTemporalEncoding}. */
export interface SpatioTemporalEncodingArgs extends FusionLayerArgs {
  /** how many triplets a video has */
  readonly triplets: number;
}

/**
 * {@link addPositionEncoding} as a layer: tokens [B, N, d] or [B, T, N, d] and triplet [B, 1] → the tokens' shape.
 *
 * Weights: `position` [1, N, d], `time` [1, triplets, d] (both truncated normal 0.02).
 */
export class SpatioTemporalEncoding extends FusionLayer {
  static readonly className = "SpatioTemporalEncoding";
  private readonly triplets: number;
  private position!: tfl.LayerVariable;
  private time!: tfl.LayerVariable;

  constructor(args: SpatioTemporalEncodingArgs) {
    super(args);
    this.triplets = wholeNumber("triplets", args.triplets);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const tokens = shapes(inputShape)[0]!;
    if (tokens.length !== 3 && tokens.length !== 4) {
      throw new ShapeMismatchError("the tokens", "[B, N, d] or [B, T, N, d]", tokens);
    }
    const [count, d] = tokens.slice(-2) as [number, number];
    const near = (seed: number) => truncatedNormal(EMBEDDING_DEVIATION, seed);
    this.position = this.variable("position", [1, count, d], near);
    this.time = this.variable("time", [1, this.triplets, d], near);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [tokens, triplet] = inputs as [tf.Tensor3D | tf.Tensor4D, tf.Tensor];
    const position = this.position.read() as tf.Tensor3D;
    return addPositionEncoding(tokens, triplet, { position, time: this.time.read() as tf.Tensor3D });
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return shapes(inputShape)[0]!;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), triplets: this.triplets };
  }
}

tf.serialization.registerClass(SpatioTemporalEncoding);
