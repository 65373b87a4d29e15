import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import type { FiringOptions } from "../neurons/firing-rule.js";
import { firingRule, oneOf } from "../neurons/firing-rule.js";
import type { LifParams } from "../neurons/lif-params.js";
import { FINITE } from "../neurons/parameter.js";
import { ClipToRange, clipThrough, tidyWrites } from "../parameter-range.js";
import type { SurrogateSpec } from "../surrogates/registry.js";
import { surrogate, surrogateSpec } from "../surrogates/registry.js";
import type { Surrogate } from "../surrogates/surrogate.js";
import type { DeclaredParameter, ParameterArgs, ParameterTable } from "./parameter-table.js";
import { ABOVE_ZERO, declareParameters, LEAK, learnOption } from "./parameter-table.js";

/** A constant of a layer's neurons: one number, or one per channel. */
export type Constant = number | readonly number[];

/** The options that every layer of neurons takes; the rule's defaults are those of {@link FiringOptions} (the paper's). */
export interface NeuronLayerOptions extends Omit<FiringOptions, "reset"> {
  /** Name in the model; must be unique there. */
  readonly name?: string;
  readonly trainable?: boolean;
  readonly inputShape?: tfl.Shape;
  /** Seed of the initial weights, 0 by default. */
  readonly seed?: number;
  /** What a spike does to the potential; a number is the value it is set to, `"zero"` is 0. */
  readonly reset?: "subtract" | "zero" | "none" | number;
  readonly surrogate?: SurrogateSpec | Surrogate;
  /** One of each parameter per channel (last axis) instead of one per layer; false by default. A list of values implies it. */
  readonly perChannel?: boolean;
  /**
   * How learned parameters are kept in their ranges. `"clip"` (default): the stored weight is the parameter, clipped when
   * it is read and by its constraint. `"reparametrize"`: the stored weight is its logit (λ) or inverse softplus (v_th).
   */
  readonly keepInRange?: "clip" | "reparametrize";
}

/** Options of the layers of LIF neurons: initial λ in (0, 1], 0.9 by default, and v_th > 0, 1 by default; are they learned? */
export type SpikingLayerArgs = NeuronLayerOptions &
  ParameterArgs<"leak" | "threshold"> & {
    /** Factor on the input, 1 by default. */
    readonly gain?: Constant;
    /** Potential that the leak pulls towards, 0 by default. */
    readonly rest?: Constant;
    /** Potential before the first step, 0 by default. */
    readonly initial?: Constant;
  };

/** The variables of one group of neurons. */
export type NeuronWeights<N extends string = "leak" | "threshold"> = Readonly<Record<N, tfl.LayerVariable>>;

/** λ and v_th, named as the PyTorch modules name them. */
export const LIF_PARAMETERS: ParameterTable<"threshold" | "leak"> = {
  threshold: { initial: 1, bounds: ABOVE_ZERO, learn: true },
  leak: { initial: 0.9, bounds: LEAK, learn: true },
};

/** Base of the layers here: options, learned parameters and constants, and the way they round-trip through a config. */
export abstract class SpikingLayer<N extends string = "leak" | "threshold"> extends tfl.layers.Layer {
  protected readonly options: Required<Omit<NeuronLayerOptions, "name" | "trainable" | "inputShape" | "surrogate">>;
  protected readonly surrogate: Surrogate;
  protected readonly declared: Readonly<Record<N, DeclaredParameter>>;
  protected readonly constants: Readonly<Record<string, Constant>>;

