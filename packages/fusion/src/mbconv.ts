import * as tf from "@tensorflow/tfjs-core";
import type { Dropout } from "./dropout.js";
import { type SqueezeExcitationParams, squeezeExcitation } from "./squeeze-excitation.js";
import { stochasticDepth } from "./stochastic-depth.js";
import { swish } from "./swish.js";
import { symmetricConvolution, symmetricDepthwiseConvolution } from "./symmetric-convolution.js";

/** A convolution without bias, and the batch norm after it. */
export interface NormalisedConvolution {
  /** [k, k, in, out], or [k, k, C, 1] of a depthwise one */
  readonly kernel: tf.Tensor4D;
  /** by the batch's statistics in training, by the running ones otherwise: see `batchNormTraining` and `batchNorm` */
  readonly normalise: (x: tf.Tensor4D) => tf.Tensor4D;
}

/** Weights of a mobile inverted bottleneck: C channels, E inside, O out. */
export interface MBConvParams {
  /** [1, 1, C, E]; null where E = C */
  readonly expand: NormalisedConvolution | null;
  /** [k, k, E, 1] */
  readonly depthwise: NormalisedConvolution;
  readonly squeezeExcitation: SqueezeExcitationParams;
  /** [1, 1, E, O] */
  readonly project: NormalisedConvolution;
}

/** Settings of a mobile inverted bottleneck that are no weights. */
export interface MBConvOptions {
  /** of the depthwise convolution */
  readonly stride?: number;
  /** stochastic depth of the branch, where there is a residual; null in inference */
  readonly drop?: Dropout | null;
}

/**
 * Mobile inverted bottleneck with squeeze-and-excitation (Tan & Le 2019, Table 1; Sandler et al. 2018):
 * expand → swish → depthwise → swish → squeeze-and-excitation → project, each convolution with a batch norm; plus x where
 * stride is 1 and O = C.
 *
 * @param x  shape [B, H, W, C]
 * @returns shape [B, ⌈H/stride⌉, ⌈W/stride⌉, O]; the caller owns it
 * @throws ShapeMismatchError if the channels differ
 */
export function mbConv(x: tf.Tensor4D, params: MBConvParams, options: MBConvOptions = {}): tf.Tensor4D {
  const { expand, depthwise, project } = params;
  const { stride = 1, drop = null } = options;
  return tf.tidy(() => {
    const wide = expand ? swish(expand.normalise(symmetricConvolution(x, expand.kernel))) : x;
    const deep = swish(depthwise.normalise(symmetricDepthwiseConvolution(wide, depthwise.kernel, stride)));
    const excited = squeezeExcitation(deep, params.squeezeExcitation);
    const y = project.normalise(symmetricConvolution(excited, project.kernel));
    const residual = stride === 1 && y.shape[3] === x.shape[3];
    return residual ? (tf.add(stochasticDepth(y, drop), x) as tf.Tensor4D) : y;
  });
}
