import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/** A layer's weights with its batch normalisation folded in. */
interface Folded {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** The layer again, linear and with a bias, not yet built. */
export function currentLayer(layer: tfl.layers.Layer): tfl.layers.Layer {
  const config = { ...layer.getConfig(), activation: "linear", useBias: true, name: `${layer.name}_currents` };
  const { batchInputShape: _, batchSize: __, ...rest } = config as Record<string, unknown>;
  const [type, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()]!;
  return fromConfig(type, rest as tf.serialization.ConfigDict) as unknown as tfl.layers.Layer;
}

/**
 * Gives {@link currentLayer}, once built, its weights: kernel · gain and bias · biasGain, after the batch normalisation
 * behind the layer is folded in: w·γ/√(σ² + ε), (b − μ)·γ/√(σ² + ε) + β.
 */
export function setScaledWeights(
  to: tfl.layers.Layer,
  layer: tfl.layers.Layer,
  batchNorm: tfl.layers.Layer | null,
  gain: number,
  biasGain: number,
): void {
  tf.tidy(() => {
    const { kernel, bias } = folded(layer, batchNorm);
    to.setWeights([tf.mul(kernel, gain), tf.mul(bias, biasGain)]);
  });
}

function folded(layer: tfl.layers.Layer, batchNorm: tfl.layers.Layer | null): Folded {
  const [kernel, own] = layer.getWeights() as [tf.Tensor, tf.Tensor | undefined];
  // A depthwise kernel is [kh, kw, c, m], others end with their filters.
  const perFilter = layer.getClassName() === "DepthwiseConv2D" ? kernel.shape.slice(2) : kernel.shape.slice(-1);
  const filters = perFilter.reduce((a, b) => a * b, 1);
  const bias = own ?? tf.zeros([filters]);
  if (!batchNorm) return { kernel, bias };
  const value = (name: string) => batchNorm.weights.find((w) => w.originalName.endsWith(`/${name}`))?.read();
  const { epsilon } = batchNorm.getConfig() as { epsilon: number };
  const [mean, variance] = [value("moving_mean")!, value("moving_variance")!];
  const factor = tf.div(value("gamma") ?? tf.ones([filters]), tf.sqrt(tf.add(variance, epsilon)));
  return {
    kernel: tf.mul(kernel, tf.reshape(factor, perFilter)),
    bias: tf.add(tf.mul(tf.sub(bias, mean), factor), value("beta") ?? tf.zeros([filters])),
  };
}
