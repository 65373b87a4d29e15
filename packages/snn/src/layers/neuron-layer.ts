import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { oneOf } from "../neurons/firing-rule.js";
import type { NeuronStep } from "../neurons/over-time.js";
import { compactSteps } from "../time/compact-steps.js";
import type { ParameterTable } from "./parameter-table.js";
import type { Constant, NeuronLayerOptions, NeuronWeights } from "./spiking-layer.js";
import { SpikingLayer, singleInput, singleShape } from "./spiking-layer.js";

/** What a layer of neurons gives: spikes or potentials at every step, or the potential after the last one alone. */
export type NeuronOutput = "spikes" | "potential" | "final";

/** Options of every layer of neurons between currents [B, T, …] and [B, T, …]. */
export interface NeuronLayerArgs extends NeuronLayerOptions {
  /** `"spikes"` (default) or `"potential"` at every step, or the `"final"` potential alone: an analog readout. */
  readonly output?: NeuronOutput;
}

/** A neuron's outputs over time, of which only what is asked for need be there. */
export type Outputs = Partial<Pick<NeuronStep<unknown>, "spikes" | "potential">> & { readonly final?: tf.Tensor };

/** All of them, from what a sequence function gives. */
export function outputsOf<S extends { readonly potential: tf.Tensor }>(all: NeuronStep<S>): Outputs {
  return { spikes: all.spikes, potential: all.potential, final: all.state.potential };
}

/**
 * Base of the layers that map currents [B, T, …] to spikes or potentials [B, T, …], or to the final potential [B, …]. The
 * state is at rest at the start of every call. A subclass gives its table of parameters and its sequence function.
 *
 * Masks [B, T] as of `tf.layers.masking` are understood: a masked step leaves the state as it is and emits zeros, the
 * final potential is that of the last step that is there, and the mask goes on to the next layer.
 */
export abstract class NeuronLayer<N extends string = "leak" | "threshold"> extends SpikingLayer<N> {
  protected readonly emits: NeuronOutput;
  private weightsOfNeurons!: NeuronWeights<N>;

  constructor(
    args: NeuronLayerArgs,
    table?: ParameterTable<N>,
    constants?: Readonly<Record<string, Constant>>,
    outputs: readonly NeuronOutput[] = ["spikes", "potential", "final"],
  ) {
    super(args, table, constants);
    const { output = outputs[0]! } = args;
    oneOf("output", output, outputs);
    this.emits = output;
    this.supportsMasking = true;
  }

  /** The neuron's sequence function with the current params; `emit` says which of the outputs will be read. */
  protected abstract run(
    x: tf.Tensor,
    params: ReturnType<SpikingLayer<N>["neuronParams"]>,
    emit: NeuronOutput,
  ): Outputs;

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = singleShape(inputShape, this.name, 0, "");
    this.weightsOfNeurons = this.neuronWeights("", this.channels(shape));
    super.build(inputShape);
  }

  /** How many channels the neurons have, for an input's shape: its last axis. */
  protected channels(inputShape: tfl.Shape): number {
    return inputShape[inputShape.length - 1]!;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs?: { readonly mask?: tf.Tensor | tf.Tensor[] }): tf.Tensor {
    return tf.tidy(() => {
      const mask = [kwargs?.mask].flat()[0];
      if (!mask) return this.run(singleInput(inputs), this.current(), this.emits)[this.emits]!;
      const { x, restore, last } = compactSteps(singleInput(inputs), mask);
      const emit = this.emits === "final" ? "potential" : this.emits;
      const made = this.run(x, this.current(), emit)[emit]!;
      return this.emits === "final" ? last(made) : restore(made);
    });
  }

  override computeMask(_inputs: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return (this.emits === "final" ? null : ([mask].flat()[0] ?? null)) as tf.Tensor;
  }

  /** The spikes [B, T, …] for some input, whatever the layer's output; the caller owns them. */
  spikes(inputs: tf.Tensor): tf.Tensor[] {
    return tf.tidy(() => [this.run(inputs, this.current(), "spikes").spikes!]);
  }

  /** The potentials [B, T, …] for some input, whatever the layer's output; the caller owns them. */
  potentials(inputs: tf.Tensor): tf.Tensor[] {
    return tf.tidy(() => [this.run(inputs, this.current(), "potential").potential!]);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = singleShape(inputShape, this.name, 0, "");
    return this.emits === "final" ? [shape[0]!, ...shape.slice(2)] : shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), output: this.emits };
  }

  private current() {
    return this.neuronParams(this.weightsOfNeurons);
  }
}
