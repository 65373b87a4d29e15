import * as tf from "@tensorflow/tfjs-core";
import type { IzhikevichParams } from "../neurons/izhikevich.js";
import { izhikevichSequence } from "../neurons/izhikevich.js";
import type { NeuronLayerArgs, Outputs } from "./neuron-layer.js";
import { NeuronLayer, outputsOf } from "./neuron-layer.js";
import type { ParameterArgs } from "./parameter-table.js";
import { ANY } from "./parameter-table.js";
import type { Constant } from "./spiking-layer.js";

type Learnable = "threshold" | "recoveryRate" | "recoverySensitivity" | "recoveryJump";

/** Options of {@link Izhikevich}; see `IzhikevichParams` for what they are, and their defaults. */
export type IzhikevichArgs = Omit<NeuronLayerArgs, "timing" | "resetDropsInput" | "detachReset"> &
  ParameterArgs<Learnable> &
  Pick<IzhikevichParams, "recoveryFollows" | "detachReset"> & {
    readonly [K in keyof typeof CONSTANTS]?: Constant;
  } & {
    /** w before the first step; by default it rests with the initial potential. */
    readonly initialRecovery?: Constant;
    /** v_t; by default the parabola is given by its coefficients. */
    readonly critical?: Constant;
  };

const CONSTANTS = { dt: 1, gain: 1, quadratic: 0.04, linear: 5, constant: 140, recoveryRest: 0, initial: -65 };

/**
 * Izhikevich neurons as a layer: [B, T, …] → [B, T, …] or [B, …]. Weights, none of them learned by default: `threshold`,
 * `recoveryRate` (a), `recoverySensitivity` (b), `recoveryJump` (d). The equations are at `izhikevichStep`.
 */
export class Izhikevich extends NeuronLayer<Learnable> {
  static readonly className = "Izhikevich";
  private readonly recoveryFollows: "before" | "charged";
  private readonly detached: boolean | "charged";

  constructor(args: IzhikevichArgs = {}) {
    const { detachReset = true, recoveryFollows = "before", ...rest } = args;
    const fixed = (initial: number) => ({ initial, bounds: ANY, learn: false });
    super(
      { ...rest, reset: args.reset ?? -65, timing: "same-step", detachReset: detachReset !== false },
      {
        threshold: fixed(30),
        recoveryRate: fixed(0.02),
        recoverySensitivity: fixed(0.2),
        recoveryJump: fixed(8),
      },
      {
        ...CONSTANTS,
        ...(args.initialRecovery === undefined ? {} : { initialRecovery: args.initialRecovery }),
        ...(args.critical === undefined ? {} : { critical: args.critical }),
      },
    );
    this.recoveryFollows = recoveryFollows;
    this.detached = detachReset;
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    const { recoveryFollows, detached: detachReset } = this;
    return outputsOf(izhikevichSequence(x, null, { ...(params as IzhikevichParams), recoveryFollows, detachReset }));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), recoveryFollows: this.recoveryFollows, detachReset: this.detached };
  }
}

tf.serialization.registerClass(Izhikevich);
