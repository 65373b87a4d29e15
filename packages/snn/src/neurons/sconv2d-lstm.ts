import * as tf from "@tensorflow/tfjs-core";
import { convolveFrames } from "../conv-frames.js";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { scoped } from "../scoped.js";
import { sameShape } from "./lif.js";
import type { NeuronStep, SequenceOptions } from "./over-time.js";
import { overTime, stepShape } from "./over-time.js";
import type { Parameter } from "./parameter.js";
import type { SlstmParams, SlstmState } from "./slstm.js";
import { lstmNeurons } from "./slstm.js";

/** Parameters of a convolutional spiking LSTM with N filters; k is odd, and the maps keep their extent. */
export interface Sconv2dLstmParams<P extends Parameter = Parameter>
  extends Omit<SlstmParams<P>, "kernel" | "recurrentKernel"> {
  /** W, [k, k, F, 4N]: gates input, forget, cell, output. */
  readonly kernel: tf.Tensor4D;
  /** R, [k, k, N, 4N]. */
  readonly recurrentKernel: tf.Tensor4D;
}

/**
 * One step of a convolutional spiking LSTM (snnTorch `SConv2dLSTM` without pooling): {@link slstmStep} with convolutions
 * in place of its products.
 *
 * @param input  x[t], [batch, H, W, F]
 * @param state  of the step before, or null (zeros); both tensors [batch, H, W, N]
 * @returns `spikes` and `potential` [batch, H, W, N]; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError if k is even
 * @example sconv2dLstmStep(x, null, { kernel, recurrentKernel, bias, threshold: 0.1 });
 */
export function sconv2dLstmStep(
  input: tf.Tensor,
  state: SlstmState | null,
  params: Sconv2dLstmParams,
): NeuronStep<SlstmState> {
  checkKernels(params);
  return scoped(() => {
    const gates = tf.squeeze(project(tf.expandDims(input, 1), params), [1]);
    return gatedStep(gates, state, params);
  });
}

/** All T steps of {@link sconv2dLstmStep}: [B, T, H, W, F] → `potential` and `spikes` [B, T, H, W, N], and the last state. */
export function sconv2dLstmSequence(
  input: tf.Tensor,
  state: SlstmState | null,
  params: Sconv2dLstmParams,
  options: SequenceOptions = {},
): NeuronStep<SlstmState> {
  stepShape(input, options);
  checkKernels(params);
  // One convolution for all steps of the input.
  return scoped(() => overTime(project(input, params), state, options, (x, before) => gatedStep(x, before, params)));
}

function project(frames: tf.Tensor, { kernel, bias }: Sconv2dLstmParams): tf.Tensor {
  const convolved = convolveFrames(frames, { kernel, padding: padding(kernel) });
  return bias ? tf.add(convolved, bias) : convolved;
}

function gatedStep(projected: tf.Tensor, state: SlstmState | null, params: Sconv2dLstmParams): NeuronStep<SlstmState> {
  const { recurrentKernel, reset = "none" } = params;
  const step = [...projected.shape.slice(0, -1), recurrentKernel.shape[2]];
  for (const [name, tensor] of Object.entries(state ?? {})) sameShape(`state.${name}`, tensor, step);
  return scoped(() => {
    let gates = projected;
    if (state) {
      const frames = tf.expandDims(state.potential, 1);
      const back = convolveFrames(frames, { kernel: recurrentKernel, padding: padding(recurrentKernel) });
      gates = tf.add(projected, tf.squeeze(back, [1]));
    }
    return lstmNeurons(gates, state, { ...params, reset });
  });
}

const padding = (kernel: tf.Tensor4D) => Math.floor(kernel.shape[0] / 2);

function checkKernels({ kernel, recurrentKernel, bias }: Sconv2dLstmParams): void {
  const [height, width, , gates] = kernel.shape;
  if (height !== width || height % 2 === 0) throw new InvalidOptionError("kernel", kernel.shape, "[k, k, …], k odd");
  const neurons = gates / 4;
  if (!tf.util.arraysEqual(recurrentKernel.shape, [height, height, neurons, gates])) {
    const expected = `[${height}, ${height}, ${neurons}, ${gates}]`;
    throw new ShapeMismatchError("recurrentKernel", expected, recurrentKernel.shape);
  }
  if (bias && !tf.util.arraysEqual(bias.shape, [gates])) throw new ShapeMismatchError("bias", `[${gates}]`, bias.shape);
}
