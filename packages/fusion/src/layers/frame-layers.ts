import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { FRAME_SUMMARIES, type FrameSummary, padChannels, summariseFrames } from "../frames.js";
import { wholeNumber } from "../options.js";
import { FusionLayer, type FusionLayerArgs, single, singleShape } from "./fusion-layer.js";

/** Options of {@link SummariseFrames}. */
export interface SummariseFramesArgs extends FusionLayerArgs {
  readonly summary: FrameSummary;
}

/** {@link summariseFrames} as a layer: [B, T, H, W, C] → [B, H, W, C], or [B, H, W, T·C] for `"channels"`. No weights. */
export class SummariseFrames extends FusionLayer {
  static readonly className = "SummariseFrames";
  private readonly summary: FrameSummary;

  constructor(args: SummariseFramesArgs) {
    super(args);
    if (!FRAME_SUMMARIES.includes(args.summary)) {
      throw new InvalidOptionError("summary", args.summary, FRAME_SUMMARIES.join(", "));
    }
    this.summary = args.summary;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return summariseFrames(single(inputs) as tf.Tensor5D, this.summary);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, steps, height, width, channels] = singleShape(inputShape, 5, "[B, T, H, W, C]");
    return [batch!, height!, width!, this.summary === "channels" ? steps! * channels! : channels!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), summary: this.summary };
  }
}

/** Options of {@link PadChannels}. */
export interface PadChannelsArgs extends FusionLayerArgs {
  /** as many as the result has */
  readonly channels: number;
}

/** {@link padChannels} as a layer: […, C] → […, channels]. No weights. */
export class PadChannels extends FusionLayer {
  static readonly className = "PadChannels";
  private readonly channels: number;

  constructor(args: PadChannelsArgs) {
    super(args);
    this.channels = wholeNumber("channels", args.channels);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return padChannels(single(inputs), this.channels);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = inputShape as tfl.Shape;
    if (shape.at(-1)! > this.channels) {
      throw new ShapeMismatchError("the map to pad", `[…, C ≤ ${this.channels}]`, shape);
    }
    return [...shape.slice(0, -1), this.channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), channels: this.channels };
  }
}

tf.serialization.registerClass(SummariseFrames);
tf.serialization.registerClass(PadChannels);
