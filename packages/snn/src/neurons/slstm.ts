import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";
import { scoped } from "../scoped.js";
import type { FiringOptions } from "./firing-rule.js";
import { firingRule } from "./firing-rule.js";
import { integrateAndFire } from "./integrate-and-fire.js";
import { sameShape } from "./lif.js";
import type { NeuronStep, SequenceOptions } from "./over-time.js";
import { overTime, stepShape } from "./over-time.js";
import { FINITE, type Parameter, POSITIVE, parameterTensor } from "./parameter.js";

/** Parameters of a spiking LSTM with N neurons. The gates lie in the order input, forget, cell, output (PyTorch, Keras). */
export interface SlstmParams<P extends Parameter = Parameter> extends Omit<FiringOptions<P>, "resetDropsInput"> {
  /** W, [F, 4N]. */
  readonly kernel: tf.Tensor2D;
  /** R, [N, 4N]. */
  readonly recurrentKernel: tf.Tensor2D;
  /** b, [4N]: the sum of PyTorch's two. */
  readonly bias?: tf.Tensor1D;
  /** v_th > 0. The potential is within ±1: at 1, snnTorch's default, no neuron ever spikes. */
  readonly threshold: P;
}

/** State between two steps, both [batch, N]. */
export interface SlstmState {
  /** c, the cell; snnTorch calls it `syn`. */
  readonly cell: tf.Tensor;
  /** h, the hidden state, which is the potential. */
  readonly potential: tf.Tensor;
}

/**
 * One step of a spiking LSTM (snnTorch `SLSTM`): an LSTM whose hidden state is the potential of spiking neurons.
 *
 * [i f g o] = x·W + u[t−1]·R + b,   c[t] = σ(f)·c[t−1] + σ(i)·tanh(g),   u[t] = σ(o)·tanh(c[t]), reset;
 * o[t] = H(u[t] − v_th)
 *
 * A delayed reset acts on u[t] after this; `reset` is `"none"` by default, as in snnTorch. The cell is not reset.
 *
 * @param input  x[t], [batch, F]
 * @param state  of the step before, or null (zeros)
 * @returns `spikes` and `potential` [batch, N]; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError
 * @example slstmStep(x, null, { kernel, recurrentKernel, bias, threshold: 0.1 });
 */
export function slstmStep(input: tf.Tensor, state: SlstmState | null, params: SlstmParams): NeuronStep<SlstmState> {
  checkShapes(input, params);
  return scoped(() => gatedStep(project(input, params), state, params));
}

/** All T steps of {@link slstmStep}: [B, T, F] → `potential` and `spikes` [B, T, N], and the state after the last step. */
export function slstmSequence(
  input: tf.Tensor,
  state: SlstmState | null,
  params: SlstmParams,
  options: SequenceOptions = {},
): NeuronStep<SlstmState> {
  stepShape(input, options);
  checkShapes(input, params);
  // One product for all steps of the input.
  return scoped(() =>
    overTime(project(input, params), state, options, (gates, before) => gatedStep(gates, before, params)),
  );
}

/** x·W + b over the last axis. */
function project(input: tf.Tensor, { kernel, bias }: SlstmParams): tf.Tensor {
  const rows = tf.reshape(tf.cast(input, "float32"), [-1, kernel.shape[0]]) as tf.Tensor2D;
  const product = tf.reshape(tf.matMul(rows, kernel), [...input.shape.slice(0, -1), kernel.shape[1]]);
  return bias ? tf.add(product, parameterTensor("bias", bias, product.shape, FINITE)) : product;
}

function gatedStep(projected: tf.Tensor, state: SlstmState | null, params: SlstmParams): NeuronStep<SlstmState> {
  const { recurrentKernel, reset = "none", threshold } = params;
  const step = [projected.shape[0]!, recurrentKernel.shape[0]];
  for (const [name, tensor] of Object.entries(state ?? {})) sameShape(`state.${name}`, tensor, step);
  return scoped(() => {
    const recurrent = state && tf.matMul(state.potential as tf.Tensor2D, recurrentKernel);
    return lstmNeurons(recurrent ? tf.add(projected, recurrent) : projected, state, { ...params, reset, threshold });
  });
}

/**
 * The gates' part of a spiking LSTM, convolutional or not: gates i, f, g, o in a row on the last axis.
 * Call inside `tf.tidy`.
 */
export function lstmNeurons(
  gates: tf.Tensor,
  state: SlstmState | null,
  params: FiringOptions & { readonly threshold: Parameter },
): NeuronStep<SlstmState> {
  const [i, f, g, o] = tf.split(gates, 4, gates.rank - 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const added = tf.mul(tf.sigmoid(i), tf.tanh(g));
  const cell = state ? tf.add(tf.mul(tf.sigmoid(f), state.cell), added) : added;
  const hidden = tf.mul(tf.sigmoid(o), tf.tanh(cell));
  const { potential, spikes } = integrateAndFire({
    previous: state?.potential ?? null,
    threshold: parameterTensor("threshold", params.threshold, hidden.shape, POSITIVE),
    rule: { ...firingRule(params), resetDropsInput: true },
    charge: () => hidden,
  });
  return { potential, spikes, state: { cell, potential } };
}

function checkShapes(input: tf.Tensor, { kernel, recurrentKernel }: SlstmParams): void {
  const neurons = recurrentKernel.shape[0];
  if (recurrentKernel.shape[1] !== 4 * neurons) {
    throw new ShapeMismatchError("recurrentKernel", "[N, 4N]", recurrentKernel.shape);
  }
  const features = input.shape[input.rank - 1]!;
  if (kernel.shape[0] !== features || kernel.shape[1] !== 4 * neurons) {
    throw new ShapeMismatchError("kernel", `[${features}, ${4 * neurons}]`, kernel.shape);
  }
}
