import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError } from "../errors.js";
import { LAYER_NORM_EPSILON } from "../layer-norm.js";
import { crossModalEncoderBlock, separateEncoderBlock, separateLayerNorm } from "../modal-encoders.js";
import { wholeNumber } from "../options.js";
import { type EncoderPairs, TransformerEncoderBlock, type TransformerEncoderBlockArgs } from "./encoder-block-layer.js";
import { FusionLayer, type FusionLayerArgs, onTokens, readNorm, type WeightPair } from "./fusion-layer.js";

/** Options of {@link SeparateEncoderBlock} and {@link CrossModalEncoderBlock}. */
export interface ModalEncoderBlockArgs extends TransformerEncoderBlockArgs {
  /** M: how many modalities the tokens are of, one after the other, as many tokens each */
  readonly modalities: number;
}

/**
 * {@link separateEncoderBlock} as a layer: [B, M·n, d] → [B, M·n, d].
 *
 * Weights: those of `TransformerEncoderBlock` for each modality m, after `modality{m}_`.
 */
export class SeparateEncoderBlock extends TransformerEncoderBlock {
  static override readonly className: string = "SeparateEncoderBlock";
  private readonly modalities: number;
  private perModality!: EncoderPairs[];

  constructor(args: ModalEncoderBlockArgs) {
    super(args);
    this.modalities = wholeNumber("modalities", args.modalities);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const d = this.features(inputShape);
    this.perModality = Array.from({ length: this.modalities }, (_, m) => this.encoderPairs(d, `modality${m}_`));
    this.built = true;
  }

  protected override run(x: tf.Tensor3D, training: boolean, steps: number): tf.Tensor3D {
    const params = this.perModality.map((pairs) => this.read(pairs));
    return this.block()(x, params, this.options(training, steps));
  }

  protected block(): typeof separateEncoderBlock {
    return separateEncoderBlock;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), modalities: this.modalities };
  }
}

/**
 * {@link crossModalEncoderBlock} as a layer: [B, M·n, d] → [B, M·n, d], M ≥ 2.
 *
 * Weights: as {@link SeparateEncoderBlock}.
 */
export class CrossModalEncoderBlock extends SeparateEncoderBlock {
  static override readonly className: string = "CrossModalEncoderBlock";

  constructor(args: ModalEncoderBlockArgs) {
    super(args);
    if (args.modalities < 2) throw new InvalidOptionError("modalities", args.modalities, "at least two");
  }

  protected override block(): typeof crossModalEncoderBlock {
    return crossModalEncoderBlock;
  }
}

/** Options of {@link SeparateTokenNorm}. */
export interface SeparateTokenNormArgs extends FusionLayerArgs {
  /** M: how many modalities the tokens are of, one after the other, as many tokens each */
  readonly modalities: number;
  /** ε */
  readonly epsilon?: number;
}

/**
 * {@link separateLayerNorm} as a layer: [B, M·n, d] or [B, T, M·n, d], of the same shape.
 *
 * Weights: `modality{m}_norm_scale` [d] (one), `modality{m}_norm_shift` [d] (zero).
 */
export class SeparateTokenNorm extends FusionLayer {
  static readonly className = "SeparateTokenNorm";
  private readonly modalities: number;
  private readonly epsilon: number;
  private pairs!: WeightPair[];

  constructor(args: SeparateTokenNormArgs) {
    super(args);
    this.modalities = wholeNumber("modalities", args.modalities);
    this.epsilon = args.epsilon ?? LAYER_NORM_EPSILON;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const d = (inputShape as tfl.Shape).at(-1)!;
    this.pairs = Array.from({ length: this.modalities }, (_, m) => this.normPair(`modality${m}_norm`, d));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return onTokens(inputs, (x) => separateLayerNorm(x, this.pairs.map(readNorm), this.epsilon));
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), modalities: this.modalities, epsilon: this.epsilon };
  }
}

tf.serialization.registerClass(SeparateEncoderBlock);
tf.serialization.registerClass(CrossModalEncoderBlock);
tf.serialization.registerClass(SeparateTokenNorm);
