import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { oddNumber, wholeNumber } from "../options.js";
import { symmetricMaxPool } from "../symmetric-max-pool.js";
import { strided } from "./conv-norm-layer.js";
import { FusionLayer, type FusionLayerArgs, single, singleShape } from "./fusion-layer.js";

/** Options of {@link SymmetricMaxPool}. */
export interface SymmetricMaxPoolArgs extends FusionLayerArgs {
  /** k, odd */
  readonly size: number;
  readonly stride: number;
}

/** {@link symmetricMaxPool} as a layer: [B, H, W, C] → [B, ⌈H/stride⌉, ⌈W/stride⌉, C]. No weights. */
export class SymmetricMaxPool extends FusionLayer {
  static readonly className = "SymmetricMaxPool";
  private readonly size: number;
  private readonly stride: number;

  constructor(args: SymmetricMaxPoolArgs) {
    super(args);
    this.size = oddNumber("size", args.size);
    this.stride = wholeNumber("stride", args.stride);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return symmetricMaxPool(single(inputs) as tf.Tensor4D, this.size, this.stride);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return strided(inputShape, this.stride, singleShape(inputShape, 4, "[B, H, W, C]")[3]!);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.size, stride: this.stride };
  }
}

tf.serialization.registerClass(SymmetricMaxPool);
