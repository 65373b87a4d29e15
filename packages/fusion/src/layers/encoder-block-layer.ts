import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { type EncoderBlockOptions, type EncoderBlockParams, encoderBlock } from "../encoder-block.js";
import { InvalidOptionError } from "../errors.js";
import { LAYER_NORM_EPSILON } from "../layer-norm.js";
import { rate, wholeNumber } from "../options.js";
import {
  FusionLayer,
  type FusionLayerArgs,
  onTokens,
  readLinear,
  readNorm,
  tokenFeatures,
  type WeightPair,
} from "./fusion-layer.js";

/** Options of {@link TransformerEncoderBlock}. */
export interface TransformerEncoderBlockArgs extends FusionLayerArgs {
  readonly heads: number;
  /** width of the MLP's hidden layer, in units of d */
  readonly mlpRatio?: number;
  /** ε of the layer norms */
  readonly epsilon?: number;
  /** probability, on the outputs of attention and MLP */
  readonly dropout?: number;
}

/** The weights of an encoder block, in a layer. */
export type EncoderPairs = Record<"norm1" | "qkv" | "projection" | "norm2" | "expand" | "contract", WeightPair>;

/**
 * {@link encoderBlock} as a layer: [B, N, d] → [B, N, d], or [B, T, N, d] → [B, T, N, d], where each of the T steps is
 * encoded by itself.
 *
 * Weights: `norm1_*`, `qkv_*` [d, 3d], `projection_*` [d, d], `norm2_*`, `expand_*` [d, r·d], `contract_*` [r·d, d]
 * (kernels truncated normal 0.02, biases zero, norms one and zero).
 */
export class TransformerEncoderBlock extends FusionLayer {
  static readonly className: string = "TransformerEncoderBlock";
  private readonly heads: number;
  private readonly mlpRatio: number;
  private readonly epsilon: number;
  private readonly rate: number;
  private pairs!: EncoderPairs;

  constructor(args: TransformerEncoderBlockArgs) {
    super(args);
    this.heads = wholeNumber("heads", args.heads);
    this.mlpRatio = args.mlpRatio ?? 4;
    this.epsilon = args.epsilon ?? LAYER_NORM_EPSILON;
    this.rate = rate("dropout", args.dropout ?? 0);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    this.pairs = this.encoderPairs(this.features(inputShape));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: unknown }): tf.Tensor {
    return onTokens(inputs, (x, steps) => this.run(x, Boolean(kwargs.training), steps));
  }

  /** @param steps  how many samples of x belong to one of the batch */
  protected run(x: tf.Tensor3D, training: boolean, steps: number): tf.Tensor3D {
    return encoderBlock(x, this.read(this.pairs), this.options(training, steps));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { heads, mlpRatio, epsilon } = this;
    return { ...super.getConfig(), heads, mlpRatio, epsilon, dropout: this.rate };
  }

  /** d of the input. @throws ShapeMismatchError, InvalidOptionError if the heads do not divide it */
  protected features(inputShape: tfl.Shape | tfl.Shape[]): number {
    const d = tokenFeatures(inputShape);
    if (d % this.heads !== 0) throw new InvalidOptionError("heads", this.heads, `divisors of d = ${d}`);
    return d;
  }

  protected encoderPairs(d: number, prefix = ""): EncoderPairs {
    const hidden = wholeNumber("mlpRatio × d", this.mlpRatio * d);
    return {
      norm1: this.normPair(`${prefix}norm1`, d),
      qkv: this.linearPair(`${prefix}qkv`, d, 3 * d),
      projection: this.linearPair(`${prefix}projection`, d, d),
      norm2: this.normPair(`${prefix}norm2`, d),
      expand: this.linearPair(`${prefix}expand`, d, hidden),
      contract: this.linearPair(`${prefix}contract`, hidden, d),
    };
  }

  protected read({ norm1, qkv, projection, norm2, expand, contract }: EncoderPairs): EncoderBlockParams {
    return {
      norm1: readNorm(norm1),
      attention: { qkv: readLinear(qkv), projection: readLinear(projection) },
      norm2: readNorm(norm2),
      expand: readLinear(expand),
      contract: readLinear(contract),
    };
  }

  protected options(training: boolean, steps: number): EncoderBlockOptions {
    const dropout = this.dropping(this.rate, { training });
    const placed = dropout && { ...dropout, firstSample: (dropout.firstSample ?? 0) * steps };
    return { heads: this.heads, epsilon: this.epsilon, dropout: placed };
  }
}

tf.serialization.registerClass(TransformerEncoderBlock);
