import * as tf from "@tensorflow/tfjs-core";
import type { ExponentialIfParams, QuadraticIfParams } from "../neurons/nonlinear.js";
import { exponentialIfSequence, quadraticIfSequence } from "../neurons/nonlinear.js";
import type { NeuronLayerArgs, Outputs } from "./neuron-layer.js";
import { NeuronLayer, outputsOf } from "./neuron-layer.js";
import type { ParameterArgs, ParameterTable } from "./parameter-table.js";
import { ABOVE_ZERO } from "./parameter-table.js";
import type { Constant } from "./spiking-layer.js";
import { LIF_PARAMETERS } from "./spiking-layer.js";

type Common = NeuronLayerArgs &
  ParameterArgs<"threshold" | "timeConstant"> & {
    /** Factor on the input, 1 by default. */
    readonly gain?: Constant;
    /** 0 by default. */
    readonly rest?: Constant;
    /** Potential before the first step, 0 by default. */
    readonly initial?: Constant;
  };

const TABLE: ParameterTable<"threshold" | "timeConstant"> = {
  threshold: LIF_PARAMETERS.threshold,
  timeConstant: { initial: 2, bounds: ABOVE_ZERO, learn: true },
};

/** Options of {@link QuadraticIF}. */
export type QuadraticIFArgs = Common & {
  /** 0.8 by default. */
  readonly critical?: Constant;
  /** 1 by default. */
  readonly curvature?: Constant;
};

/**
 * Quadratic integrate-and-fire neurons (QIF) as a layer: [B, T, …] → [B, T, …] or [B, …]. Weights: `threshold` and
 * `timeConstant` (2 steps by default). The equations are at `quadraticIfStep`.
 */
export class QuadraticIF extends NeuronLayer<"threshold" | "timeConstant"> {
  static readonly className = "QuadraticIF";

  constructor(args: QuadraticIFArgs = {}) {
    super(args, TABLE, { gain: 1, rest: 0, initial: 0, critical: 0.8, curvature: 1 });
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    return outputsOf(quadraticIfSequence(x, null, params as QuadraticIfParams));
  }
}

tf.serialization.registerClass(QuadraticIF);

/** Options of {@link ExponentialIF}. */
export type ExponentialIFArgs = Common & {
  /** Δ_T, 1 by default. */
  readonly sharpness?: Constant;
  /** θ_rh, 0.8 by default. */
  readonly rheobase?: Constant;
};

/**
 * Exponential integrate-and-fire neurons (EIF) as a layer: [B, T, …] → [B, T, …] or [B, …]. Weights: `threshold` and
 * `timeConstant` (2 steps by default). The equations are at `exponentialIfStep`.
 */
export class ExponentialIF extends NeuronLayer<"threshold" | "timeConstant"> {
  static readonly className = "ExponentialIF";

  constructor(args: ExponentialIFArgs = {}) {
    super(args, TABLE, { gain: 1, rest: 0, initial: 0, sharpness: 1, rheobase: 0.8 });
  }

  protected override run(x: tf.Tensor, params: object): Outputs {
    return outputsOf(exponentialIfSequence(x, null, params as ExponentialIfParams));
  }
}

tf.serialization.registerClass(ExponentialIF);
