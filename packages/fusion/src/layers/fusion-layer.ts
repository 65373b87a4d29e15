import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { ConvParams } from "../convolution.js";
import type { Dropout } from "../dropout.js";
import { ShapeMismatchError } from "../errors.js";
import {
  constant,
  EMBEDDING_DEVIATION,
  heNormal,
  type Initialiser,
  truncatedNormal,
  weightSeed,
} from "../initialise.js";
import type { LayerNormParams } from "../layer-norm.js";
import type { LinearParams } from "../linear.js";
import { rate } from "../options.js";

/** What every layer of this package takes besides its own options. */
export interface FusionLayerArgs {
  /** name in the model; must be unique there */
  readonly name?: string;
  readonly trainable?: boolean;
  /** seed of the initial weights and of dropout; the same seed gives the same numbers */
  readonly seed?: number;
}

/** A linear map, convolution or layer norm whose two weights live in a layer. */
export interface WeightPair {
  /** kernel, or scale of a layer norm */
  readonly kernel: tfl.LayerVariable;
  /** bias, or shift of a layer norm */
  readonly bias: tfl.LayerVariable;
}

/** Base of the layers here: it makes weights, hands them to the functional core, and knows its seed. */
export abstract class FusionLayer extends tfl.layers.Layer {
  readonly seed: number;
  private made = 0;
  /** Training calls so far: the mask of dropout follows from it and the seed. Set it to go on where a run stopped. */
  trainingCalls = 0;
  /** Which sample of the batch a training call begins with: not 0 where it is given a part of one. */
  firstSample = 0;

  constructor(args: FusionLayerArgs) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    this.seed = args.seed ?? 0;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), seed: this.seed };
  }

  /** Adds one trainable weight. */
  protected variable(name: string, shape: number[], initialiser: (seed: number) => Initialiser): tfl.LayerVariable {
    const seed = weightSeed(this.seed, this.made++);
    return this.addWeight(name, shape, "float32", initialiser(seed), undefined, true);
  }

  /** Adds one weight that is measured, not trained: it is saved with the model, and no optimizer sees it. */
  protected statistic(name: string, shape: number[], value: number): tfl.LayerVariable {
    return this.addWeight(name, shape, "float32", constant(value), undefined, false);
  }

  /** Kernel [in, out], truncated normal 0.02, and a zero bias. */
  protected linearPair(name: string, inputs: number, outputs: number): WeightPair {
    return {
      kernel: this.variable(`${name}_kernel`, [inputs, outputs], (seed) => truncatedNormal(EMBEDDING_DEVIATION, seed)),
      bias: this.variable(`${name}_bias`, [outputs], () => constant(0)),
    };
  }

  /** Kernel [size, size, in, out], He normal times `scale`, and a zero bias. */
  protected convPair(name: string, size: number, inputs: number, outputs: number, scale = 1): WeightPair {
    return {
      kernel: this.variable(`${name}_kernel`, [size, size, inputs, outputs], (seed) => heNormal(seed, scale)),
      bias: this.variable(`${name}_bias`, [outputs], () => constant(0)),
    };
  }

  /** Scale of ones and shift of zeros. */
  protected normPair(name: string, features: number): WeightPair {
    return {
      kernel: this.variable(`${name}_scale`, [features], () => constant(1)),
      bias: this.variable(`${name}_shift`, [features], () => constant(0)),
    };
  }

  /** The dropout of this call: null in inference; a new mask in each training call. */
  protected dropping(probability: number, kwargs: { training?: unknown }): Dropout | null {
    if (!kwargs.training || probability === 0) return null;
    const seed = weightSeed(this.seed, 0x10000 + 2 * this.trainingCalls++);
    return { rate: rate("dropout", probability), seed, firstSample: this.firstSample };
  }
}

/** The current values of a linear map. */
export function readLinear({ kernel, bias }: WeightPair): LinearParams {
  return { kernel: kernel.read() as tf.Tensor2D, bias: bias.read() as tf.Tensor1D };
}

/** The current values of a convolution. */
export function readConv({ kernel, bias }: WeightPair): ConvParams {
  return { kernel: kernel.read() as tf.Tensor4D, bias: bias.read() as tf.Tensor1D };
}

/** The current values of a layer norm. */
export function readNorm({ kernel, bias }: WeightPair): LayerNormParams {
  return { scale: kernel.read() as tf.Tensor1D, shift: bias.read() as tf.Tensor1D };
}

/** The one tensor (or shape) of a layer with one input. */
export function single<T>(inputs: T | T[]): T {
  return Array.isArray(inputs) ? (inputs[0] as T) : inputs;
}

/**
 * Runs `f` on the tokens of a layer's one input: [B, N, d] as they are, [B, T, N, d] with the T steps as further samples.
 *
 * @throws ShapeMismatchError for another rank
 */
export function onTokens(
  inputs: tf.Tensor | tf.Tensor[],
  f: (tokens: tf.Tensor3D, steps: number) => tf.Tensor3D,
): tf.Tensor {
  const x = single(inputs);
  if (x.rank === 3) return f(x as tf.Tensor3D, 1);
  if (x.rank !== 4) throw new ShapeMismatchError("the tokens", "[B, N, d] or [B, T, N, d]", x.shape);
  const [batch, steps, count, d] = x.shape as [number, number, number, number];
  return tf.tidy(() => tf.reshape(f(tf.reshape(x, [batch * steps, count, d]), steps), x.shape));
}

/** Features of the tokens of a layer's one input. @throws ShapeMismatchError */
export function tokenFeatures(shape: tfl.Shape | tfl.Shape[]): number {
  const one = (Array.isArray(shape[0]) ? shape[0] : shape) as tfl.Shape;
  if (one.length !== 3 && one.length !== 4)
    throw new ShapeMismatchError("the tokens", "[B, N, d] or [B, T, N, d]", one);
  return one[one.length - 1]!;
}

/** The one shape of a layer with one input, checked for its rank. @throws ShapeMismatchError */
export function singleShape(shape: tfl.Shape | tfl.Shape[], rank: number, expected: string): tfl.Shape {
  const one = (Array.isArray(shape[0]) ? shape[0] : shape) as tfl.Shape;
  if (one.length !== rank) throw new ShapeMismatchError("the input", expected, one);
  return one;
}

/** The shapes of a layer with several inputs. */
export function shapes(shape: tfl.Shape | tfl.Shape[]): tfl.Shape[] {
  return (Array.isArray(shape[0]) ? shape : [shape]) as tfl.Shape[];
}
