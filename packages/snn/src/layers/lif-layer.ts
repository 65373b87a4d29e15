import * as tf from "@tensorflow/tfjs-core";
import type { LifParams } from "../neurons/lif-params.js";
import { lifFinal, lifPotential, lifSpikes } from "../neurons/lif-sequence.js";
import { NeuronLayer, type NeuronLayerArgs, type NeuronOutput, type Outputs } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import type { Constant, SpikingLayerArgs } from "./spiking-layer.js";
import { LIF_PARAMETERS } from "./spiking-layer.js";

/** Options of {@link LIF}. */
export type LIFArgs = NeuronLayerArgs & SpikingLayerArgs;

/**
 * Leaky integrate-and-fire neurons as a layer: currents [B, T, …] → [B, T, …], or [B, …] with `output: "final"`.
 *
 * Weights: `threshold` and `leak`, scalars or [channels]. The equations are at `lifStep`. The state is at rest at the
 * start of every call.
 */
export class LIF extends NeuronLayer {
  static readonly className = "LIF";

  constructor(args: LIFArgs = {}) {
    super(args);
  }

  protected override run(x: tf.Tensor, params: object, emit: NeuronOutput): Outputs {
    return runLif(x, params as LifParams, emit);
  }
}

tf.serialization.registerClass(LIF);

/** Options of {@link IF}: those of LIF without a leak. */
export type IFArgs = NeuronLayerArgs &
  ParameterArgs<"threshold"> & {
    /** Factor on the input, 1 by default. */
    readonly gain?: Constant;
    /** Potential before the first step, 0 by default. */
    readonly initial?: Constant;
  };

/**
 * Integrate-and-fire neurons as a layer, [B, T, …] → [B, T, …] or [B, …]: {@link LIF} with λ = 1. Weight: `threshold`.
 *
 * u[t] = u[t−1] + g·x[t], reset;   o[t] = H(u[t] − v_th)
 */
export class IF extends NeuronLayer<"threshold"> {
  static readonly className = "IF";

  constructor(args: IFArgs = {}) {
    super(args, { threshold: LIF_PARAMETERS.threshold }, { gain: 1, initial: 0 });
  }

  protected override run(x: tf.Tensor, params: object, emit: NeuronOutput): Outputs {
    return runLif(x, { ...(params as LifParams), leak: 1 }, emit);
  }
}

tf.serialization.registerClass(IF);

function runLif(x: tf.Tensor, params: LifParams, emit: NeuronOutput): Outputs {
  if (emit === "spikes") return { spikes: lifSpikes(x, null, params).spikes };
  if (emit === "potential") return { potential: lifPotential(x, null, params).potential };
  return { final: lifFinal(x, null, params).potential };
}
