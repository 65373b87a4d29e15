import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { classTokenSequence, firstToken } from "../class-token-sequence.js";
import { EMBEDDING_DEVIATION, truncatedNormal } from "../initialise.js";
import { FusionLayer, type FusionLayerArgs, single, singleShape } from "./fusion-layer.js";

/**
 * {@link classTokenSequence} as a layer: [B, N, d] → [B, N + 1, d].
 *
 * Weights: `token` [1, d], `position` [N + 1, d] (truncated normal 0.02).
 */
export class ClassTokenSequence extends FusionLayer {
  static readonly className = "ClassTokenSequence";
  private token!: tfl.LayerVariable;
  private position!: tfl.LayerVariable;

  constructor(args: FusionLayerArgs = {}) {
    super(args);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const [, count, d] = singleShape(inputShape, 3, "[B, N, d]") as [number, number, number];
    const weight = (name: string, rows: number) =>
      this.variable(name, [rows, d], (seed) => truncatedNormal(EMBEDDING_DEVIATION, seed));
    this.token = weight("token", 1);
    this.position = weight("position", count + 1);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const params = { token: this.token.read() as tf.Tensor2D, position: this.position.read() as tf.Tensor2D };
    return classTokenSequence(single(inputs) as tf.Tensor3D, params);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, count, d] = singleShape(inputShape, 3, "[B, N, d]");
    return [batch!, count == null ? null : count + 1, d!];
  }
}

/** {@link firstToken} as a layer: [B, N, d] → [B, 1, 1, d]. No weights. */
export class FirstToken extends FusionLayer {
  static readonly className = "FirstToken";

  constructor(args: FusionLayerArgs = {}) {
    super(args);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return firstToken(single(inputs) as tf.Tensor3D);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, , d] = singleShape(inputShape, 3, "[B, N, d]");
    return [batch!, 1, 1, d!];
  }
}

tf.serialization.registerClass(ClassTokenSequence);
tf.serialization.registerClass(FirstToken);
