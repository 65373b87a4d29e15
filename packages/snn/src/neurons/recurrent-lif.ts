import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { scoped } from "../scoped.js";
import { integrateAndFire } from "./integrate-and-fire.js";
import { sameShape } from "./lif.js";
import type { LifParams } from "./lif-params.js";
import { drive, resolveLif, startingPotential } from "./lif-params.js";
import type { NeuronStep, SequenceOptions } from "./over-time.js";
import { overTime } from "./over-time.js";
import { FINITE, type Parameter, parameterTensor } from "./parameter.js";

/** Parameters of recurrent LIF neurons: those of LIF, and one of the two ways its spikes come back. */
export interface RecurrentLifParams<P extends Parameter = Parameter> extends LifParams<P> {
  /** All to all: V, [N, N] from neuron (row) to neuron (column), N being the last axis. */
  readonly recurrentKernel?: tf.Tensor2D;
  /** Bias of the all-to-all connection, [N]. */
  readonly recurrentBias?: tf.Tensor1D;
  /** One to one: V, the factor on each neuron's own last spike. */
  readonly feedback?: P;
}

/** State between two steps, both of one step's shape. */
export interface RecurrentLifState {
  readonly potential: tf.Tensor;
  /** o of the last step: what comes back. */
  readonly spikes: tf.Tensor;
}

/**
 * One step of recurrent LIF neurons: LIF whose own last spikes are part of the input.
 *
 * u[t] = λ·u[t−1] + g·(x[t] + o[t−1]·V + b), reset;   o[t] = H(u[t] − v_th)     (snnTorch `RLeaky`)
 *
 * @param input  x[t], shape [batch, …, N]
 * @param state  of the step before, or null at rest (no spikes; the bias b counts from the first step on)
 * @returns tensors of `input`'s shape; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError unless there is either a `recurrentKernel` or a `feedback`
 * @example recurrentLifStep(x, null, { leak: 0.9, threshold: 1, feedback: -0.5 });
 */
export function recurrentLifStep(
  input: tf.Tensor,
  state: RecurrentLifState | null,
  params: RecurrentLifParams,
): NeuronStep<RecurrentLifState> {
  const { recurrentKernel: kernel, recurrentBias: bias, feedback, ...lif } = params;
  if ((kernel === undefined) === (feedback === undefined)) {
    throw new InvalidOptionError("feedback", feedback ?? null, "either recurrentKernel or feedback, not both");
  }
  const neurons = input.shape[input.rank - 1]!;
  if (kernel && !tf.util.arraysEqual(kernel.shape, [neurons, neurons])) {
    throw new ShapeMismatchError("recurrentKernel", `[${neurons}, ${neurons}]`, kernel.shape);
  }
  for (const [name, tensor] of Object.entries(state ?? {})) sameShape(`state.${name}`, tensor, input.shape);
  return scoped(() => {
    const { leak, threshold, rule } = resolveLif(lif, input.shape);
    const read = (name: string, value: Parameter) => parameterTensor(name, value, input.shape, FINITE);
    const back: tf.Tensor[] = [];
    if (state && feedback !== undefined) back.push(tf.mul(state.spikes, read("feedback", feedback)));
    if (state && kernel) {
      const product = tf.matMul(tf.reshape(state.spikes, [-1, neurons]) as tf.Tensor2D, kernel);
      back.push(tf.reshape(product, input.shape));
    }
    if (bias) back.push(tf.broadcastTo(read("recurrentBias", bias), input.shape));
    const recurrent = back.length === 0 ? null : drive(tf.addN(back), leak, { gain: lif.gain ?? 1 }, input.shape);
    const x = drive(input, leak, lif, input.shape);
    // In this order of sums the roundings are PyTorch's: λ·u + x, then what comes back.
    const charge = (u: tf.Tensor | null) => {
      const charged = u ? tf.add(tf.mul(leak, u), x) : tf.clone(x);
      return recurrent ? tf.add(charged, recurrent) : charged;
    };
    const previous = startingPotential(state, lif.initial, input.shape);
    const { potential, spikes } = integrateAndFire({ previous, threshold, rule, charge });
    return { potential, spikes, state: { potential, spikes } };
  });
}

/** All T steps of {@link recurrentLifStep}: [B, T, …, N] → `potential` and `spikes` [B, T, …, N], and the last state. */
export function recurrentLifSequence(
  input: tf.Tensor,
  state: RecurrentLifState | null,
  params: RecurrentLifParams,
  options: SequenceOptions = {},
): NeuronStep<RecurrentLifState> {
  return overTime(input, state, options, (x, before) => recurrentLifStep(x, before, params));
}
