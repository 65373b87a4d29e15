import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { ShapeMismatchError } from "../errors.js";
import { constant, EMBEDDING_DEVIATION, truncatedNormal } from "../initialise.js";
import { wholeNumber } from "../options.js";
import { patchEmbedding, patchGrid } from "../patch-embedding.js";
import { FusionLayer, type FusionLayerArgs, readConv, single, type WeightPair } from "./fusion-layer.js";

/** Options of {@link PatchEmbedding}. */
export interface PatchEmbeddingArgs extends FusionLayerArgs {
  /** d */
  readonly filters: number;
  /** P: height, width and stride of a patch */
  readonly patchSize: number;
  /** rows and columns of patches; the map is cropped or padded to them (without: whole patches only) */
  readonly grid?: readonly [number, number] | null;
}

/**
 * {@link patchEmbedding} as a layer: [B, H, W, C] → [B, rows, columns, d], or [B, T, H, W, C] → [B, T, rows, columns, d], each
 * frame by the same weights.
 *
 * Weights: `kernel` [P, P, C, d] (truncated normal 0.02), `bias` [d] (zero).
 */
export class PatchEmbedding extends FusionLayer {
  static readonly className = "PatchEmbedding";
  private readonly filters: number;
  private readonly patchSize: number;
  private readonly grid: readonly [number, number] | null;
  private pair!: WeightPair;

  constructor(args: PatchEmbeddingArgs) {
    super(args);
    this.filters = wholeNumber("filters", args.filters);
    this.patchSize = wholeNumber("patchSize", args.patchSize);
    this.grid = args.grid ? [wholeNumber("grid", args.grid[0]), wholeNumber("grid", args.grid[1])] : null;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = mapShape(inputShape).at(-1)!;
    const shape = [this.patchSize, this.patchSize, channels, this.filters];
    this.pair = {
      kernel: this.variable("kernel", shape, (seed) => truncatedNormal(EMBEDDING_DEVIATION, seed)),
      bias: this.variable("bias", [this.filters], () => constant(0)),
    };
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = single(inputs);
    const embed = (map: tf.Tensor) => patchEmbedding(map as tf.Tensor4D, readConv(this.pair), this.grid ?? undefined);
    if (x.rank !== 5) return embed(x);
    const [batch, steps, ...map] = x.shape;
    return tf.tidy(() => {
      const maps = embed(tf.reshape(x, [batch! * steps!, ...map]));
      return tf.reshape(maps, [batch!, steps!, ...maps.shape.slice(1)]);
    });
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = mapShape(inputShape);
    const [height, width] = shape.slice(-3);
    return [...shape.slice(0, -3), ...(this.grid ?? patchGrid(height!, width!, this.patchSize)), this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const grid = this.grid && [...this.grid];
    return { ...super.getConfig(), filters: this.filters, patchSize: this.patchSize, grid };
  }
}

/** The one shape, of a map or of a sequence of maps. @throws ShapeMismatchError */
function mapShape(shape: tfl.Shape | tfl.Shape[]): tfl.Shape {
  const one = (Array.isArray(shape[0]) ? shape[0] : shape) as tfl.Shape;
  if (one.length === 4 || one.length === 5) return one;
  throw new ShapeMismatchError("the input", "[B, H, W, C] or [B, T, H, W, C]", one);
}

tf.serialization.registerClass(PatchEmbedding);
