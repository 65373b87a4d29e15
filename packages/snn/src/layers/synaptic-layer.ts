import * as tf from "@tensorflow/tfjs-core";
import type { SynapticParams } from "../neurons/synaptic.js";
import { synapticSequence } from "../neurons/synaptic.js";
import type { NeuronLayerArgs, Outputs } from "./neuron-layer.js";
import { NeuronLayer, outputsOf } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import { LEAK } from "./parameter-table.js";
import type { Constant, SpikingLayerArgs } from "./spiking-layer.js";
import { LIF_PARAMETERS } from "./spiking-layer.js";

/** Options of {@link Synaptic}. */
export type SynapticArgs = NeuronLayerArgs &
  SpikingLayerArgs &
  ParameterArgs<"synapticLeak"> & {
    /** Factor on the input of the synapse, 1 by default. */
    readonly synapticGain?: Constant;
  };

/**
 * Current-based LIF neurons (CubaLIF) as a layer: [B, T, …] → [B, T, …] or [B, …]. Weights: `threshold`, `leak` and
 * `synapticLeak` (0.8 by default). The equations are at `synapticStep`.
 */
export class Synaptic extends NeuronLayer<"threshold" | "leak" | "synapticLeak"> {
  static readonly className = "Synaptic";

  constructor(args: SynapticArgs = {}) {
    const table = { ...LIF_PARAMETERS, synapticLeak: { initial: 0.8, bounds: LEAK, learn: true } };
    super(args, table, { synapticGain: 1, gain: 1, rest: 0, initial: 0 });
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    return outputsOf(synapticSequence(x, null, params as SynapticParams));
  }
}

tf.serialization.registerClass(Synaptic);
