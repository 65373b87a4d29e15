import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { classTokenPooling } from "../class-token.js";
import { InvalidOptionError } from "../errors.js";
import { EMBEDDING_DEVIATION, truncatedNormal } from "../initialise.js";
import { wholeNumber } from "../options.js";
import {
  FusionLayer,
  type FusionLayerArgs,
  readLinear,
  readNorm,
  single,
  singleShape,
  type WeightPair,
} from "./fusion-layer.js";

/** Options of {@link ClassTokenPooling}. */
export interface ClassTokenPoolingArgs extends FusionLayerArgs {
  /** a divisor of the map's features */
  readonly heads: number;
}

/**
 * {@link classTokenPooling} as a layer: [B, H, W, d] → [B, 1, 1, d], a map of one pixel, so that a classifier of maps can
 * follow.
 *
 * Weights: `token` [1, 1, d], `norm_*`, `qkv_*` [d, 3d], `projection_*` [d, d] (token and kernels truncated normal 0.02,
 * biases zero, norm one and zero).
 */
export class ClassTokenPooling extends FusionLayer {
  static readonly className = "ClassTokenPooling";
  private readonly heads: number;
  private token!: tfl.LayerVariable;
  private pairs!: Record<"norm" | "qkv" | "projection", WeightPair>;

  constructor(args: ClassTokenPoolingArgs) {
    super(args);
    this.heads = wholeNumber("heads", args.heads);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const d = singleShape(inputShape, 4, "[B, H, W, d]")[3]!;
    if (d % this.heads !== 0) throw new InvalidOptionError("heads", this.heads, `divisors of d = ${d}`);
    this.token = this.variable("token", [1, 1, d], (seed) => truncatedNormal(EMBEDDING_DEVIATION, seed));
    this.pairs = {
      norm: this.normPair("norm", d),
      qkv: this.linearPair("qkv", d, 3 * d),
      projection: this.linearPair("projection", d, d),
    };
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { norm, qkv, projection } = this.pairs;
    const params = {
      token: this.token.read() as tf.Tensor3D,
      norm: readNorm(norm),
      attention: { qkv: readLinear(qkv), projection: readLinear(projection) },
    };
    return tf.tidy(() => {
      const pooled = classTokenPooling(single(inputs) as tf.Tensor4D, params, this.heads);
      return tf.reshape(pooled, [pooled.shape[0], 1, 1, pooled.shape[1]]);
    });
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, , , d] = singleShape(inputShape, 4, "[B, H, W, d]");
    return [batch!, 1, 1, d!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.heads };
  }
}

tf.serialization.registerClass(ClassTokenPooling);
