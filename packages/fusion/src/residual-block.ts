import * as tf from "@tensorflow/tfjs-core";
import type { NormalisedConvolution } from "./mbconv.js";
import { symmetricConvolution } from "./symmetric-convolution.js";

/** Weights of a residual block. */
export interface ResidualBlockParams {
  /** one after the other: two 3×3 (basic), or 1×1, 3×3, 1×1 (bottleneck) */
  readonly convolutions: readonly NormalisedConvolution[];
  /** 1×1 on the shortcut; null where it is x itself */
  readonly shortcut: NormalisedConvolution | null;
}

/**
 * Residual block: y = relu(F(x) + s(x)), F convolutions with a batch norm each and relu between them, s the shortcut
 * (He et al. 2016, Eq. 1 and 2). The first 3×3 convolution and the shortcut have the stride ("v1.5", as torchvision: the
 * paper's bottlenecks have it in their first 1×1).
 *
 * @param x  shape [B, H, W, C]
 * @returns shape [B, ⌈H/stride⌉, ⌈W/stride⌉, O]; the caller owns it
 * @throws ShapeMismatchError if the channels differ
 */
export function residualBlock(x: tf.Tensor4D, params: ResidualBlockParams, stride = 1): tf.Tensor4D {
  const { convolutions, shortcut } = params;
  const strided = convolutions.findIndex(({ kernel }) => kernel.shape[0] > 1);
  return tf.tidy(() => {
    let y = x;
    convolutions.forEach(({ kernel, normalise }, k) => {
      const input = k === 0 ? y : tf.relu(y);
      y = normalise(symmetricConvolution(input, kernel, k === strided ? stride : 1));
    });
    const short = shortcut ? shortcut.normalise(symmetricConvolution(x, shortcut.kernel, stride)) : x;
    return tf.relu(tf.add(y, short)) as tf.Tensor4D;
  });
}
