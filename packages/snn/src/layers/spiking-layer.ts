import type * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { firingRule } from "../neurons/firing-rule.js";
import type { LifParams } from "../neurons/lif-params.js";
import { ClipToRange, clipThrough, LEAK_RANGE, THRESHOLD_RANGE } from "../parameter-range.js";
import type { SurrogateSpec } from "../surrogates/registry.js";
import { surrogate, surrogateSpec } from "../surrogates/registry.js";
import type { Surrogate } from "../surrogates/surrogate.js";

/** The neuron options that every layer here takes; the rule's defaults are those of `LifParams` (the paper's). */
export interface SpikingLayerArgs extends Pick<LifParams, "reset" | "timing" | "detachReset" | "comparison"> {
  /** Name in the model; must be unique there. */
  readonly name?: string;
  readonly trainable?: boolean;
  readonly inputShape?: tfl.Shape;
  /** Seed of the initial weights, 0 by default. */
  readonly seed?: number;
  readonly surrogate?: SurrogateSpec | Surrogate;
  /** Initial λ, in (0, 1]; 0.9 by default. */
  readonly leak?: number;
  /** Initial v_th > 0; 1 by default. */
  readonly threshold?: number;
  /** Is λ learned? True by default. */
  readonly learnLeak?: boolean;
  /** Is v_th learned? True by default. */
  readonly learnThreshold?: boolean;
  /** One λ and one v_th per channel instead of one per layer; false by default. */
  readonly perChannel?: boolean;
}

/** The variables of one group of neurons. */
export interface NeuronWeights {
  readonly threshold: tfl.LayerVariable;
  readonly leak: tfl.LayerVariable;
}

/** Base of the layers here: options, λ and v_th, and the way they round-trip through a config. */
export abstract class SpikingLayer extends tfl.layers.Layer {
  protected readonly options: Required<Omit<SpikingLayerArgs, "name" | "trainable" | "inputShape" | "surrogate">>;
  protected readonly surrogate: Surrogate;

  constructor(args: SpikingLayerArgs) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    const { reset = "subtract", timing = "delayed", detachReset = true, comparison = ">", seed = 0 } = args;
    const { leak = 0.9, threshold = 1, learnLeak = true, learnThreshold = true, perChannel = false } = args;
    if (!(leak > 0 && leak <= 1)) throw new InvalidOptionError("leak", leak, "(0, 1]");
    if (!(threshold > 0)) throw new InvalidOptionError("threshold", threshold, "> 0");
    const neuron = { reset, timing, detachReset, comparison, leak, threshold };
    this.options = { ...neuron, seed, learnLeak, learnThreshold, perChannel };
    this.surrogate = surrogate(args.surrogate ?? "arctan");
    firingRule({ ...neuron, surrogate: this.surrogate });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = { ...super.getConfig(), ...this.options, surrogate: surrogateSpec(this.surrogate) };
    return config as unknown as tf.serialization.ConfigDict;
  }

  /** Adds λ and v_th under `prefix`, named as the PyTorch modules name them. */
  protected neuronWeights(prefix: string, channels: number): NeuronWeights {
    const { leak, threshold, learnLeak, learnThreshold, perChannel } = this.options;
    const shape = perChannel ? [channels] : [];
    const add = (name: string, value: number, trainable: boolean, range: { minimum: number; maximum: number }) => {
      const initial = tfl.initializers.constant({ value });
      return this.addWeight(prefix + name, shape, "float32", initial, undefined, trainable, new ClipToRange(range));
    };
    return {
      threshold: add("threshold", threshold, learnThreshold, THRESHOLD_RANGE),
      leak: add("leak", leak, learnLeak, LEAK_RANGE),
    };
  }

  /** A convolution kernel, uniform in ±1/√fan-in as PyTorch's Conv2d. */
  protected kernelWeight(name: string, shape: number[], index = 0): tfl.LayerVariable {
    const seed = this.options.seed + index;
    const initial = tfl.initializers.varianceScaling({ scale: 1 / 3, mode: "fanIn", distribution: "uniform", seed });
    return this.addWeight(name, shape, "float32", initial);
  }

  /** Params of the functional core, from the current weights. */
  protected lif({ leak, threshold }: NeuronWeights): LifParams {
    return {
      ...this.options,
      surrogate: this.surrogate,
      leak: clipThrough(leak.read(), LEAK_RANGE),
      threshold: clipThrough(threshold.read(), THRESHOLD_RANGE),
    };
  }
}

/** The one tensor of a layer with one input. */
export function singleInput(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** The one shape of a layer with one input. @throws ShapeMismatchError for another rank, or unknown channels */
export function singleShape(shape: tfl.Shape | tfl.Shape[], layer: string, rank: number, expected: string): tfl.Shape {
  const one = (Array.isArray(shape[0]) ? shape[0] : shape) as tfl.Shape;
  if (rank > 0 && one.length !== rank) throw new ShapeMismatchError(`input of ${layer}`, expected, one);
  if (one[one.length - 1] == null) throw new ShapeMismatchError(`input of ${layer}`, "known channels", one);
  return one;
}

/** A whole number of at least `minimum`. @throws InvalidOptionError */
export function whole(option: string, value: number, minimum = 1): number {
  if (!Number.isInteger(value) || value < minimum) {
    throw new InvalidOptionError(option, value, `a whole number of at least ${minimum}`);
  }
  return value;
}
