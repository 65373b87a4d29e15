import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { bilinearPooling } from "../bilinear-pooling.js";
import { compactBilinearPooling } from "../compact-bilinear-pooling.js";
import { type SketchHash, sketchHash } from "../count-sketch.js";
import { halfSpectrum } from "../half-spectrum.js";
import { weightSeed } from "../initialise.js";
import { wholeNumber } from "../options.js";
import { shapes } from "./fusion-layer.js";
import { PoolingLayer, type PoolingLayerArgs } from "./pooling-layer.js";

/** {@link bilinearPooling} as a layer without weights: two maps → [B, c, c′]. */
export class BilinearPooling extends PoolingLayer {
  static readonly className = "BilinearPooling";

  constructor(args: PoolingLayerArgs = {}) {
    super(args);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    this.channels(inputShape, 2);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, y] = inputs as tf.Tensor[];
    return tf.tidy(() => this.finish(bilinearPooling(x!, y!)));
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [x, y] = this.channels(inputShape, 2);
    return [shapes(inputShape)[0]![0]!, x!, y!];
  }
}

/** Options of {@link CompactBilinearPooling}. */
export interface CompactBilinearPoolingArgs extends PoolingLayerArgs {
  /** D: length of the sketch and the output; a number with a divisor near its square root */
  readonly dims: number;
}

/**
 * {@link compactBilinearPooling} as a layer without weights: two maps → [B, D]. Its hash functions follow from `seed`.
 */
export class CompactBilinearPooling extends PoolingLayer {
  static readonly className = "CompactBilinearPooling";
  private readonly dims: number;
  private hashes!: readonly [SketchHash, SketchHash];

  constructor(args: CompactBilinearPoolingArgs) {
    super(args);
    this.dims = wholeNumber("dims", args.dims);
    halfSpectrum(this.dims); // refuses lengths that it cannot transform
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const [x, y] = this.channels(inputShape, 2);
    const hash = (channels: number, index: number) => sketchHash(channels, this.dims, weightSeed(this.seed, index));
    this.hashes = [hash(x!, 0), hash(y!, 1)];
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, y] = inputs as tf.Tensor[];
    return tf.tidy(() => this.finish(compactBilinearPooling(x!, y!, this.hashes)));
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [shapes(inputShape)[0]![0]!, this.dims];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), dims: this.dims };
  }
}

for (const layer of [BilinearPooling, CompactBilinearPooling]) tf.serialization.registerClass(layer);
