import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { initializers } from "@tensorflow/tfjs-layers";
import { InvalidOptionError } from "../errors.js";
import type { Sconv2dLstmParams } from "../neurons/sconv2d-lstm.js";
import { sconv2dLstmSequence } from "../neurons/sconv2d-lstm.js";
import type { NeuronLayerArgs, Outputs } from "./neuron-layer.js";
import { NeuronLayer, outputsOf } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import { LIF_PARAMETERS, singleShape, whole } from "./spiking-layer.js";

/** Options of {@link SConv2DLSTM}; `reset` is `"none"` by default. */
export type SConv2DLSTMArgs = Omit<NeuronLayerArgs, "resetDropsInput"> &
  ParameterArgs<"threshold"> & {
    /** N. */
    readonly filters: number;
    /** Height and width of the kernels, odd; 3 by default. */
    readonly kernelSize?: number;
    /** True by default. */
    readonly useBias?: boolean;
  };

/**
 * A convolutional spiking LSTM as a layer: [B, T, H, W, F] → spikes or potentials [B, T, H, W, N], or [B, H, W, N] with
 * `output: "final"`. Weights: `threshold` (0.1 by default), `kernel` [k, k, F, 4N], `recurrent.kernel` [k, k, N, 4N] and
 * `bias` [4N], uniform in ±1/√(k²·(F + N)) as PyTorch's. The equations are at `sconv2dLstmStep`.
 */
export class SConv2DLSTM extends NeuronLayer<"threshold"> {
  static readonly className = "SConv2DLSTM";
  private readonly geometry: { readonly filters: number; readonly kernelSize: number; readonly useBias: boolean };
  private kernel!: tfl.LayerVariable;
  private recurrentKernel!: tfl.LayerVariable;
  private bias: tfl.LayerVariable | null = null;

  constructor(args: SConv2DLSTMArgs) {
    const threshold = { ...LIF_PARAMETERS.threshold, initial: 0.1 };
    super({ ...args, reset: args.reset ?? "none" }, { threshold }, {});
    const kernelSize = whole("kernelSize", args.kernelSize ?? 3);
    if (kernelSize % 2 === 0) throw new InvalidOptionError("kernelSize", kernelSize, "an odd number");
    this.geometry = { filters: whole("filters", args.filters), kernelSize, useBias: args.useBias ?? true };
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = singleShape(inputShape, this.name, 5, "[B, T, H, W, C]")[4]!;
    const { filters, kernelSize: k, useBias } = this.geometry;
    const bound = 1 / (k * Math.sqrt(channels + filters));
    const add = (name: string, shape: number[], index: number) => {
      const seed = this.options.seed + index;
      const initial = initializers.randomUniform({ minval: -bound, maxval: bound, seed });
      return this.addWeight(name, shape, "float32", initial);
    };
    this.kernel = add("kernel", [k, k, channels, 4 * filters], 0);
    this.recurrentKernel = add("recurrent.kernel", [k, k, filters, 4 * filters], 1);
    this.bias = useBias ? add("bias", [4 * filters], 2) : null;
    super.build(inputShape);
  }

  protected override channels(): number {
    return this.geometry.filters;
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    return outputsOf(
      sconv2dLstmSequence(x, null, {
        ...(params as Sconv2dLstmParams),
        kernel: this.kernel.read() as tf.Tensor4D,
        recurrentKernel: this.recurrentKernel.read() as tf.Tensor4D,
        ...(this.bias ? { bias: this.bias.read() as tf.Tensor1D } : {}),
      }),
    );
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [...super.computeOutputShape(inputShape).slice(0, -1), this.geometry.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.geometry };
  }
}

tf.serialization.registerClass(SConv2DLSTM);
