import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError } from "../errors.js";
import { oddNumber, wholeNumber } from "../options.js";
import { swish } from "../swish.js";
import { symmetricConvolution } from "../symmetric-convolution.js";
import { type BatchNormArgs, BatchNormLayer, type ConvNormWeights } from "./batch-norm-layer.js";
import { single, singleShape } from "./fusion-layer.js";

const ACTIVATIONS = {
  none: (x: tf.Tensor4D) => x,
  relu: (x: tf.Tensor4D) => tf.relu(x),
  swish: (x: tf.Tensor4D) => swish(x),
} as const;

/** Options of {@link ConvNorm}. */
export interface ConvNormArgs extends BatchNormArgs {
  readonly filters: number;
  /** k, odd; the padding is ⌊k/2⌋ on every side */
  readonly kernelSize: number;
  readonly stride?: number;
  readonly activation?: keyof typeof ACTIVATIONS;
}

/**
 * Convolution without bias, batch norm, activation: [B, H, W, C] → [B, ⌈H/stride⌉, ⌈W/stride⌉, filters].
 *
 * Weights: `conv_kernel` [k, k, C, filters] (He normal by fan-out), `conv_norm_scale` and `…_shift` (one, zero), running
 * `…_mean` and `…_variance` (zero, one; not trained), [filters] each.
 */
export class ConvNorm extends BatchNormLayer {
  static readonly className = "ConvNorm";
  private readonly filters: number;
  private readonly kernelSize: number;
  private readonly stride: number;
  private readonly activation: keyof typeof ACTIVATIONS;
  private conv!: ConvNormWeights;

  constructor(args: ConvNormArgs) {
    super(args);
    this.filters = wholeNumber("filters", args.filters);
    this.kernelSize = oddNumber("kernelSize", args.kernelSize);
    this.stride = wholeNumber("stride", args.stride ?? 1);
    this.activation = args.activation ?? "none";
    if (!Object.hasOwn(ACTIVATIONS, this.activation))
      throw new InvalidOptionError("activation", this.activation, Object.keys(ACTIVATIONS).join(", "));
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = singleShape(inputShape, 4, "[B, H, W, C]")[3]!;
    this.conv = this.convNorm("conv", [this.kernelSize, this.kernelSize, channels, this.filters]);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: unknown }): tf.Tensor {
    return tf.tidy(() => {
      const { kernel, normalise } = this.readConvNorm(this.conv, kwargs);
      const convolved = symmetricConvolution(single(inputs) as tf.Tensor4D, kernel, this.stride);
      return ACTIVATIONS[this.activation](normalise(convolved));
    });
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return strided(inputShape, this.stride, this.filters);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, stride, activation } = this;
    return { ...super.getConfig(), filters, kernelSize, stride, activation };
  }
}

/** Shape after a symmetric convolution; rows and columns may be unknown. */
export function strided(inputShape: tfl.Shape | tfl.Shape[], stride: number, filters: number): tfl.Shape {
  const [batch, rows, columns] = singleShape(inputShape, 4, "[B, H, W, C]");
  const side = (length: number | null | undefined) => (length == null ? null : Math.ceil(length / stride));
  return [batch!, side(rows), side(columns), filters];
}

tf.serialization.registerClass(ConvNorm);
