import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import {
  BATCH_NORM_EPSILON,
  BATCH_NORM_MOMENTUM,
  type BatchNormParams,
  type BatchStatistics,
  batchNorm,
  batchNormTraining,
  movedStatistics,
} from "../batch-norm.js";
import { constant, heNormalFanOut } from "../initialise.js";
import type { NormalisedConvolution } from "../mbconv.js";
import { positive } from "../options.js";
import { FusionLayer, type FusionLayerArgs } from "./fusion-layer.js";

/** Options of every layer with batch norms. */
export interface BatchNormArgs extends FusionLayerArgs {
  /** ε, added to the variance */
  readonly epsilon?: number;
  /** how far the running statistics move towards each batch's, in (0, 1] */
  readonly momentum?: number;
  /** true: the running statistics are used and kept in training, too; γ and β still learn */
  readonly frozen?: boolean;
}

/** A convolution without bias and its batch norm, as they live in a layer. */
export interface ConvNormWeights {
  readonly kernel: tfl.LayerVariable;
  readonly scale: tfl.LayerVariable;
  readonly shift: tfl.LayerVariable;
  readonly mean: tfl.LayerVariable;
  readonly variance: tfl.LayerVariable;
}

/**
 * Base of the layers with batch norms, whose conventions are PyTorch's: variance biased for normalising and unbiased for
 * the running average, which moves by `momentum` (`tf.layers`' own keeps `momentum` of the old and takes the biased one).
 *
 * A layer that is not `trainable` normalises by its running statistics and keeps them, as a `frozen` one does.
 */
export abstract class BatchNormLayer extends FusionLayer {
  protected readonly epsilon: number;
  protected readonly momentum: number;
  protected readonly frozen: boolean;

  constructor(args: BatchNormArgs) {
    super(args);
    this.epsilon = positive("epsilon", args.epsilon ?? BATCH_NORM_EPSILON);
    this.momentum = positive("momentum", args.momentum ?? BATCH_NORM_MOMENTUM, 1);
    this.frozen = args.frozen ?? false;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { epsilon, momentum, frozen } = this;
    return { ...super.getConfig(), epsilon, momentum, frozen };
  }

  /** Kernel (He normal by fan-out), γ (`scale`), β (zero), running mean (zero) and variance (one). */
  protected convNorm(name: string, shape: [number, number, number, number], scale = 1): ConvNormWeights {
    const [height, width, inputs, last] = shape;
    const depthwise = name === "depthwise";
    const features = depthwise ? inputs : last;
    const prefix = `${name}_norm`;
    return {
      kernel: this.variable(`${name}_kernel`, shape, (seed) => heNormalFanOut(height * width * features, seed)),
      scale: this.variable(`${prefix}_scale`, [features], () => constant(scale)),
      shift: this.variable(`${prefix}_shift`, [features], () => constant(0)),
      mean: this.statistic(`${prefix}_mean`, [features], 0),
      variance: this.statistic(`${prefix}_variance`, [features], 1),
    };
  }

  /** The current values, and how this call normalises; in training that moves the running statistics. */
  protected readConvNorm(weights: ConvNormWeights, kwargs: { training?: unknown }): NormalisedConvolution {
    const params: BatchNormParams = {
      scale: weights.scale.read() as tf.Tensor1D,
      shift: weights.shift.read() as tf.Tensor1D,
    };
    const running: BatchStatistics = {
      mean: weights.mean.read() as tf.Tensor1D,
      variance: weights.variance.read() as tf.Tensor1D,
    };
    const learning = Boolean(kwargs.training) && this.trainable && !this.frozen;
    return {
      kernel: weights.kernel.read() as tf.Tensor4D,
      normalise: (x) => {
        if (!learning) return batchNorm(x, params, running, this.epsilon);
        const { output, mean, variance } = batchNormTraining(x, params, this.epsilon);
        const count = x.size / params.scale.size;
        const moved = movedStatistics(running, { mean, variance }, this.momentum, count);
        weights.mean.write(moved.mean);
        weights.variance.write(moved.variance);
        for (const used of [mean, variance, moved.mean, moved.variance]) used.dispose();
        return output;
      },
    };
  }
}
