import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { factorisedBilinearPooling } from "../factorised-bilinear-pooling.js";
import { temporalTrilinearPooling } from "../temporal-trilinear-pooling.js";
import { type TrilinearParams, trilinearPooling } from "../trilinear-pooling.js";
import { FactorisedPoolingLayer } from "./pooling-layer.js";

/**
 * {@link factorisedBilinearPooling} as a layer: two maps → [B, D].
 *
 * Weights: `u`, `v` [c, D, d].
 */
export class FactorisedBilinearPooling extends FactorisedPoolingLayer {
  static readonly className = "FactorisedBilinearPooling";
  private u!: tfl.LayerVariable;
  private v!: tfl.LayerVariable;

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const [x, y] = this.channels(inputShape, 2);
    this.u = this.factorWeight("u", x!);
    this.v = this.factorWeight("v", y!);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, y] = inputs as tf.Tensor[];
    const params = { u: this.u.read() as tf.Tensor3D, v: this.v.read() as tf.Tensor3D };
    return tf.tidy(() => this.finish(factorisedBilinearPooling(x!, y!, params)));
  }
}

/**
 * {@link trilinearPooling} as a layer: three maps → [B, D].
 *
 * Weights: `u`, `v`, `w` [c, D, d].
 */
export class TrilinearPooling extends FactorisedPoolingLayer {
  static readonly className: string = "TrilinearPooling";
  private factorsOf!: { u: tfl.LayerVariable; v: tfl.LayerVariable; w: tfl.LayerVariable };

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = this.channels(inputShape, this.maps());
    const [y, z] = channels.slice(-2);
    this.factorsOf = {
      u: this.factorWeight("u", channels[0]!),
      v: this.factorWeight("v", y!),
      w: this.factorWeight("w", z!),
    };
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, y, z] = inputs as tf.Tensor[];
    return tf.tidy(() => this.finish(trilinearPooling(x!, y!, z!, this.params())));
  }

  /** how many maps the layer takes */
  protected maps(): number {
    return 3;
  }

  protected params(): TrilinearParams {
    const { u, v, w } = this.factorsOf;
    return { u: u.read() as tf.Tensor3D, v: v.read() as tf.Tensor3D, w: w.read() as tf.Tensor3D };
  }
}

/**
 * {@link temporalTrilinearPooling} as a layer: maps of I_t, of the neighbour's I-frame, of the motion vectors and of the
 * residuals → [B, D]. Its terms are always normalised.
 *
 * Weights: as {@link TrilinearPooling}.
 */
export class TemporalTrilinearPooling extends TrilinearPooling {
  static override readonly className = "TemporalTrilinearPooling";

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, neighbour, y, z] = inputs as tf.Tensor[];
    return temporalTrilinearPooling(x!, neighbour!, y!, z!, this.params());
  }

  protected override maps(): number {
    return 4;
  }
}

for (const layer of [FactorisedBilinearPooling, TrilinearPooling, TemporalTrilinearPooling]) {
  tf.serialization.registerClass(layer);
}
