import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { type EncoderBlockParams, encoderBlock } from "../encoder-block.js";
import { InvalidOptionError } from "../errors.js";
import { LAYER_NORM_EPSILON } from "../layer-norm.js";
import { rate, wholeNumber } from "../options.js";
import {
  FusionLayer,
  type FusionLayerArgs,
  readLinear,
  readNorm,
  single,
  singleShape,
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

/**
 * {@link encoderBlock} as a layer: [B, N, d] → [B, N, d].
 *
 * Weights: `norm1_*`, `qkv_*` [d, 3d], `projection_*` [d, d], `norm2_*`, `expand_*` [d, r·d], `contract_*` [r·d, d]
 * (kernels truncated normal 0.02, biases zero, norms one and zero).
 */
export class TransformerEncoderBlock extends FusionLayer {
  static readonly className = "TransformerEncoderBlock";
  private readonly heads: number;
  private readonly mlpRatio: number;
  private readonly epsilon: number;
  private readonly rate: number;
  private pairs!: Record<"norm1" | "qkv" | "projection" | "norm2" | "expand" | "contract", WeightPair>;

  constructor(args: TransformerEncoderBlockArgs) {
    super(args);
    this.heads = wholeNumber("heads", args.heads);
    this.mlpRatio = args.mlpRatio ?? 4;
    this.epsilon = args.epsilon ?? LAYER_NORM_EPSILON;
    this.rate = rate("dropout", args.dropout ?? 0);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const d = singleShape(inputShape, 3, "[B, N, d]")[2]!;
    if (d % this.heads !== 0) throw new InvalidOptionError("heads", this.heads, `divisors of d = ${d}`);
    const hidden = wholeNumber("mlpRatio × d", this.mlpRatio * d);
    this.pairs = {
      norm1: this.normPair("norm1", d),
      qkv: this.linearPair("qkv", d, 3 * d),
      projection: this.linearPair("projection", d, d),
      norm2: this.normPair("norm2", d),
      expand: this.linearPair("expand", d, hidden),
      contract: this.linearPair("contract", hidden, d),
    };
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: unknown }): tf.Tensor {
    const { norm1, qkv, projection, norm2, expand, contract } = this.pairs;
    const params: EncoderBlockParams = {
      norm1: readNorm(norm1),
      attention: { qkv: readLinear(qkv), projection: readLinear(projection) },
      norm2: readNorm(norm2),
      expand: readLinear(expand),
      contract: readLinear(contract),
    };
    const options = { heads: this.heads, epsilon: this.epsilon, dropout: this.dropping(this.rate, kwargs) };
    return encoderBlock(single(inputs) as tf.Tensor3D, params, options);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { heads, mlpRatio, epsilon } = this;
    return { ...super.getConfig(), heads, mlpRatio, epsilon, dropout: this.rate };
  }
}

tf.serialization.registerClass(TransformerEncoderBlock);