  /** @param constants defaults of the constants; null where the neuron has its own */
  constructor(
    args: NeuronLayerOptions,
    table = LIF_PARAMETERS as ParameterTable<string> as ParameterTable<N>,
    constants: Readonly<Record<string, Constant>> = { gain: 1, rest: 0, initial: 0 },
  ) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    const { reset = "subtract", timing = "delayed", detachReset = true, comparison = ">", seed = 0 } = args;
    const { resetDropsInput = false, perChannel = false, keepInRange = "clip" } = args;
    oneOf("keepInRange", keepInRange, ["clip", "reparametrize"]);
    const firing = { reset, timing, detachReset, comparison, resetDropsInput };
    this.options = { ...firing, seed, perChannel, keepInRange };
    this.surrogate = surrogate(args.surrogate ?? "arctan");
    firingRule({ ...firing, surrogate: this.surrogate });
    this.declared = declareParameters(table, args as ParameterArgs<N>, keepInRange === "reparametrize");
    this.constants = Object.fromEntries(
      Object.entries(constants).map(([name, value]) => {
        const given = (args as Readonly<Record<string, Constant | undefined>>)[name] ?? value;
        for (const v of [given].flat()) {
          if (!FINITE.contains(v as number)) throw new InvalidOptionError(name, v, FINITE.text);
        }
        return [name, given];
      }),
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    const parameters = Object.entries<DeclaredParameter>(this.declared).flatMap(([name, { values, listed, learn }]) => [
      [name, listed ? [...values] : values[0]],
      [learnOption(name), learn],
    ]);
    const config = {
      ...super.getConfig(),
      ...this.options,
      ...this.constants,
      ...Object.fromEntries(parameters),
      surrogate: surrogateSpec(this.surrogate),
    };
    return config as unknown as tf.serialization.ConfigDict;
  }

  /** Adds the learned parameters under `prefix`. @throws ShapeMismatchError for a list of values that are not one per channel */
  protected neuronWeights(prefix: string, channels: number): NeuronWeights<N> {
    const { perChannel, keepInRange } = this.options;
    const add = ([name, { values, listed, learn, bounds }]: [string, DeclaredParameter]) => {
      if (listed && values.length !== channels) {
        throw new ShapeMismatchError(`${name} of ${this.name}`, `[${channels}], one per channel`, [values.length]);
      }
      const reparametrized = keepInRange === "reparametrize";
      const stored = reparametrized ? values.map(bounds.inverse) : values;
      const shape = listed || perChannel ? [channels] : [];
      const initial = listed ? fixedValues(stored) : tfl.initializers.constant({ value: stored[0]! });
      const clip = bounds.range && !reparametrized ? new ClipToRange(bounds.range) : undefined;
      return [
        name,
        tidyWrites(this.addWeight(prefix + name, shape, "float32", initial, undefined, learn, clip)),
      ] as const;
    };
    const weights = Object.entries<DeclaredParameter>(this.declared).map(add);
    return Object.fromEntries(weights) as NeuronWeights<N>;
  }

  /** A convolution kernel, uniform in ±1/√fan-in as PyTorch's Conv2d. */
  protected kernelWeight(name: string, shape: number[], index = 0): tfl.LayerVariable {
    const seed = this.options.seed + index;
    const initial = tfl.initializers.varianceScaling({ scale: 1 / 3, mode: "fanIn", distribution: "uniform", seed });
    return this.addWeight(name, shape, "float32", initial);
  }

  /** Params of the functional core, from the current weights; call inside `tf.tidy`. */
  protected neuronParams(weights: NeuronWeights<N>): FiringOptions & Record<N, tf.Tensor> & Record<string, unknown> {
    const reparametrized = this.options.keepInRange === "reparametrize";
    const read = ([name, { bounds }]: [string, DeclaredParameter]) => {
      const weight = weights[name as N].read();
      if (reparametrized) return [name, bounds.forward(weight)];
      return [name, bounds.range ? clipThrough(weight, bounds.range) : weight];
    };
    const constants = Object.entries(this.constants).map(([name, value]) => [
      name,
      typeof value === "number" ? value : tf.tensor1d([...value]),
    ]);
    return {
      ...this.options,
      surrogate: this.surrogate,
      ...Object.fromEntries(constants),
      ...Object.fromEntries(Object.entries<DeclaredParameter>(this.declared).map(read)),
    };
  }

  /** {@link neuronParams} of LIF neurons. */
  protected lif(weights: NeuronWeights<N>): LifParams {
    return this.neuronParams(weights) as unknown as LifParams;
  }
}

type Initializer = NonNullable<Parameters<tfl.layers.Layer["addWeight"]>[3]>;

/** Initial values that are given one by one. Needs no class of its own in a saved model: they are in the layer's config. */
function fixedValues(values: readonly number[]): Initializer {
  return { apply: (shape: tfl.Shape) => tf.tensor([...values], shape as number[]) } as unknown as Initializer;
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
