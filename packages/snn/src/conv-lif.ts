import * as tf from "@tensorflow/tfjs-core";
import { convolveFrames } from "./conv-frames.js";
import type { FrameConvolution } from "./conv-geometry.js";
import type { LifStep } from "./neurons/lif.js";
import type { LifParams, LifState } from "./neurons/lif-params.js";
import { lifFinal, lifSequence, lifSpikes } from "./neurons/lif-sequence.js";
import { scoped } from "./scoped.js";

/**
 * A convolution and the LIF neurons behind it. λ and v_th are scalars, or [filters] for one per channel.
 *
 * The kernel's rank says over how many axes: 1-D, 2-D, 3-D; `groups` as many as channels makes it depthwise, `transposed`
 * transposed.
 */
export interface ConvLifParams extends LifParams, FrameConvolution {}

/**
 * LIF neurons driven by a convolution: one convolution for all T frames, then the recurrence.
 *
 * u[t] = w ∗ o_in[t] + λ·u[t−1] − v_th·o[t−1],   o[t] = H(u[t] − v_th)     (Das Biswas et al., Eq. 3–4)
 *
 * @param frames  [B, T, H, W, C]; [B, T, L, C] with a kernel of rank 3, [B, T, D, H, W, C] with one of rank 5
 * @param state   before the first frame, [B, H', W', filters], or null at rest
 * @returns `potential` and `spikes` [B, T, H', W', filters] and the state after the last frame; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError
 * @example convLif(frames, null, { kernel, stride: 2, padding: 1, leak: 0.9, threshold: 1 });
 */
export function convLif(frames: tf.Tensor, state: LifState | null, params: ConvLifParams): LifStep {
  return behindConvolution(frames, params, (currents, neurons) => lifSequence(currents, state, neurons));
}

/** {@link convLif} for a hidden layer: only its spikes, and the state after the last frame. */
export function convLifSpikes(
  frames: tf.Tensor,
  state: LifState | null,
  params: ConvLifParams,
): { readonly spikes: tf.Tensor; readonly state: LifState } {
  return behindConvolution(frames, params, (currents, neurons) => lifSpikes(currents, state, neurons));
}

/** {@link convLif} for an analog readout: only the state after the last frame. */
export function convLifFinal(frames: tf.Tensor, state: LifState | null, params: ConvLifParams): LifState {
  return behindConvolution(frames, params, (currents, neurons) => lifFinal(currents, state, neurons));
}

/** The currents live no longer than the recurrence needs them. */
function behindConvolution<R extends object>(
  frames: tf.Tensor,
  params: ConvLifParams,
  recurrence: (currents: tf.Tensor, params: LifParams) => R,
): R {
  return scoped(() => {
    const { gain = 1 } = params;
    // A factor on the currents is one on the weights, which are few; where it is one for each neuron the neuron applies it.
    if (gain === 1 || (typeof gain !== "number" && gain.rank > 1))
      return recurrence(convolveFrames(frames, params), params);
    const { transposed = false, groups = 1 } = params;
    if (transposed && typeof gain !== "number" && gain.rank === 1 && groups > 1)
      return recurrence(convolveFrames(frames, params), params);
    const factor = typeof gain !== "number" && gain.rank === 1 && transposed ? tf.expandDims(gain, 1) : gain;
    const kernel = tf.mul(params.kernel, factor);
    const scaled = params.bias ? { ...params, kernel, bias: tf.mul(params.bias, gain) } : { ...params, kernel };
    return recurrence(convolveFrames(frames, scaled), { ...params, gain: 1 });
  });
}
