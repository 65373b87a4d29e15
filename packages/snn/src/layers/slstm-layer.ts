import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { initializers } from "@tensorflow/tfjs-layers";
import type { SlstmParams } from "../neurons/slstm.js";
import { slstmSequence } from "../neurons/slstm.js";
import type { NeuronLayerArgs, Outputs } from "./neuron-layer.js";
import { NeuronLayer, outputsOf } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import { LIF_PARAMETERS, singleShape, whole } from "./spiking-layer.js";

/** Options of {@link SLSTM}; `reset` is `"none"` by default. */
export type SLSTMArgs = Omit<NeuronLayerArgs, "resetDropsInput"> &
  ParameterArgs<"threshold"> & {
    /** N, the neurons. */
    readonly units: number;
    /** True by default. */
    readonly useBias?: boolean;
  };

/**
 * A spiking LSTM as a layer: [B, T, F] → spikes or potentials [B, T, N], or [B, N] with `output: "final"`. Weights:
 * `threshold` (0.1 by default; the potential lies within ±1), `kernel` [F, 4N], `recurrent.kernel` [N, 4N] and `bias`
 * [4N], uniform in ±1/√N as PyTorch's LSTMCell. The equations are at `slstmStep`.
 */
export class SLSTM extends NeuronLayer<"threshold"> {
  static readonly className = "SLSTM";
  private readonly units: number;
  private readonly useBias: boolean;
  private kernel!: tfl.LayerVariable;
  private recurrentKernel!: tfl.LayerVariable;
  private bias: tfl.LayerVariable | null = null;

  constructor(args: SLSTMArgs) {
    super({ ...args, reset: args.reset ?? "none" }, { threshold: { ...LIF_PARAMETERS.threshold, initial: 0.1 } }, {});
    this.units = whole("units", args.units);
    this.useBias = args.useBias ?? true;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const features = singleShape(inputShape, this.name, 3, "[B, T, F]")[2]!;
    const bound = 1 / Math.sqrt(this.units);
    const add = (name: string, shape: number[], index: number) => {
      const seed = this.options.seed + index;
      const initial = initializers.randomUniform({ minval: -bound, maxval: bound, seed });
      return this.addWeight(name, shape, "float32", initial);
    };
    this.kernel = add("kernel", [features, 4 * this.units], 0);
    this.recurrentKernel = add("recurrent.kernel", [this.units, 4 * this.units], 1);
    this.bias = this.useBias ? add("bias", [4 * this.units], 2) : null;
    super.build(inputShape);
  }

  protected override channels(): number {
    return this.units;
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    return outputsOf(
      slstmSequence(x, null, {
        ...(params as SlstmParams),
        kernel: this.kernel.read() as tf.Tensor2D,
        recurrentKernel: this.recurrentKernel.read() as tf.Tensor2D,
        ...(this.bias ? { bias: this.bias.read() as tf.Tensor1D } : {}),
      }),
    );
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [...super.computeOutputShape(inputShape).slice(0, -1), this.units];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units, useBias: this.useBias };
  }
}

tf.serialization.registerClass(SLSTM);
