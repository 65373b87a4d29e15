import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { ShapeMismatchError } from "../errors.js";
import { mixModalities } from "../mixer.js";
import { wholeNumber } from "../options.js";
import { FusionLayer, type FusionLayerArgs, readConv, shapes, type WeightPair } from "./fusion-layer.js";

/** Options of {@link MultiModalMixer}. */
export interface MultiModalMixerArgs extends FusionLayerArgs {
  /** nf: channels that leave the mixer */
  readonly filters: number;
}

/**
 * {@link mixModalities} as a layer: folded maps [B, M, rows, columns, d] and any number of skips
 * [B, rows, columns, …] → [B, rows, columns, nf].
 *
 * Weights: `fold_*` [3, 3, d, nf] and `fuse_*` [1, 1, nf + channels of the skips, nf] (He normal, biases zero).
 */
export class MultiModalMixer extends FusionLayer {
  static readonly className = "MultiModalMixer";
  private readonly filters: number;
  private fold!: WeightPair;
  private fuse!: WeightPair;

  constructor(args: MultiModalMixerArgs) {
    super(args);
    this.filters = wholeNumber("filters", args.filters);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const [maps, ...skips] = shapes(inputShape);
    if (maps!.length !== 5) throw new ShapeMismatchError("the folded maps", "[B, M, rows, columns, d]", maps!);
    const channels = skips.reduce((sum, skip) => sum + skip[3]!, this.filters);
    this.fold = this.convPair("fold", 3, maps![4]!, this.filters);
    this.fuse = this.convPair("fuse", 1, channels, this.filters);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [maps, ...skips] = Array.isArray(inputs) ? inputs : [inputs];
    const params = { fold: readConv(this.fold), fuse: readConv(this.fuse) };
    return mixModalities(maps as tf.Tensor5D, skips as tf.Tensor4D[], params);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, , rows, columns] = shapes(inputShape)[0]!;
    return [batch!, rows!, columns!, this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters };
  }
}

tf.serialization.registerClass(MultiModalMixer);
