import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { type ConvLstmParams, convLstmFinal, convLstmSequence } from "../conv-lstm.js";
import { InvalidOptionError } from "../errors.js";
import { constant, forgetBias, heNormal } from "../initialise.js";
import { wholeNumber } from "../options.js";
import { FusionLayer, type FusionLayerArgs, single, singleShape } from "./fusion-layer.js";

/** Options of {@link ConvLSTM}. */
export interface ConvLSTMArgs extends FusionLayerArgs {
  /** N */
  readonly filters: number;
  /** k, odd; 3 by default */
  readonly kernelSize?: number;
  /** of the convolution over the input; 1 by default */
  readonly stride?: number;
  /** let the gates see the cell, by one weight per place and filter; false by default */
  readonly peepholes?: boolean;
  /** give h at every step, not only the last one; false by default */
  readonly returnSequences?: boolean;
}

/**
 * {@link convLstmSequence} as a layer: frames [B, T, H, W, C] → the last h, [B, H', W', N], or h at every step,
 * [B, T, H', W', N]; the state is zero at the start of every call.
 *
 * Weights: `input_kernel` [k, k, C, 4N] and `recurrent_kernel` [k, k, N, 4N] (normal, variance 1/fan-in), `bias` [4N] (zero,
 * 1 at the forget gate); `peephole_input`, `peephole_forget`, `peephole_output` [H', W', N] (zero) where asked for.
 */
export class ConvLSTM extends FusionLayer {
  static readonly className = "ConvLSTM";
  private readonly geometry: { filters: number; kernelSize: number; stride: number };
  private readonly peepholes: boolean;
  private readonly returnSequences: boolean;
  private weightsOf!: Record<"kernel" | "recurrentKernel" | "bias", tfl.LayerVariable>;
  private peepholesOf: Record<"input" | "forget" | "output", tfl.LayerVariable> | null = null;

  constructor(args: ConvLSTMArgs) {
    super(args);
    const kernelSize = wholeNumber("kernelSize", args.kernelSize ?? 3);
    if (kernelSize % 2 === 0) throw new InvalidOptionError("kernelSize", kernelSize, "odd numbers");
    const [filters, stride] = [wholeNumber("filters", args.filters), wholeNumber("stride", args.stride ?? 1)];
    this.geometry = { filters, kernelSize, stride };
    this.peepholes = args.peepholes ?? false;
    this.returnSequences = args.returnSequences ?? false;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = singleShape(inputShape, 5, "[B, T, H, W, C]")[4]!;
    const { filters, kernelSize: k } = this.geometry;
    const kernel = (name: string, inputs: number) =>
      this.variable(name, [k, k, inputs, 4 * filters], (seed) => heNormal(seed, Math.SQRT1_2));
    this.weightsOf = {
      kernel: kernel("input_kernel", channels),
      recurrentKernel: kernel("recurrent_kernel", filters),
      bias: this.variable("bias", [4 * filters], forgetBias),
    };
    if (this.peepholes) {
      const map = this.computeOutputShape(inputShape).slice(-3) as number[];
      const peephole = (gate: string) => this.variable(`peephole_${gate}`, map, () => constant(0));
      this.peepholesOf = { input: peephole("input"), forget: peephole("forget"), output: peephole("output") };
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const run = this.returnSequences ? convLstmSequence : convLstmFinal;
    return run(single(inputs) as tf.Tensor5D, this.params());
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, steps, height, width] = singleShape(inputShape, 5, "[B, T, H, W, C]");
    const { filters, stride } = this.geometry;
    const map = [Math.ceil(height! / stride), Math.ceil(width! / stride), filters];
    return this.returnSequences ? [batch!, steps!, ...map] : [batch!, ...map];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { peepholes, returnSequences } = this;
    return { ...super.getConfig(), ...this.geometry, peepholes, returnSequences };
  }

  private params(): ConvLstmParams {
    const { kernel, recurrentKernel, bias } = this.weightsOf;
    const cell = this.peepholesOf;
    return {
      kernel: kernel.read() as tf.Tensor4D,
      recurrentKernel: recurrentKernel.read() as tf.Tensor4D,
      bias: bias.read() as tf.Tensor1D,
      stride: this.geometry.stride,
      ...(cell && {
        peepholes: { input: cell.input.read(), forget: cell.forget.read(), output: cell.output.read() },
      }),
    };
  }
}

tf.serialization.registerClass(ConvLSTM);
