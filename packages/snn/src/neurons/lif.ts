import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";
import { integrateAndFire } from "./integrate-and-fire.js";
import type { LifParams, LifState } from "./lif-params.js";
import { drive, resolveLif, startingPotential } from "./lif-params.js";
import type { NeuronStep } from "./over-time.js";

/** What one step of LIF neurons gives. */
export type LifStep = NeuronStep<LifState>;

/**
 * One step of a layer of leaky integrate-and-fire neurons.
 *
 * u[t] = x[t] + λ·u[t−1] − v_th·o[t−1],   o[t] = H(u[t] − v_th)     (Das Biswas et al., Eq. 3–4)
 *
 * Other resets and conventions are options of `params`: see {@link LifParams} and {@link FiringOptions}.
 *
 * @param input  weighted input current x[t], shape [batch, …], any unit as long as v_th shares it
 * @param state  of the step before, or null at rest (u = `params.initial`, 0 by default)
 * @returns tensors of `input`'s shape; `state.potential` is `potential`. The caller owns them
 * @throws ShapeMismatchError if `input` and `state.potential` differ, InvalidOptionError
 * @example const { spikes, state } = lifStep(x, null, { leak: 0.9, threshold: 1 });
 */
export function lifStep(input: tf.Tensor, state: LifState | null, params: LifParams): LifStep {
  sameShape("state.potential", state?.potential, input.shape);
  const { potential, spikes } = tf.tidy(() => {
    const { leak, threshold, rule } = resolveLif(params, input.shape);
    const previous = startingPotential(state, params.initial, input.shape);
    const x = drive(input, leak, params, input.shape);
    const charge = (u: tf.Tensor | null) => (u ? tf.add(x, tf.mul(leak, u)) : tf.clone(x));
    return integrateAndFire({ previous, threshold, rule, charge });
  });
  return { potential, spikes, state: { potential } };
}

/** @throws ShapeMismatchError unless a state's tensor, where there is one, has one step's shape */
export function sameShape(what: string, tensor: tf.Tensor | undefined, shape: readonly number[]): void {
  if (tensor && !tf.util.arraysEqual(tensor.shape, shape as number[])) {
    throw new ShapeMismatchError(what, `one step's, [${shape}]`, tensor.shape);
  }
}
