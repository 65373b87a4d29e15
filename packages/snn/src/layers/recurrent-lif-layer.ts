import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { initializers } from "@tensorflow/tfjs-layers";
import { oneOf } from "../neurons/firing-rule.js";
import type { RecurrentLifParams } from "../neurons/recurrent-lif.js";
import { recurrentLifSequence } from "../neurons/recurrent-lif.js";
import type { NeuronLayerArgs, Outputs } from "./neuron-layer.js";
import { NeuronLayer, outputsOf } from "./neuron-layer.js";
import type { SpikingLayerArgs } from "./spiking-layer.js";
import { singleShape } from "./spiking-layer.js";

/** Options of {@link RecurrentLIF}. */
export type RecurrentLIFArgs = NeuronLayerArgs &
  SpikingLayerArgs & {
    /** `"all-to-all"` (default): a matrix and a bias; `"one-to-one"`: a factor per layer or, with `perChannel`, per channel. */
    readonly recurrence?: "all-to-all" | "one-to-one";
    /** Initial factor of the one-to-one recurrence, 1 by default. */
    readonly feedback?: number;
    /** Is the recurrence learned? True by default. */
    readonly learnRecurrent?: boolean;
    /** A bias on the all-to-all recurrence; true by default. */
    readonly useBias?: boolean;
  };

/**
 * Recurrent LIF neurons as a layer: [B, T, …, N] → [B, T, …, N] or [B, …, N]. Weights: `threshold`, `leak`, and
 * `recurrent.kernel` [N, N] and `recurrent.bias` [N], uniform in ±1/√N as PyTorch's Linear, or `recurrent.feedback`. The
 * equations are at `recurrentLifStep`.
 */
export class RecurrentLIF extends NeuronLayer {
  static readonly className = "RecurrentLIF";
  private readonly recurrent: Required<
    Pick<RecurrentLIFArgs, "recurrence" | "feedback" | "learnRecurrent" | "useBias">
  >;
  private readonly recurrentWeights: Record<string, tfl.LayerVariable> = {};

  constructor(args: RecurrentLIFArgs = {}) {
    super(args);
    const { recurrence = "all-to-all", feedback = 1, learnRecurrent = true, useBias = true } = args;
    oneOf("recurrence", recurrence, ["all-to-all", "one-to-one"]);
    this.recurrent = { recurrence, feedback, learnRecurrent, useBias };
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = singleShape(inputShape, this.name, 0, "");
    const neurons = shape[shape.length - 1]!;
    const { recurrence, feedback, learnRecurrent, useBias } = this.recurrent;
    const bound = 1 / Math.sqrt(neurons);
    const uniform = (index: number) =>
      initializers.randomUniform({ minval: -bound, maxval: bound, seed: this.options.seed + index });
    const add = (name: string, dims: number[], initial: ReturnType<typeof uniform>) => {
      const variable = this.addWeight(`recurrent.${name}`, dims, "float32", initial, undefined, learnRecurrent);
      this.recurrentWeights[name] = variable;
    };
    if (recurrence === "one-to-one") {
      add("feedback", this.options.perChannel ? [neurons] : [], initializers.constant({ value: feedback }));
    } else {
      add("kernel", [neurons, neurons], uniform(0));
      if (useBias) add("bias", [neurons], uniform(1));
    }
    super.build(inputShape);
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    const { kernel, bias, feedback } = this.recurrentWeights;
    return outputsOf(
      recurrentLifSequence(x, null, {
        ...(params as RecurrentLifParams),
        ...(kernel ? { recurrentKernel: kernel.read() as tf.Tensor2D } : {}),
        ...(bias ? { recurrentBias: bias.read() as tf.Tensor1D } : {}),
        ...(feedback ? { feedback: feedback.read() } : {}),
      }),
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.recurrent };
  }
}

tf.serialization.registerClass(RecurrentLIF);
