import type * as tf from "@tensorflow/tfjs-core";
import { scoped } from "../scoped.js";
import { leakyIntegratorSequence, leakyIntegratorStep } from "./leaky-integrator.js";
import { lifStep } from "./lif.js";
import type { LifParams } from "./lif-params.js";
import { lifSequence } from "./lif-sequence.js";
import type { NeuronStep, SequenceOptions } from "./over-time.js";
import type { Parameter } from "./parameter.js";

/** Parameters of current-based LIF neurons: those of LIF, and of the synapse before it. */
export interface SynapticParams<P extends Parameter = Parameter> extends LifParams<P> {
  /** α, in [0, 1]: the part of the synaptic current that a step keeps. */
  readonly synapticLeak: P;
  /** Factor on the input of the synapse, 1 by default. */
  readonly synapticGain?: P;
}

/** State between two steps, both of one step's shape. */
export interface SynapticState {
  /** i, the synaptic current. */
  readonly current: tf.Tensor;
  readonly potential: tf.Tensor;
}

/**
 * One step of current-based LIF neurons: a leaky integrator as the synapse, then LIF (snnTorch `Synaptic`, Norse `lif`,
 * NIR `CubaLIF`).
 *
 * i[t] = α·i[t−1] + w·x[t],   u[t] = λ·u[t−1] + g·i[t] + (1 − λ)·rest, reset;   o[t] = H(u[t] − v_th)
 *
 * @param input  x[t], shape [batch, …]
 * @param state  of the step before, or null at rest
 * @returns tensors of `input`'s shape; the caller owns them
 * @throws ShapeMismatchError, InvalidOptionError
 * @example const { spikes, state } = synapticStep(x, null, { synapticLeak: 0.8, leak: 0.9, threshold: 1 });
 */
export function synapticStep(
  input: tf.Tensor,
  state: SynapticState | null,
  params: SynapticParams,
): NeuronStep<SynapticState> {
  return scoped(() => {
    const before = state && { potential: state.current };
    const current = leakyIntegratorStep(input, before, synapse(params)).potential;
    const { potential, spikes } = lifStep(current, state && { potential: state.potential }, params);
    return { potential, spikes, state: { current, potential } };
  });
}

/** All T steps of {@link synapticStep}: [B, T, …] → `potential` and `spikes` [B, T, …], and the state after the last step. */
export function synapticSequence(
  input: tf.Tensor,
  state: SynapticState | null,
  params: SynapticParams,
  options: SequenceOptions = {},
): NeuronStep<SynapticState> {
  return scoped(() => {
    const before = state && { potential: state.current };
    const currents = leakyIntegratorSequence(input, before, synapse(params), options);
    const out = lifSequence(currents.potential, state && { potential: state.potential }, params, options);
    const { potential, spikes } = out;
    return { potential, spikes, state: { current: currents.state.potential, potential: out.state.potential } };
  });
}

function synapse({ synapticLeak, synapticGain }: SynapticParams) {
  return { leak: synapticLeak, ...(synapticGain === undefined ? {} : { gain: synapticGain }) };
}
