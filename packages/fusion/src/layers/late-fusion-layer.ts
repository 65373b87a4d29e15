import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { fusionWeights, type LateFusionRule, lateFusion } from "../late-fusion.js";
import { FusionLayer, type FusionLayerArgs, shapes } from "./fusion-layer.js";

/** Options of {@link LateFusion}. */
export interface LateFusionArgs extends FusionLayerArgs {
  /** by default "mean" */
  readonly rule?: LateFusionRule;
}

/** {@link lateFusion} as a layer without weights: scores of one shape → their weighted sum. */
export class LateFusion extends FusionLayer {
  static readonly className = "LateFusion";
  private readonly rule: LateFusionRule;

  constructor(args: LateFusionArgs = {}) {
    super(args);
    this.rule = args.rule ?? "mean";
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    fusionWeights(this.rule, shapes(inputShape).length);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return lateFusion(Array.isArray(inputs) ? inputs : [inputs], this.rule);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return shapes(inputShape)[0]!;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rule: this.rule as string | number[] };
  }
}

tf.serialization.registerClass(LateFusion);
