import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";

/** What a step returns: tensors of the step by name, or lists of them, and the state to hand to the next one. */
export interface StepResult<S> {
  readonly state: S;
}

/**
 * One time step of anything with a state: (x[t], state or null at rest) → its outputs and the next state. Neurons are
 * steps once their parameters are bound: `(x, s) => lifStep(x, s, params)`.
 */
export type Step<S, R extends StepResult<S> = StepResult<S>> = (input: tf.Tensor, state: S | null) => R;

/** A layer of {@link sequentialStep}: a step that gives `spikes` or a `potential`, or a function without a state. */
export type StepLayer = (input: tf.Tensor, state: never) => tf.Tensor | StepResult<unknown>;

/** State of {@link sequentialStep}: one per layer, null for those without. */
export type SequentialState = readonly unknown[];

/** What {@link sequentialStep} gives. */
export interface SequentialResult extends StepResult<SequentialState> {
  /** Of the last layer: its spikes, or its potential where it has none, or its tensor. */
  readonly output: tf.Tensor;
  /** Of every layer that spikes, first to last. */
  readonly spikes: readonly tf.Tensor[];
}

/**
 * Layers in a row as one step: each reads the spikes (or the potential, where there are none) of the one before.
 *
 * @param layers  steps, or functions of a tensor without a state such as `(x) => tf.matMul(x, w)`
 * @throws InvalidOptionError if there is no layer, or one gives neither a tensor nor spikes nor a potential
 * @example const network = sequentialStep([(x) => tf.matMul(x, w), (x, s) => lifStep(x, s, params)]);
 */
export function sequentialStep(layers: readonly StepLayer[]): Step<SequentialState, SequentialResult> {
  if (layers.length === 0) throw new InvalidOptionError("layers", layers, "at least one");
  return (input, state) => {
    let output = input;
    const spikes: tf.Tensor[] = [];
    const states = layers.map((layer, i) => {
      const result = layer(output, (state?.[i] ?? null) as never);
      if (result instanceof tf.Tensor) {
        output = result;
        return null;
      }
      const made = result as Partial<Record<"spikes" | "potential", tf.Tensor>> & StepResult<unknown>;
      const next = made.spikes ?? made.potential;
      if (!next) throw new InvalidOptionError(`layers[${i}]`, Object.keys(made), "gives spikes or a potential");
      if (made.spikes) spikes.push(made.spikes);
      output = next;
      return made.state;
    });
    return { output, spikes, state: states };
  };
}
