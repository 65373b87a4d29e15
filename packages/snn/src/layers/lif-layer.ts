import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError } from "../errors.js";
import { lifFinal, lifSequence, lifSpikes } from "../neurons/lif-sequence.js";
import type { NeuronWeights, SpikingLayerArgs } from "./spiking-layer.js";
import { SpikingLayer, singleInput, singleShape } from "./spiking-layer.js";

/** Options of {@link LIF}. */
export interface LIFArgs extends SpikingLayerArgs {
  /** `"spikes"` (default) or `"potential"` at every step, or the `"final"` potential alone: an analog readout. */
  readonly output?: "spikes" | "potential" | "final";
}

/**
 * Leaky integrate-and-fire neurons as a layer: currents [B, T, …] → [B, T, …], or [B, …] with `output: "final"`.
 *
 * Weights: `threshold` and `leak`, scalars or [channels]. The equations are at `lifStep`. The state is at rest at the
 * start of every call.
 */
export class LIF extends SpikingLayer {
  static readonly className = "LIF";
  private readonly emits: "spikes" | "potential" | "final";
  private weightsOfNeurons!: NeuronWeights;

  constructor(args: LIFArgs = {}) {
    super(args);
    const { output = "spikes" } = args;
    if (!["spikes", "potential", "final"].includes(output)) {
      throw new InvalidOptionError("output", output, "spikes, potential, final");
    }
    this.emits = output;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = singleShape(inputShape, this.name, 0, "");
    this.weightsOfNeurons = this.neuronWeights("", shape[shape.length - 1]!);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleInput(inputs);
      const params = this.lif(this.weightsOfNeurons);
      if (this.emits === "spikes") return lifSpikes(x, null, params).spikes;
      return this.emits === "final" ? lifFinal(x, null, params).potential : lifSequence(x, null, params).potential;
    });
  }

  /** The spikes [B, T, …] for some input, whatever the layer's output; the caller owns them. */
  spikes(inputs: tf.Tensor): tf.Tensor[] {
    return tf.tidy(() => [lifSpikes(inputs, null, this.lif(this.weightsOfNeurons)).spikes]);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = singleShape(inputShape, this.name, 0, "");
    return this.emits === "final" ? [shape[0]!, ...shape.slice(2)] : shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), output: this.emits };
  }
}

tf.serialization.registerClass(LIF);
