import * as tf from "@tensorflow/tfjs-core";
import { type ConvParams, convolution } from "./convolution.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

/** Weights of the Multi-Modal Mixer. */
export interface MixerParams {
  /** Conv. Folding: 3×3, kernel [3, 3, d, nf], shared by the modalities */
  readonly fold: ConvParams;
  /** Conv. Fusion: 1×1, kernel [1, 1, nf + channels of the skips, nf] */
  readonly fuse: ConvParams;
}

/**
 * Conv. Folding: one 3×3 convolution, shared, on each modality's map; the results are summed   (Das Biswas et al., mixer).
 *
 * The modalities go through the convolution as one larger batch.
 *
 * @param maps  folded tokens, shape [B, M, rows, columns, d]
 * @returns Σ_m conv(maps[m]), shape [B, rows, columns, nf]; the caller owns it
 * @throws ShapeMismatchError if `maps` is not of rank 5 or the channels differ
 */
export function convFolding(maps: tf.Tensor5D, params: ConvParams): tf.Tensor4D {
  if (maps.rank !== 5) throw new ShapeMismatchError("the folded maps", "[B, M, rows, columns, d]", maps.shape);
  const [batch, modalities, rows, columns, d] = maps.shape;
  return tf.tidy(() => {
    const all = tf.reshape(maps, [batch * modalities, rows, columns, d]) as tf.Tensor4D;
    const folded = convolution(all, params);
    const filters = folded.shape[3];
    const apart = tf.reshape(folded, [batch, modalities, rows * columns * filters]);
    const summed = modalities === 1 ? apart : tf.sum(apart, 1);
    return tf.reshape(summed, [batch, rows, columns, filters]) as tf.Tensor4D;
  });
}

/**
 * Conv. Fusion: a pointwise convolution over the concatenated maps   (Das Biswas et al., mixer).
 *
 * @param maps  at least one, each [B, rows, columns, …]; the order is that of the kernel's input channels
 * @returns shape [B, rows, columns, nf]; the caller owns it
 * @throws ShapeMismatchError if the channels together are not the kernel's; InvalidOptionError if there is no map
 */
export function convFusion(maps: readonly tf.Tensor4D[], params: ConvParams): tf.Tensor4D {
  if (maps.length === 0) throw new InvalidOptionError("maps", [], "at least one map");
  return tf.tidy(() => convolution(maps.length === 1 ? maps[0]! : tf.concat([...maps], 3), params));
}

/**
 * Multi-Modal Mixer: Conv. Folding of the transformer's maps, then Conv. Fusion with the low-level temporal maps as skips.
 *
 * @param maps  folded tokens, shape [B, M, rows, columns, d]
 * @param skips  low-level maps, each [B, rows, columns, …]; may be none
 * @returns shape [B, rows, columns, nf]; the caller owns it
 * @throws ShapeMismatchError as {@link convFolding} and {@link convFusion}
 */
export function mixModalities(maps: tf.Tensor5D, skips: readonly tf.Tensor4D[], params: MixerParams): tf.Tensor4D {
  return tf.tidy(() => convFusion([convFolding(maps, params.fold), ...skips], params.fuse));
}
