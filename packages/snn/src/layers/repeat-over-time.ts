import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { alongTime } from "../encoders/along-time.js";
import { rateEncode } from "../encoders/rate.js";
import { InvalidOptionError } from "../errors.js";
import { singleInput, whole } from "./spiking-layer.js";

/** How an image becomes a sequence: the same current at every step, or spikes with that probability. */
export type InputCoding = "analog" | "rate";

/** Options of {@link RepeatOverTime}. */
export interface RepeatOverTimeArgs {
  readonly name?: string;
  readonly inputShape?: tfl.Shape;
  /** T. */
  readonly steps: number;
  /** `"analog"` (default): the same values at every step; `"rate"`: spikes, P = x / scale. */
  readonly coding?: InputCoding;
  /** What a spike stands for with `coding: "rate"`, 1 by default. */
  readonly scale?: number;
  /** Seed of the spikes; without one they differ from call to call. */
  readonly seed?: number;
}

/** What does not change, made into a sequence: [B, …] → [B, T, …]. No weights. */
export class RepeatOverTime extends tfl.layers.Layer {
  static readonly className = "RepeatOverTime";
  private readonly args: Required<Pick<RepeatOverTimeArgs, "steps" | "coding" | "scale">> & { readonly seed?: number };

  constructor(args: RepeatOverTimeArgs) {
    super(args as unknown as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    const { steps, coding = "analog", scale = 1, seed } = args;
    if (coding !== "analog" && coding !== "rate") throw new InvalidOptionError("coding", coding, "analog, rate");
    if (!(scale > 0)) throw new InvalidOptionError("scale", scale, "> 0");
    this.args = { steps: whole("steps", steps), coding, scale, ...(seed === undefined ? {} : { seed }) };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return overTime(singleInput(inputs), this.args.steps, this.args);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, ...rest] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    return [batch!, this.args.steps, ...rest];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.args };
  }
}

tf.serialization.registerClass(RepeatOverTime);

/** [B, …] → [B, T, …]; the caller owns it. */
export function overTime(
  x: tf.Tensor,
  steps: number,
  { coding, scale, seed }: { readonly coding: InputCoding; readonly scale: number; readonly seed?: number },
): tf.Tensor {
  return tf.tidy(() => {
    if (coding === "rate") {
      const spikes = rateEncode(x, steps, { gain: 1 / scale, ...(seed === undefined ? {} : { seed }) });
      return scale === 1 ? spikes : tf.mul(spikes, scale);
    }
    return alongTime(x, steps);
  });
}
