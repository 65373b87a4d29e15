import * as tf from "@tensorflow/tfjs-core";
import type { ParametricLifParams } from "../neurons/parametric-lif.js";
import { parametricLifFinal, parametricLifSequence, weightOfTimeConstant } from "../neurons/parametric-lif.js";
import type { NeuronLayerArgs, NeuronOutput, Outputs } from "./neuron-layer.js";
import { NeuronLayer } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import { ANY } from "./parameter-table.js";
import type { Constant } from "./spiking-layer.js";
import { LIF_PARAMETERS } from "./spiking-layer.js";

/** Options of {@link ParametricLIF}. */
export type ParametricLIFArgs = NeuronLayerArgs &
  ParameterArgs<"threshold" | "weight"> & {
    /** Is the input divided by τ too? True by default. */
    readonly decayInput?: boolean;
    /** Potential that the leak pulls towards, 0 by default. */
    readonly rest?: Constant;
    /** Potential before the first step, 0 by default. */
    readonly initial?: Constant;
  };

/**
 * Parametric LIF neurons as a layer: [B, T, …] → [B, T, …] or [B, …]. Weights: `weight`, w with 1/τ = sigmoid(w) (τ = 2
 * by default; `weightOfTimeConstant(τ)` gives others), and `threshold`, not learned by default. The equations are at
 * `parametricLifStep`.
 */
export class ParametricLIF extends NeuronLayer<"threshold" | "weight"> {
  static readonly className = "ParametricLIF";
  private readonly decayInput: boolean;

  constructor(args: ParametricLIFArgs = {}) {
    const table = {
      threshold: { ...LIF_PARAMETERS.threshold, learn: false },
      weight: { initial: weightOfTimeConstant(2), bounds: ANY, learn: true },
    };
    super(args, table, { rest: 0, initial: 0 });
    this.decayInput = args.decayInput ?? true;
  }

  protected override run(x: tf.Tensor, params: object, emit: NeuronOutput): Outputs {
    const neuron = { ...(params as ParametricLifParams), decayInput: this.decayInput };
    if (emit === "final") return { final: parametricLifFinal(x, null, neuron).potential };
    return parametricLifSequence(x, null, neuron);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), decayInput: this.decayInput };
  }
}

tf.serialization.registerClass(ParametricLIF);
