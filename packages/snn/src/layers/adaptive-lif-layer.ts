import * as tf from "@tensorflow/tfjs-core";
import type { AdaptiveLifParams } from "../neurons/adaptive-lif.js";
import { adaptiveLifSequence } from "../neurons/adaptive-lif.js";
import type { NeuronLayerArgs, Outputs } from "./neuron-layer.js";
import { NeuronLayer, outputsOf } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import { ANY, LEAK } from "./parameter-table.js";
import type { SpikingLayerArgs } from "./spiking-layer.js";
import { LIF_PARAMETERS } from "./spiking-layer.js";

/** Options of {@link AdaptiveLIF}. */
export type AdaptiveLIFArgs = NeuronLayerArgs &
  SpikingLayerArgs &
  ParameterArgs<"adaptationLeak" | "adaptationStrength">;

/**
 * Adaptive-threshold LIF neurons (ALIF) as a layer: [B, T, …] → [B, T, …] or [B, …]. Weights: `threshold`, `leak`,
 * `adaptationLeak` (0.97 by default) and `adaptationStrength` (0.1 by default). The equations are at `adaptiveLifStep`.
 */
export class AdaptiveLIF extends NeuronLayer<"threshold" | "leak" | "adaptationLeak" | "adaptationStrength"> {
  static readonly className = "AdaptiveLIF";

  constructor(args: AdaptiveLIFArgs = {}) {
    super(args, {
      ...LIF_PARAMETERS,
      adaptationLeak: { initial: 0.97, bounds: LEAK, learn: true },
      adaptationStrength: { initial: 0.1, bounds: ANY, learn: true },
    });
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    return outputsOf(adaptiveLifSequence(x, null, params as AdaptiveLifParams));
  }
}

tf.serialization.registerClass(AdaptiveLIF);
