import type * as tf from "@tensorflow/tfjs-core";
import type { FrameConvolution } from "./conv-frames.js";
import { convolveFrames } from "./conv-frames.js";
import type { LifStep } from "./neurons/lif.js";
import type { LifParams, LifState } from "./neurons/lif-params.js";
import { lifFinal, lifSequence, lifSpikes } from "./neurons/lif-sequence.js";
import { scoped } from "./scoped.js";

/** A convolution and the LIF neurons behind it. λ and v_th are scalars, or [filters] for one per channel. */
export interface ConvLifParams extends LifParams, FrameConvolution {}

/**
 * LIF neurons driven by a convolution: one convolution for all T frames, then the recurrence.
 *
 * u[t] = w ∗ o_in[t] + λ·u[t−1] − v_th·o[t−1],   o[t] = H(u[t] − v_th)     (Das Biswas et al., Eq. 3–4)
 *
 * @param frames  [B, T, H, W, C]
 * @param state   before the first frame, [B, H', W', filters], or null at rest
 * @returns `potential` and `spikes` [B, T, H', W', filters] and the state after the last frame; the caller owns them
 * @throws ShapeMismatchError
 * @example convLif(frames, null, { kernel, stride: 2, padding: 1, leak: 0.9, threshold: 1 });
 */
export function convLif(frames: tf.Tensor, state: LifState | null, params: ConvLifParams): LifStep {
  return behindConvolution(frames, params, (currents) => lifSequence(currents, state, params));
}

/** {@link convLif} for a hidden layer: only its spikes, and the state after the last frame. */
export function convLifSpikes(
  frames: tf.Tensor,
  state: LifState | null,
  params: ConvLifParams,
): { readonly spikes: tf.Tensor; readonly state: LifState } {
  return behindConvolution(frames, params, (currents) => lifSpikes(currents, state, params));
}

/** {@link convLif} for an analog readout: only the state after the last frame. */
export function convLifFinal(frames: tf.Tensor, state: LifState | null, params: ConvLifParams): LifState {
  return behindConvolution(frames, params, (currents) => lifFinal(currents, state, params));
}

/** The currents live no longer than the recurrence needs them. */
function behindConvolution<R extends object>(
  frames: tf.Tensor,
  params: ConvLifParams,
  recurrence: (currents: tf.Tensor) => R,
): R {
  return scoped(() => recurrence(convolveFrames(frames, params)));
}
