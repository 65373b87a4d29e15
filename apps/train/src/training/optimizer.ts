import { adamStep } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import type { OptimizerConfig } from "./recipe.js";
import type { WeightSettings } from "./weight-rules.js";

/** What an optimizer remembers between steps: one tensor per slot and weight, and the number of steps taken. */
export interface OptimizerState {
  /** Steps taken. */
  readonly step: number;
  /** `slots[k][w]`: slot k of weight w. SGD has the momentum; Adam and AdamW the two moments. */
  readonly slots: readonly (readonly tf.Tensor[])[];
}

/** Zeros in the shape of every weight. The caller owns the tensors. */
export function initialState(config: OptimizerConfig, weights: readonly tf.Tensor[]): OptimizerState {
  const slots = config.kind === "sgd" ? 1 : 2;
  return { step: 0, slots: Array.from({ length: slots }, () => weights.map((w) => tf.zeros(w.shape))) };
}

/**
 * One step: new weights and new state from the old ones and the gradients. Nothing is changed in place.
 *
 * @param gradients  one per weight, of its shape
 * @param rate  learning rate η of this step
 * @param settings  how each weight moves: what multiplies its rate, whether it feels the weight decay
 * @returns tensors that the caller owns; the old ones are still the caller's to dispose
 */
export function optimizerStep(
  config: OptimizerConfig,
  weights: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
  state: OptimizerState,
  rate: number,
  settings: readonly WeightSettings[],
): { weights: tf.Tensor[]; state: OptimizerState } {
  const step = state.step + 1;
  const next = weights.map((w, i) =>
    tf.tidy(() =>
      updateOne(
        config,
        w,
        gradients[i]!,
        state.slots.map((slot) => slot[i]!),
        step,
        rate * settings[i]!.rate,
        settings[i]!.decays,
      ),
    ),
  );
  return {
    weights: next.map(([w]) => w!),
    state: { step, slots: state.slots.map((_, k) => next.map((tensors) => tensors[k + 1]!)) },
  };
}

/** The new weight, then its new slots. */
function updateOne(
  config: OptimizerConfig,
  w: tf.Tensor,
  gradient: tf.Tensor,
  slots: readonly tf.Tensor[],
  step: number,
  rate: number,
  decay: boolean,
): tf.Tensor[] {
  const wd = decay ? config.weightDecay : 0;
  if (config.kind === "sgd") {
    const g = wd > 0 ? tf.add(gradient, tf.mul(w, wd)) : gradient;
    const velocity = tf.add(tf.mul(slots[0]!, config.momentum), g);
    return [tf.sub(w, tf.mul(velocity, rate)), velocity];
  }
  const { kind, beta1, beta2, epsilon } = config;
  const decays = kind === "adamw" ? { decoupledDecay: wd } : { decay: wd };
  const settings = { rate, beta1, beta2, epsilon, step, ...decays };
  const { weight, first, second } = adamStep({ weight: w, first: slots[0]!, second: slots[1]! }, gradient, settings);
  return [weight, first, second];
}

/**
 * Scales gradients so that their common Euclidean norm is at most `limit` (Pascanu et al. 2013).
 * @returns the scaled gradients and the norm before (scalar); the caller owns them
 */
export function clipByGlobalNorm(
  gradients: readonly tf.Tensor[],
  limit: number,
): { gradients: tf.Tensor[]; norm: tf.Scalar } {
  const [norm, ...clipped] = tf.tidy(() => {
    const norm = globalNorm(gradients);
    const scale = tf.minimum(tf.div(limit, tf.maximum(norm, 1e-12)), 1);
    return [norm, ...gradients.map((g) => tf.mul(g, scale))];
  });
  return { gradients: clipped, norm: norm as tf.Scalar };
}

/** √Σ‖g‖² over all gradients; the caller owns the scalar. */
export function globalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => tf.sqrt(tf.addN(gradients.map((g) => tf.sum(tf.square(g))))) as tf.Scalar);
}
