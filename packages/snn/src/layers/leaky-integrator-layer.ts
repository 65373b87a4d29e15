import * as tf from "@tensorflow/tfjs-core";
import { leakyIntegratorFinal, leakyIntegratorSequence } from "../neurons/leaky-integrator.js";
import type { LifParams } from "../neurons/lif-params.js";
import type { NeuronLayerArgs, NeuronOutput, Outputs } from "./neuron-layer.js";
import { NeuronLayer } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import type { Constant } from "./spiking-layer.js";
import { LIF_PARAMETERS } from "./spiking-layer.js";

/** Options of {@link LeakyIntegrator}. */
export type LeakyIntegratorArgs = Pick<
  NeuronLayerArgs,
  "name" | "trainable" | "inputShape" | "perChannel" | "keepInRange"
> &
  ParameterArgs<"leak"> & {
    /** `"final"` (default): the potential after the last step; `"potential"`: at every step. */
    readonly output?: "final" | "potential";
    /** Factor on the input, 1 by default. */
    readonly gain?: Constant;
    /** Potential that the leak pulls towards, 0 by default. */
    readonly rest?: Constant;
    /** Potential before the first step, 0 by default. */
    readonly initial?: Constant;
  };

/**
 * Leaky integrators as a layer, the analog readout of a spiking network: [B, T, …] → [B, …], or [B, T, …] with `output:
 * "potential"`. Weight: `leak`. The equation is at `leakyIntegratorStep`.
 */
export class LeakyIntegrator extends NeuronLayer<"leak"> {
  static readonly className = "LeakyIntegrator";

  constructor(args: LeakyIntegratorArgs = {}) {
    super(args, { leak: LIF_PARAMETERS.leak }, { gain: 1, rest: 0, initial: 0 }, ["final", "potential"]);
  }

  protected override run(x: tf.Tensor, params: object, emit: NeuronOutput): Outputs {
    const { leak, gain, rest, initial } = params as Required<LifParams>;
    const integrator = { leak, gain, rest, initial };
    if (emit === "spikes") return { spikes: tf.zerosLike(x) };
    if (emit === "final") return { final: leakyIntegratorFinal(x, null, integrator).potential };
    return leakyIntegratorSequence(x, null, integrator);
  }
}

tf.serialization.registerClass(LeakyIntegrator);
