import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { convolvedExtent } from "../conv-frames.js";
import type { ConvLifParams } from "../conv-lif.js";
import { InvalidOptionError } from "../errors.js";
import { stm, stmSequence } from "../stm.js";
import type { NeuronWeights, SpikingLayerArgs } from "./spiking-layer.js";
import { SpikingLayer, singleInput, singleShape, whole } from "./spiking-layer.js";

/** Options of {@link STM}. */
export interface STMArgs extends SpikingLayerArgs {
  /** Filters of every ConvLIF layer, 32 by default (base setting). */
  readonly width?: number;
  /** Stride of each ConvLIF layer, first to last; [2, 1] by default. */
  readonly strides?: readonly number[];
  /** Height and width of the kernels, 3 by default; the padding is half of it on every side. */
  readonly kernelSize?: number;
  /** Give the last layer's potential at every frame, [B, T, H', W', width]; false by default. */
  readonly returnSequences?: boolean;
}

/**
 * {@link stm} as a layer: P-frames [B, T, H, W, C] → the analog potential after the last one, [B, H/2, W/2, width].
 *
 * The state is at rest at the start of every call: one call is one GOP. Weights, per ConvLIF layer k, named as in
 * PyTorch: `layers.k.conv.weight` [3, 3, in, width], `layers.k.threshold`, `layers.k.leak`.
 */
export class STM extends SpikingLayer {
  static readonly className = "STM";
  private readonly geometry: { width: number; strides: readonly number[]; kernelSize: number };
  private readonly returnSequences: boolean;
  private kernels: tfl.LayerVariable[] = [];
  private neurons: NeuronWeights[] = [];

  constructor(args: STMArgs = {}) {
    super(args);
    const { width = 32, strides = [2, 1], kernelSize = 3, returnSequences = false } = args;
    if (strides.length === 0) throw new InvalidOptionError("strides", strides, "at least one layer");
    for (const stride of strides) whole("strides", stride);
    this.geometry = {
      width: whole("width", width),
      strides: [...strides],
      kernelSize: whole("kernelSize", kernelSize),
    };
    this.returnSequences = returnSequences;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = singleShape(inputShape, this.name, 5, "[B, T, H, W, C]")[4]!;
    const { width, strides, kernelSize } = this.geometry;
    this.kernels = [];
    this.neurons = [];
    strides.forEach((_, k) => {
      const shape = [kernelSize, kernelSize, k === 0 ? channels : width, width];
      this.kernels.push(this.kernelWeight(`layers.${k}.conv.weight`, shape, k));
      this.neurons.push(this.neuronWeights(`layers.${k}.`, width));
    });
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => (this.returnSequences ? stmSequence : stm)(singleInput(inputs), this.params()).potential);
  }

  /**
   * The spikes that each ConvLIF layer emits for some frames, [B, T, H', W', width] each, first to last; the caller owns
   * them. The last layer's drive nothing but its own reset.
   */
  spikes(frames: tf.Tensor): tf.Tensor[] {
    return tf.tidy(() => stmSequence(frames, this.params()).spikes);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, steps, height, width] = singleShape(inputShape, this.name, 5, "[B, T, H, W, C]");
    const map = [this.extent(height!), this.extent(width!), this.geometry.width];
    return this.returnSequences ? [batch!, steps!, ...map] : [batch!, ...map];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { strides, ...rest } = this.geometry;
    return { ...super.getConfig(), ...rest, strides: [...strides], returnSequences: this.returnSequences };
  }

  private params(): ConvLifParams[] {
    const { strides, kernelSize } = this.geometry;
    return strides.map((stride, k) => ({
      ...this.lif(this.neurons[k]!),
      kernel: this.kernels[k]!.read() as tf.Tensor4D,
      stride,
      padding: Math.floor(kernelSize / 2),
    }));
  }

  private extent(input: number | null): number | null {
    const { strides, kernelSize } = this.geometry;
    const padding = Math.floor(kernelSize / 2);
    return input === null
      ? null
      : strides.reduce((n, stride) => convolvedExtent(n, kernelSize, stride, padding), input);
  }
}

tf.serialization.registerClass(STM);
