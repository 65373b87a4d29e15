import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { RESIDUAL_SCALE, residualDenseBlock, rrdb } from "../dense-block.js";
import { wholeNumber } from "../options.js";
import { FusionLayer, type FusionLayerArgs, readConv, single, singleShape, type WeightPair } from "./fusion-layer.js";

/** What ESRGAN multiplies its He-initialised kernels with. */
export const RRDB_KERNEL_SCALE = 0.1;

/** Options of {@link ResidualDenseBlock}. */
export interface ResidualDenseBlockArgs extends FusionLayerArgs {
  /** gc: channels that each convolution adds */
  readonly growth: number;
  /** convolutions in a block */
  readonly convolutions?: number;
  /** β */
  readonly residualScale?: number;
}

/** Options of {@link ResidualInResidualDenseBlock}. */
export interface ResidualInResidualDenseBlockArgs extends ResidualDenseBlockArgs {
  /** dense blocks inside */
  readonly blocks?: number;
}

/**
 * {@link residualDenseBlock} as a layer: [B, H, W, nf] → [B, H, W, nf].
 *
 * Weights: `conv{i}_*` [3, 3, nf + i·gc, gc or nf] (He normal × 0.1, biases zero).
 */
export class ResidualDenseBlock extends FusionLayer {
  static readonly className: string = "ResidualDenseBlock";
  protected readonly growth: number;
  protected readonly convolutions: number;
  protected readonly residualScale: number;
  private pairs!: WeightPair[];

  constructor(args: ResidualDenseBlockArgs) {
    super(args);
    this.growth = wholeNumber("growth", args.growth);
    this.convolutions = wholeNumber("convolutions", args.convolutions ?? 5);
    this.residualScale = args.residualScale ?? RESIDUAL_SCALE;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    this.pairs = this.densePairs("conv", singleShape(inputShape, 4, "[B, H, W, nf]")[3]!);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return residualDenseBlock(single(inputs) as tf.Tensor4D, this.pairs.map(readConv), this.residualScale);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { growth, convolutions, residualScale } = this;
    return { ...super.getConfig(), growth, convolutions, residualScale };
  }

  protected densePairs(prefix: string, features: number): WeightPair[] {
    return Array.from({ length: this.convolutions }, (_, i) => {
      const outputs = i === this.convolutions - 1 ? features : this.growth;
      return this.convPair(`${prefix}${i}`, 3, features + i * this.growth, outputs, RRDB_KERNEL_SCALE);
    });
  }
}

/**
 * {@link rrdb} as a layer: [B, H, W, nf] → [B, H, W, nf].
 *
 * Weights: `block{k}_conv{i}_*`, as {@link ResidualDenseBlock}.
 */
export class ResidualInResidualDenseBlock extends ResidualDenseBlock {
  static override readonly className: string = "ResidualInResidualDenseBlock";
  private readonly blocks: number;
  private dense!: WeightPair[][];

  constructor(args: ResidualInResidualDenseBlockArgs) {
    super(args);
    this.blocks = wholeNumber("blocks", args.blocks ?? 3);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const features = singleShape(inputShape, 4, "[B, H, W, nf]")[3]!;
    this.dense = Array.from({ length: this.blocks }, (_, k) => this.densePairs(`block${k}_conv`, features));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const blocks = this.dense.map((block) => block.map(readConv));
    return rrdb(single(inputs) as tf.Tensor4D, blocks, this.residualScale);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), blocks: this.blocks };
  }
}

tf.serialization.registerClass(ResidualDenseBlock);
tf.serialization.registerClass(ResidualInResidualDenseBlock);
