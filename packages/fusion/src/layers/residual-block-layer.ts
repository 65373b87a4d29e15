import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { wholeNumber } from "../options.js";
import { residualBlock } from "../residual-block.js";
import { type BatchNormArgs, BatchNormLayer, type ConvNormWeights } from "./batch-norm-layer.js";
import { strided } from "./conv-norm-layer.js";
import { single, singleShape } from "./fusion-layer.js";

/** Options of {@link ResidualBlock}. */
export interface ResidualBlockArgs extends BatchNormArgs {
  /** channels out */
  readonly filters: number;
  /** channels of the 3×3 convolution inside a bottleneck; null: a basic block of two 3×3 */
  readonly bottleneck: number | null;
  readonly stride?: number;
  /** the last batch norm's γ begins at zero, so that the block begins as its shortcut (Goyal et al. 2017, §5.1) */
  readonly zeroInit?: boolean;
}

/**
 * {@link residualBlock} as a layer: [B, H, W, C] → [B, ⌈H/stride⌉, ⌈W/stride⌉, filters].
 *
 * Weights: `conv{k}_kernel` [3, 3, …] (basic: k = 1, 2; bottleneck: 1×1, 3×3, 1×1), and `downsample_kernel` [1, 1, C, filters]
 * where the shape changes, He normal by fan-out; each with a batch norm `…_norm_{scale, shift, mean, variance}`.
 */
export class ResidualBlock extends BatchNormLayer {
  static readonly className = "ResidualBlock";
  private readonly filters: number;
  private readonly bottleneck: number | null;
  private readonly stride: number;
  private readonly zeroInit: boolean;
  private convolutions!: ConvNormWeights[];
  private shortcut: ConvNormWeights | null = null;

  constructor(args: ResidualBlockArgs) {
    super(args);
    this.filters = wholeNumber("filters", args.filters);
    this.bottleneck = args.bottleneck === null ? null : wholeNumber("bottleneck", args.bottleneck);
    this.stride = wholeNumber("stride", args.stride ?? 1);
    this.zeroInit = args.zeroInit ?? false;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = singleShape(inputShape, 4, "[B, H, W, C]")[3]!;
    const { filters, bottleneck } = this;
    const shapes: [number, number, number, number][] =
      bottleneck === null
        ? [
            [3, 3, channels, filters],
            [3, 3, filters, filters],
          ]
        : [
            [1, 1, channels, bottleneck],
            [3, 3, bottleneck, bottleneck],
            [1, 1, bottleneck, filters],
          ];
    const last = shapes.length - 1;
    this.convolutions = shapes.map((shape, k) =>
      this.convNorm(`conv${k + 1}`, shape, this.zeroInit && k === last ? 0 : 1),
    );
    if (this.stride !== 1 || channels !== filters)
      this.shortcut = this.convNorm("downsample", [1, 1, channels, filters]);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: unknown }): tf.Tensor {
    const params = {
      convolutions: this.convolutions.map((weights) => this.readConvNorm(weights, kwargs)),
      shortcut: this.shortcut && this.readConvNorm(this.shortcut, kwargs),
    };
    return residualBlock(single(inputs) as tf.Tensor4D, params, this.stride);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return strided(inputShape, this.stride, this.filters);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, bottleneck, stride, zeroInit } = this;
    return { ...super.getConfig(), filters, bottleneck, stride, zeroInit };
  }
}

tf.serialization.registerClass(ResidualBlock);
