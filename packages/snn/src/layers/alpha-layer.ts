import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import type { AlphaParams } from "../neurons/alpha.js";
import { alphaSequence } from "../neurons/alpha.js";
import { oneOf } from "../neurons/firing-rule.js";
import type { NeuronLayerArgs, Outputs } from "./neuron-layer.js";
import { NeuronLayer, outputsOf } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import { LEAK_BELOW_ONE } from "./parameter-table.js";
import { LIF_PARAMETERS } from "./spiking-layer.js";

/** Options of {@link Alpha}. */
export type AlphaArgs = Omit<NeuronLayerArgs, "reset" | "timing" | "resetDropsInput"> &
  ParameterArgs<"threshold" | "excitatoryLeak" | "inhibitoryLeak"> &
  Pick<AlphaParams, "reset" | "timing">;

/**
 * Alpha neurons as a layer: [B, T, …] → [B, T, …] or [B, …]. Weights: `threshold`, `excitatoryLeak` (0.9 by default) and
 * `inhibitoryLeak` (0.8 by default, and below the other). The equations and resets are at `alphaStep`.
 */
export class Alpha extends NeuronLayer<"threshold" | "excitatoryLeak" | "inhibitoryLeak"> {
  static readonly className = "Alpha";
  private readonly spikeReset: NonNullable<AlphaParams["reset"]>;

  constructor(args: AlphaArgs = {}) {
    const { reset = "zero", timing = "delayed", ...rest } = args;
    oneOf("reset", reset, ["zero", "subtract", "snnTorchSubtract", "none"]);
    oneOf("timing", timing, ["delayed", "same-step"]);
    const table = {
      threshold: LIF_PARAMETERS.threshold,
      excitatoryLeak: { initial: 0.9, bounds: LEAK_BELOW_ONE, learn: true },
      inhibitoryLeak: { initial: 0.8, bounds: LEAK_BELOW_ONE, learn: true },
    };
    super({ ...rest, timing }, table, {});
    const { excitatoryLeak, inhibitoryLeak } = this.declared;
    if (!(Math.max(...inhibitoryLeak.values) < Math.min(...excitatoryLeak.values))) {
      throw new InvalidOptionError("inhibitoryLeak", inhibitoryLeak.values, "less than excitatoryLeak");
    }
    this.spikeReset = reset;
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    return outputsOf(alphaSequence(x, null, { ...(params as AlphaParams), reset: this.spikeReset }));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), reset: this.spikeReset };
  }
}

tf.serialization.registerClass(Alpha);
