import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { ShapeMismatchError } from "../errors.js";
import { singleInput } from "./spiking-layer.js";

/** Options of {@link PerStep}. */
export interface PerStepArgs {
  readonly name?: string;
  readonly inputShape?: tfl.Shape;
  /** The layer to apply to every step: one without memory, e.g. a convolution, a pool, `flatten`. */
  readonly layer: tfl.layers.Layer;
}

/**
 * A layer without memory, applied to all steps at once: [B, T, …] is one batch of B·T for it. What TensorFlow.js's
 * `timeDistributed` does step by step.
 *
 * Weights: those of the layer.
 *
 * @example new PerStep({ layer: tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: "same" }) });
 */
export class PerStep extends tfl.layers.Layer {
  static readonly className = "PerStep";
  readonly layer: tfl.layers.Layer;

  constructor(args: PerStepArgs) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    this.layer = args.layer;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const [batch, , ...rest] = oneShape(inputShape, this.name);
    if (!this.layer.built) this.layer.build([batch!, ...rest]);
    this.layer.built = true;
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<tfl.layers.Layer["call"]>[1]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleInput(inputs);
      const [batch, steps, ...rest] = x.shape as [number, number, ...number[]];
      const y = singleInput(this.layer.call(tf.reshape(x, [batch * steps, ...rest]), kwargs));
      return tf.reshape(y, [batch, steps, ...y.shape.slice(1)]);
    });
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, steps, ...rest] = oneShape(inputShape, this.name);
    const [, ...out] = this.layer.computeOutputShape([batch!, ...rest]) as tfl.Shape;
    return [batch!, steps!, ...out];
  }

  // The base class's constructor reads and sets these before there is a layer.
  override get trainable(): boolean {
    return this.layer?.trainable ?? false;
  }

  override set trainable(value: boolean) {
    if (this.layer) this.layer.trainable = value;
  }

  override get trainableWeights(): tfl.LayerVariable[] {
    return this.layer.trainableWeights;
  }

  override get nonTrainableWeights(): tfl.LayerVariable[] {
    return this.layer.nonTrainableWeights;
  }

  override getWeights(): tf.Tensor[] {
    return this.layer.getWeights();
  }

  override setWeights(weights: tf.Tensor[]): void {
    this.layer.setWeights(weights);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { trainable: _, ...config } = super.getConfig();
    return { ...config, layer: { className: this.layer.getClassName(), config: this.layer.getConfig() } };
  }

  /** @nocollapse */
  static override fromConfig<T extends tf.serialization.Serializable>(
    type: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { className, config: inner } = config.layer as { className: string; config: tf.serialization.ConfigDict };
    const [layerType, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
    return new type({ ...config, layer: fromConfig(layerType, inner) } as unknown as tf.serialization.ConfigDict);
  }
}

tf.serialization.registerClass(PerStep);

function oneShape(shape: tfl.Shape | tfl.Shape[], name: string): tfl.Shape {
  const one = (Array.isArray(shape[0]) ? shape[0] : shape) as tfl.Shape;
  if (one.length < 3) throw new ShapeMismatchError(`input of ${name}`, "[B, T, …]", one);
  return one;
}
