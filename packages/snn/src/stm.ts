import * as tf from "@tensorflow/tfjs-core";
import type { ConvLifParams } from "./conv-lif.js";
import { convLif, convLifFinal, convLifSpikes } from "./conv-lif.js";
import { InvalidOptionError } from "./errors.js";

/**
 * Spiking temporal modulator: ConvLIF layers in a row, reset before every call (each GOP's P-frames); what leaves is the
 * analog potential of the last layer after the last frame (Das Biswas et al., section on the STM).
 *
 * Hidden layers give their spikes alone and the last layer its last potential alone: nothing is computed that nobody
 * reads. Each hidden layer's spikes, a float tensor of zeros and ones, are the next convolution's input as they are.
 *
 * @param frames  P-frame inputs, [B, T, H, W, C]
 * @param layers  from first to last; the paper's are 3×3, padding 1, 32 filters, strides 2 and 1
 * @returns `potential` [B, H', W', filters] of the last layer; `spikes`, one [B, T, …] per hidden layer. The caller owns them
 * @throws ShapeMismatchError, InvalidOptionError if there is no layer
 */
export function stm(
  frames: tf.Tensor,
  layers: readonly ConvLifParams[],
): { readonly potential: tf.Tensor; readonly spikes: tf.Tensor[] } {
  const { hidden, last } = split(layers);
  return tf.tidy(() => {
    const spikes = hiddenSpikes(frames, hidden);
    const { potential } = convLifFinal(spikes[spikes.length - 1] ?? frames, null, last);
    return { potential, spikes };
  });
}

/**
 * {@link stm} with everything kept: the last layer's potential and spikes at every frame.
 *
 * @returns `potential` [B, T, H', W', filters]; `spikes`, one [B, T, …] per layer, the last one's (which only reset it) too
 */
export function stmSequence(
  frames: tf.Tensor,
  layers: readonly ConvLifParams[],
): { readonly potential: tf.Tensor; readonly spikes: tf.Tensor[] } {
  const { hidden, last } = split(layers);
  return tf.tidy(() => {
    const spikes = hiddenSpikes(frames, hidden);
    const { potential, spikes: fired } = convLif(spikes[spikes.length - 1] ?? frames, null, last);
    return { potential, spikes: [...spikes, fired] };
  });
}

function hiddenSpikes(frames: tf.Tensor, hidden: readonly ConvLifParams[]): tf.Tensor[] {
  const spikes: tf.Tensor[] = [];
  for (const layer of hidden) spikes.push(convLifSpikes(spikes[spikes.length - 1] ?? frames, null, layer).spikes);
  return spikes;
}

function split(layers: readonly ConvLifParams[]): { hidden: readonly ConvLifParams[]; last: ConvLifParams } {
  const last = layers[layers.length - 1];
  if (!last) throw new InvalidOptionError("layers", layers, "at least one ConvLIF layer");
  return { hidden: layers.slice(0, -1), last };
}
