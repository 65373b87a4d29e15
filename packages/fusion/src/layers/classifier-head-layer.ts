import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { classifierHead } from "../classifier-head.js";
import { ShapeMismatchError } from "../errors.js";
import { rate, wholeNumber } from "../options.js";
import { FusionLayer, type FusionLayerArgs, readLinear, shapes, single, type WeightPair } from "./fusion-layer.js";

/** Options of {@link ClassifierHead}. */
export interface ClassifierHeadArgs extends FusionLayerArgs {
  readonly classes: number;
  /** probability, on the pooled features */
  readonly dropout?: number;
}

/**
 * {@link classifierHead} as a layer: [B, H, W, nf] or [B, nf] → logits [B, classes].
 *
 * Weights: `classifier_*` [nf, classes] (truncated normal 0.02, bias zero).
 */
export class ClassifierHead extends FusionLayer {
  static readonly className = "ClassifierHead";
  private readonly classes: number;
  private readonly rate: number;
  private pair!: WeightPair;

  constructor(args: ClassifierHeadArgs) {
    super(args);
    this.classes = wholeNumber("classes", args.classes);
    this.rate = rate("dropout", args.dropout ?? 0);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    this.pair = this.linearPair("classifier", features(inputShape).at(-1)!, this.classes);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: unknown }): tf.Tensor {
    return classifierHead(single(inputs), readLinear(this.pair), this.dropping(this.rate, kwargs));
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [features(inputShape)[0]!, this.classes];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), classes: this.classes, dropout: this.rate };
  }
}

function features(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
  const [shape] = shapes(inputShape);
  if (shape!.length === 4 || shape!.length === 2) return shape!;
  throw new ShapeMismatchError("the input", "[B, H, W, nf] or [B, nf]", shape!);
}

tf.serialization.registerClass(ClassifierHead);
