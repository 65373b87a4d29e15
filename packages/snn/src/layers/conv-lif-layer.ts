import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { convolvedExtents, type PerAxis, perAxis } from "../conv-geometry.js";
import type { ConvLifParams } from "../conv-lif.js";
import { convLif, convLifFinal, convLifSpikes } from "../conv-lif.js";
import { InvalidOptionError } from "../errors.js";
import type { NeuronWeights, SpikingLayerArgs } from "./spiking-layer.js";
import { SpikingLayer, singleInput, singleShape, whole } from "./spiking-layer.js";

/** Options of the ConvLIF layers; what is one number for every axis may be one for each. */
export interface ConvLIFArgs extends SpikingLayerArgs {
  /** Where `groups` is `"depthwise"` a multiple of the channels, and as many as them by default. */
  readonly filters?: number;
  /** Extents of the kernel, 3 by default. */
  readonly kernelSize?: PerAxis;
  /** 1 by default. */
  readonly stride?: PerAxis;
  /** Zeros on every side, ⌊dilation·(kernelSize − 1) / 2⌋ by default (PyTorch's convention, not TensorFlow's "same"). */
  readonly padding?: PerAxis;
  /** 1 by default. */
  readonly dilation?: PerAxis;
  /** Groups of channels that do not see each other, 1 by default; `"depthwise"`: each channel for itself. */
  readonly groups?: number | "depthwise";
  /** The transposed convolution, whose output is the larger; false by default. */
  readonly transposed?: boolean;
  /** Further rows at the end where transposed, 0 by default. */
  readonly outputPadding?: PerAxis;
  /** Add a learned bias to the currents, at first 0; false by default. */
  readonly useBias?: boolean;
  /** `"spikes"` (default) or `"potential"` at every step, or the `"final"` potential alone. */
  readonly output?: "spikes" | "potential" | "final";
}

/** Base of ConvLIF1D, ConvLIF2D and ConvLIF3D: {@link convLif} as a layer, the state at rest at the start of every call. */
export abstract class ConvLIFLayer extends SpikingLayer {
  private readonly geometry: Required<Omit<ConvLIFArgs, keyof SpikingLayerArgs | "filters" | "output">>;
  private filters: number | null;
  private channels = 0;
  private readonly emits: "spikes" | "potential" | "final";
  private kernel!: tfl.LayerVariable;
  private bias: tfl.LayerVariable | null = null;
  private neurons!: NeuronWeights;

  constructor(
    args: ConvLIFArgs,
    private readonly axes: 1 | 2 | 3,
  ) {
    super(args);
    const { kernelSize = 3, stride = 1, dilation = 1, groups = 1, transposed = false, outputPadding = 0 } = args;
    const [taps, apart] = [perAxis("kernelSize", kernelSize, axes, 1), perAxis("dilation", dilation, axes, 1)];
    const half = taps.map((k, axis) => Math.floor((apart[axis]! * (k - 1)) / 2));
    const padding = args.padding ?? (half.every((p) => p === half[0]) ? half[0]! : half);
    perAxis("stride", stride, axes, 1);
    perAxis("padding", padding, axes, 0);
    perAxis("outputPadding", outputPadding, axes, 0);
    if (groups !== "depthwise") whole("groups", groups);
    this.filters = args.filters === undefined && groups === "depthwise" ? null : whole("filters", args.filters!);
    this.geometry = {
      kernelSize,
      stride,
      padding,
      dilation,
      groups,
      transposed,
      outputPadding,
      useBias: args.useBias ?? false,
    };
    this.emits = args.output ?? "spikes";
    if (!["spikes", "potential", "final"].includes(this.emits)) {
      throw new InvalidOptionError("output", this.emits, "spikes, potential, final");
    }
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    this.channels = this.inputShapeOf(inputShape)[this.axes + 2]!;
    const { kernelSize, transposed, useBias } = this.geometry;
    const [groups, filters] = [this.groups(this.channels), this.filtersFor(this.channels)];
    if (this.channels % groups !== 0 || filters % groups !== 0) {
      throw new InvalidOptionError("groups", groups, `a divisor of ${this.channels} channels and ${filters} filters`);
    }
    const taps = perAxis("kernelSize", kernelSize, this.axes, 1);
    const outer = transposed ? [filters / groups, this.channels] : [this.channels / groups, filters];
    this.kernel = this.kernelWeight("conv.weight", [...taps, ...outer]);
    if (useBias) this.bias = this.addWeight("conv.bias", [filters], "float32", tfl.initializers.zeros());
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

  /** The spikes [B, T, …, filters] for some frames, whatever the layer's output; the caller owns them. */
  spikes(frames: tf.Tensor): tf.Tensor[] {
    return tf.tidy(() => [convLifSpikes(frames, null, this.params()).spikes]);
  }

  /** The potentials of the same neurons; the caller owns them. */
  potentials(frames: tf.Tensor): tf.Tensor[] {
    return tf.tidy(() => [convLif(frames, null, this.params()).potential]);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, steps, ...rest] = this.inputShapeOf(inputShape);
    const channels = rest[this.axes]!;
    const { kernelSize, stride, padding, dilation, outputPadding, transposed } = this.geometry;
    const each = (value: PerAxis) => perAxis("", value, this.axes, 0);
    const geometry = {
      taps: each(kernelSize),
      stride: each(stride),
      padding: each(padding),
      dilation: each(dilation),
      outputPadding: each(outputPadding),
      transposed,
      groups: 1,
    };
    const extents = rest.slice(0, this.axes);
    const after = convolvedExtents(
      extents.map((n) => n ?? 0),
      geometry,
    );
    const map = [...after.map((n, axis) => (extents[axis] == null ? null : n)), this.filtersFor(channels)];
    return this.emits === "final" ? [batch!, ...map] : [batch!, steps!, ...map];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = { ...super.getConfig(), ...this.geometry, output: this.emits };
    const filters = this.filters === null ? {} : { filters: this.filters };
    return { ...config, ...filters } as unknown as tf.serialization.ConfigDict;
  }

  private params(): ConvLifParams {
    const { stride, padding, dilation, outputPadding, transposed } = this.geometry;
    return {
      ...this.lif(this.neurons),
      kernel: this.kernel.read(),
      ...(this.bias && { bias: this.bias.read() }),
      groups: this.groups(this.channels),
      ...{ stride, padding, dilation, outputPadding, transposed },
    };
  }

  private groups(channels: number): number {
    return this.geometry.groups === "depthwise" ? channels : this.geometry.groups;
  }

  private filtersFor(channels: number): number {
    return this.filters ?? channels;
  }

  private inputShapeOf(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return singleShape(inputShape, this.name, this.axes + 3, `[B, T, ${["L", "H, W", "D, H, W"][this.axes - 1]}, C]`);
  }
}
