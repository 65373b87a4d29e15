import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { convolvedExtent } from "../conv-frames.js";
import type { ConvLifParams } from "../conv-lif.js";
import { convLif, convLifFinal, convLifSpikes } from "../conv-lif.js";
import { InvalidOptionError } from "../errors.js";
import type { NeuronWeights, SpikingLayerArgs } from "./spiking-layer.js";
import { SpikingLayer, singleInput, singleShape, whole } from "./spiking-layer.js";

/** Options of {@link ConvLIF2D}. */
export interface ConvLIF2DArgs extends SpikingLayerArgs {
  readonly filters: number;
  /** Height and width of the kernel, 3 by default. */
  readonly kernelSize?: number;
  /** 1 by default. */
  readonly stride?: number;
  /** Zeros on every side, ⌊kernelSize / 2⌋ by default (PyTorch's convention, not TensorFlow's "same"). */
  readonly padding?: number;
  /** `"spikes"` (default) or `"potential"` at every step, or the `"final"` potential alone. */
  readonly output?: "spikes" | "potential" | "final";
}

/**
 * {@link convLif} as a layer: frames [B, T, H, W, C] → [B, T, H', W', filters], or [B, H', W', filters] with
 * `output: "final"`. The state is at rest at the start of every call.
 *
 * Weights: `conv.weight` [k, k, C, filters], `threshold` and `leak`, scalars or [filters].
 */
export class ConvLIF2D extends SpikingLayer {
  static readonly className = "ConvLIF2D";
  private readonly geometry: { filters: number; kernelSize: number; stride: number; padding: number };
  private readonly emits: "spikes" | "potential" | "final";
  private kernel!: tfl.LayerVariable;
  private neurons!: NeuronWeights;

  constructor(args: ConvLIF2DArgs) {
    super(args);
    const kernelSize = whole("kernelSize", args.kernelSize ?? 3);
    this.geometry = {
      filters: whole("filters", args.filters),
      kernelSize,
      stride: whole("stride", args.stride ?? 1),
      padding: whole("padding", args.padding ?? Math.floor(kernelSize / 2), 0),
    };
    this.emits = args.output ?? "spikes";
    if (!["spikes", "potential", "final"].includes(this.emits)) {
      throw new InvalidOptionError("output", this.emits, "spikes, potential, final");
    }
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = singleShape(inputShape, this.name, 5, "[B, T, H, W, C]")[4]!;
    const { kernelSize, filters } = this.geometry;
    this.kernel = this.kernelWeight("conv.weight", [kernelSize, kernelSize, channels, filters]);
    this.neurons = this.neuronWeights("", filters);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const frames = singleInput(inputs);
      if (this.emits === "spikes") return convLifSpikes(frames, null, this.params()).spikes;
      if (this.emits === "final") return convLifFinal(frames, null, this.params()).potential;
      return convLif(frames, null, this.params()).potential;
    });
  }

  /** The spikes [B, T, H', W', filters] for some frames, whatever the layer's output; the caller owns them. */
  spikes(frames: tf.Tensor): tf.Tensor[] {
    return tf.tidy(() => [convLifSpikes(frames, null, this.params()).spikes]);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, steps, height, width] = singleShape(inputShape, this.name, 5, "[B, T, H, W, C]");
    const { kernelSize, stride, padding, filters } = this.geometry;
    const extent = (n: number | null) => (n == null ? null : convolvedExtent(n, kernelSize, stride, padding));
    const map = [extent(height!), extent(width!), filters];
    return this.emits === "final" ? [batch!, ...map] : [batch!, steps!, ...map];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.geometry, output: this.emits };
  }

  private params(): ConvLifParams {
    const { stride, padding } = this.geometry;
    return { ...this.lif(this.neurons), kernel: this.kernel.read() as tf.Tensor4D, stride, padding };
  }
}

tf.serialization.registerClass(ConvLIF2D);
