import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { symmetricConvolution } from "./symmetric-convolution.js";

/** Weights of a convolutional LSTM with N filters; gates in the order input, forget, cell, output. */
export interface ConvLstmParams {
  /** W_x, shape [k, k, C, 4N], k odd */
  readonly kernel: tf.Tensor4D;
  /** W_h, shape [k, k, N, 4N] */
  readonly recurrentKernel: tf.Tensor4D;
  /** b, shape [4N] */
  readonly bias: tf.Tensor1D;
  /** W_ci, W_cf and W_co, each broadcastable to [H', W', N]; none: the gates do not see the cell */
  readonly peepholes?: { readonly input: tf.Tensor; readonly forget: tf.Tensor; readonly output: tf.Tensor };
  /** of the convolution over the input; the state is as large as its result. 1 by default */
  readonly stride?: number;
}

/** What a convolutional LSTM remembers; both [B, H', W', N]. */
export interface ConvLstmState {
  readonly hidden: tf.Tensor4D;
  readonly cell: tf.Tensor4D;
}

/**
 * One step of a convolutional LSTM   (Shi et al. 2015, Eq. 3):
 *
 * (i, f, g, o) = W_x∗x[t] + W_h∗h[t−1] + b; i = σ(i + W_ci∘c[t−1]), f = σ(f + W_cf∘c[t−1]);
 * c[t] = f∘c[t−1] + i∘tanh(g); o = σ(o + W_co∘c[t]); h[t] = o∘tanh(c[t])
 *
 * Together the two are one convolution over the channels of (x, h), in two halves so that the one over x may have a stride.
 * Zeros pad by ⌊k/2⌋ on every side.
 *
 * @param x  shape [B, H, W, C]
 * @param state  of the step before, or null (zeros)
 * @returns h[t] (also `state.hidden`) and the new state, [B, H', W', N], H' = ⌈H/stride⌉; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError if k is even
 */
export function convLstmStep(
  x: tf.Tensor4D,
  state: ConvLstmState | null,
  params: ConvLstmParams,
): { readonly output: tf.Tensor4D; readonly state: ConvLstmState } {
  const { kernel, recurrentKernel, bias, peepholes, stride = 1 } = params;
  check(x, params);
  const [hidden, cell] = tf.tidy(() => {
    let gates = tf.add(symmetricConvolution(x, kernel, stride), bias) as tf.Tensor4D;
    if (state !== null) {
      if (!tf.util.arraysEqual(state.hidden.shape.slice(0, 3), gates.shape.slice(0, 3)))
        throw new ShapeMismatchError("state.hidden", `[${gates.shape.slice(0, 3).join(", ")}, N]`, state.hidden.shape);
      gates = tf.add(gates, symmetricConvolution(state.hidden, recurrentKernel));
    }
    const [i, f, g, o] = tf.split(gates, 4, 3) as tf.Tensor4D[];
    const seen = (gate: tf.Tensor, weight: tf.Tensor | undefined, what: tf.Tensor | undefined) =>
      tf.sigmoid(weight === undefined || what === undefined ? gate : tf.add(gate, tf.mul(weight, what)));
    const entered = tf.mul(seen(i!, peepholes?.input, state?.cell), tf.tanh(g!));
    const kept = state === null ? null : tf.mul(seen(f!, peepholes?.forget, state.cell), state.cell);
    const c = kept === null ? entered : tf.add(kept, entered);
    return [tf.mul(seen(o!, peepholes?.output, c), tf.tanh(c)), c] as tf.Tensor4D[];
  }) as [tf.Tensor4D, tf.Tensor4D];
  return { output: hidden, state: { hidden, cell } };
}

/**
 * {@link convLstmStep} over all frames, from zeros.
 *
 * @param frames  shape [B, T, H, W, C], T ≥ 1
 * @returns h at every step, shape [B, T, H', W', N]; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError
 */
export function convLstmSequence(frames: tf.Tensor5D, params: ConvLstmParams): tf.Tensor5D {
  return tf.tidy(() => {
    const outputs: tf.Tensor4D[] = [];
    overFrames(frames, params, outputs);
    return tf.stack(outputs, 1) as tf.Tensor5D;
  });
}

/** The last h of {@link convLstmSequence} alone, [B, H', W', N]: the others are not kept. The caller owns it. */
export function convLstmFinal(frames: tf.Tensor5D, params: ConvLstmParams): tf.Tensor4D {
  return tf.tidy(() => overFrames(frames, params, null));
}

/** The last h; what it held before goes to `outputs` or is disposed of. Call inside `tf.tidy`. */
function overFrames(frames: tf.Tensor5D, params: ConvLstmParams, outputs: tf.Tensor4D[] | null): tf.Tensor4D {
  if (frames.rank !== 5 || frames.shape[1] < 1) {
    throw new ShapeMismatchError("the frames", "[B, T, H, W, C], T ≥ 1", frames.shape);
  }
  const [batch, steps, ...map] = frames.shape;
  let state: ConvLstmState | null = null;
  for (let t = 0; t < steps; t++) {
    const before: ConvLstmState | null = state;
    const x = tf.reshape(tf.slice(frames, [0, t], [batch, 1]), [batch, ...map]) as tf.Tensor4D;
    state = convLstmStep(x, before, params).state;
    if (before !== null) tf.dispose(outputs === null ? [before.hidden, before.cell] : before.cell);
    outputs?.push(state.hidden);
  }
  return state!.hidden;
}

function check(x: tf.Tensor4D, { kernel, recurrentKernel, bias }: ConvLstmParams): void {
  const [k, width, inputs, gates] = kernel.shape;
  if (k !== width || k % 2 === 0) throw new InvalidOptionError("kernel", kernel.shape, "[k, k, C, 4N], k odd");
  if (x.rank !== 4 || x.shape[3] !== inputs) {
    throw new ShapeMismatchError("the input of a ConvLSTM", `[B, H, W, ${inputs}]`, x.shape);
  }
  const expected = [k, k, gates / 4, gates];
  if (!tf.util.arraysEqual(recurrentKernel.shape, expected)) {
    throw new ShapeMismatchError("recurrentKernel", `[${expected.join(", ")}]`, recurrentKernel.shape);
  }
  if (!tf.util.arraysEqual(bias.shape, [gates])) throw new ShapeMismatchError("bias", `[${gates}]`, bias.shape);
}
