import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import { scoped } from "../scoped.js";
import { detach, spike } from "../spike.js";
import type { FiringOptions } from "./firing-rule.js";
import { firingRule, oneOf } from "./firing-rule.js";
import { sameShape } from "./lif.js";
import type { NeuronStep, SequenceOptions } from "./over-time.js";
import { overTime } from "./over-time.js";
import { type Interval, type Parameter, POSITIVE, parameterTensor } from "./parameter.js";

/** Parameters of alpha neurons. */
export interface AlphaParams<P extends Parameter = Parameter>
  extends Pick<FiringOptions, "detachReset" | "comparison" | "surrogate"> {
  /** α, in (0, 1) and above β: the part of the excitatory current that a step keeps. */
  readonly excitatoryLeak: P;
  /** β, in (0, α): the part of the inhibitory current that a step keeps. */
  readonly inhibitoryLeak: P;
  /** v_th > 0. */
  readonly threshold: P;
  /**
   * What a spike does: `"zero"` (default) sets both currents and the potential to 0; `"subtract"` takes v_th/τ from the
   * excitatory current, so that the potential falls by v_th; `"snnTorchSubtract"` is what snnTorch 1.0.0 computes for
   * its `"subtract"`: i_exc − v_th, i_inh to 0, and i_inh[t−1] added to the potential; or `"none"`.
   */
  readonly reset?: "zero" | "subtract" | "snnTorchSubtract" | "none";
  /** `"delayed"` (default): in the next step; or `"same-step"`. */
  readonly timing?: "delayed" | "same-step";
}

/** State between two steps, all of one step's shape. */
export interface AlphaState {
  readonly excitatory: tf.Tensor;
  readonly inhibitory: tf.Tensor;
  readonly potential: tf.Tensor;
}

const OPEN_FRACTION: Interval = { contains: (v) => v > 0 && v < 1, text: "(0, 1)" };

/**
 * One step of alpha neurons, whose response to an input pulse rises and falls like an alpha function (snnTorch `Alpha`).
 *
 * e[t] = α·e[t−1] + x[t],   i[t] = β·i[t−1] − x[t],   u[t] = τ·(e[t] + i[t]),   τ = ln α / (ln β − ln α) + 1
 *
 * o[t] = H(u[t] − v_th); a spike resets the currents as `params.reset` says.
 *
 * @param input  x[t], shape [batch, …]
 * @param state  of the step before, or null at rest
 * @returns tensors of `input`'s shape; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError if not 0 < β < α < 1
 * @example alphaStep(x, null, { excitatoryLeak: 0.9, inhibitoryLeak: 0.8, threshold: 1 });
 */
export function alphaStep(input: tf.Tensor, state: AlphaState | null, params: AlphaParams): NeuronStep<AlphaState> {
  const { reset = "zero", timing = "delayed", excitatoryLeak, inhibitoryLeak } = params;
  oneOf("reset", reset, ["zero", "subtract", "snnTorchSubtract", "none"]);
  oneOf("timing", timing, ["delayed", "same-step"]);
  if (typeof excitatoryLeak === "number" && typeof inhibitoryLeak === "number" && !(inhibitoryLeak < excitatoryLeak)) {
    throw new InvalidOptionError("inhibitoryLeak", inhibitoryLeak, `less than excitatoryLeak, ${excitatoryLeak}`);
  }
  for (const [name, tensor] of Object.entries(state ?? {})) sameShape(`state.${name}`, tensor, input.shape);
  return scoped(() => {
    const axes = input.shape;
    const α = parameterTensor("excitatoryLeak", excitatoryLeak, axes, OPEN_FRACTION);
    const β = parameterTensor("inhibitoryLeak", inhibitoryLeak, axes, OPEN_FRACTION);
    const threshold = parameterTensor("threshold", params.threshold, axes, POSITIVE);
    const { surrogate, comparison, detachReset } = firingRule({ ...params, reset: "zero" });
    const fire = (u: tf.Tensor) => spike(tf.sub(u, threshold), surrogate, comparison);
    const logα = tf.log(α);
    const τ = tf.add(tf.div(logα, tf.sub(tf.log(β), logα)), 1);
    const afterSpike = (now: AlphaState, before: AlphaState | null, spikes: tf.Tensor): AlphaState => {
      const r = detachReset ? detach(spikes) : spikes;
      const kept = (v: tf.Tensor) => tf.sub(v, tf.mul(r, v));
      if (reset === "zero") {
        return { excitatory: kept(now.excitatory), inhibitory: kept(now.inhibitory), potential: kept(now.potential) };
      }
      if (reset === "subtract") {
        const drop = tf.mul(r, threshold);
        const excitatory = tf.sub(now.excitatory, tf.div(drop, τ));
        return { ...now, excitatory, potential: tf.sub(now.potential, drop) };
      }
      return {
        excitatory: tf.sub(now.excitatory, tf.mul(r, threshold)),
        inhibitory: kept(now.inhibitory),
        potential: before ? tf.add(now.potential, tf.mul(r, before.inhibitory)) : now.potential,
      };
    };
    const x = tf.cast(input, "float32");
    const excitatory = state ? tf.add(tf.mul(α, state.excitatory), x) : tf.clone(x);
    const inhibitory = state ? tf.sub(tf.mul(β, state.inhibitory), x) : tf.neg(x);
    const charged = { excitatory, inhibitory, potential: tf.mul(τ, tf.add(excitatory, inhibitory)) };
    const resets = reset !== "none";
    const early = resets && state && timing === "delayed";
    const now = early ? afterSpike(charged, state, fire(state.potential)) : charged;
    const spikes = fire(now.potential);
    const next = resets && timing === "same-step" ? afterSpike(now, state, spikes) : now;
    return { potential: next.potential, spikes, state: next };
  });
}

/** All T steps of {@link alphaStep}: [B, T, …] → `potential` and `spikes` [B, T, …], and the state after the last step. */
export function alphaSequence(
  input: tf.Tensor,
  state: AlphaState | null,
  params: AlphaParams,
  options: SequenceOptions = {},
): NeuronStep<AlphaState> {
  return overTime(input, state, options, (x, before) => alphaStep(x, before, params));
}
