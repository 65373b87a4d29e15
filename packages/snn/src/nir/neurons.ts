import * as tf from "@tensorflow/tfjs-core";
import type { LeakyIntegratorParams } from "../neurons/leaky-integrator.js";
import { leakyIntegratorSequence } from "../neurons/leaky-integrator.js";
import type { LifParams, LifState } from "../neurons/lif-params.js";
import { lifSpikes } from "../neurons/lif-sequence.js";
import { carriedCurrent, takenByStep } from "./discretise.js";
import type { OperationConfig, OperationResult, OperationState, OperationTensors } from "./operation.js";

/**
 * All steps of a layer of NIR's neurons: I, IF, LI, LIF, CubaLI, CubaLIF.
 *
 * With a = what a step takes over of the membrane's equation (`takenByStep` of τ or τ_mem) and s that of τ_syn:
 * - I, IF: v[t] = v[t−1] + dt·r·x[t]
 * - LI, LIF: v[t] = (1 − a)·v[t−1] + a·(v_leak + r·x[t])
 * - CubaLI, CubaLIF: i[t] = (1 − s)·i[t−1] + s·w_in·x[t], then LI or LIF driven by
 *   - euler: i[t]: the current first, then the membrane
 *   - exponential: what the exact solution takes of i[t−1] (`carriedCurrent` c) and of x[t]:
 *     a·v_leak + r·(c·i[t−1] + (a − c)·w_in·x[t])
 * - v[t] > v_threshold: a spike, and v[t] = v_reset
 *
 * At rest v = 0 and i = 0. The state is `potential`, and `current` behind a synapse.
 */
export function neurons(
  x: tf.Tensor,
  parameters: OperationTensors,
  config: OperationConfig,
  state: OperationState | null,
): OperationResult {
  const { type } = config;
  const spiking = type === "IF" || type === "LIF" || type === "CubaLIF";
  const result = tf.tidy(() => {
    const { drive, current } = membraneInput(x, parameters, config, state);
    const membrane = membraneParams(parameters, config);
    const before = state ? { potential: state.potential! } : null;
    const after = spiking ? spikes(drive, before, membrane, parameters, config) : potentials(drive, before, membrane);
    return current ? { ...after, current } : after;
  });
  const { output, ...rest } = result as { output: tf.Tensor } & Record<string, tf.Tensor>;
  return { output, state: rest };
}

/** What drives the membrane, already times what a step takes of it, and the synapse's current after the last step. */
function membraneInput(
  x: tf.Tensor,
  { r, tau, tau_mem, tau_syn, w_in }: OperationTensors,
  config: OperationConfig,
  state: OperationState | null,
): { drive: tf.Tensor; current?: tf.Tensor } {
  const { dt, method } = config;
  if (!tau && !tau_mem) return { drive: tf.mul(x, tf.mul(r!, dt)) };
  const taken = takenByStep((tau ?? tau_mem)!, config);
  if (!tau_syn) return { drive: tf.mul(x, tf.mul(r!, taken)) };
  const weighted = w_in ? tf.mul(x, w_in) : x;
  const takenBySynapse = takenByStep(tau_syn, config);
  const synapse = { leak: tf.sub(1, takenBySynapse), gain: takenBySynapse };
  const before = state ? { potential: state.current! } : null;
  const { potential: currents, state: after } = leakyIntegratorSequence(weighted, before, synapse);
  const current = after.potential;
  if (method === "euler") return { drive: tf.mul(currents, tf.mul(r!, taken)), current };
  const carried = carriedCurrent(tau_syn, tau_mem!, dt);
  const first = tf.expandDims(before?.potential ?? tf.zerosLike(current), 1);
  const steps = x.shape[1]!;
  const earlier = steps === 1 ? first : tf.concat([first, dropLast(currents)], 1);
  const arrived = tf.add(tf.mul(earlier, carried), tf.mul(weighted, tf.sub(taken, carried)));
  return { drive: tf.mul(arrived, r!), current };
}

/** λ and rest of the membrane; its input has its gain already. */
function membraneParams(
  { tau, tau_mem, v_leak }: OperationTensors,
  config: OperationConfig,
): Pick<LifParams, "leak" | "rest"> {
  const constant = tau ?? tau_mem;
  if (!constant) return { leak: 1 };
  return { leak: tf.sub(1, takenByStep(constant, config)), rest: v_leak! };
}

function potentials(drive: tf.Tensor, before: LifState | null, params: LeakyIntegratorParams) {
  const { potential, state } = leakyIntegratorSequence(drive, before, params);
  return { output: potential, potential: state.potential };
}

/**
 * Spikes, reset as the rule says. A reset to a value that differs between neurons is one to 0 of potentials counted
 * from there.
 */
function spikes(
  drive: tf.Tensor,
  before: LifState | null,
  membrane: Pick<LifParams, "leak" | "rest">,
  { v_threshold, v_reset }: OperationTensors,
  { rule, fields }: OperationConfig,
) {
  const params = {
    ...membrane,
    threshold: v_threshold!,
    timing: rule.timing ?? "same-step",
    ...(rule.detachReset !== undefined && { detachReset: rule.detachReset }),
    ...(rule.resetDropsInput && { resetDropsInput: true }),
    ...(rule.comparison && { comparison: rule.comparison }),
    ...(rule.surrogate && { surrogate: rule.surrogate }),
  } satisfies LifParams;
  if (rule.reset === "subtract" || !v_reset) {
    const reset = rule.reset === "subtract" ? "subtract" : ((fields.v_reset as number | undefined) ?? 0);
    const { spikes, state } = lifSpikes(drive, before, { ...params, reset });
    return { output: spikes, potential: state.potential };
  }
  const from = v_reset;
  const shape = [drive.shape[0]!, ...drive.shape.slice(2)];
  const moved = { potential: tf.sub(before?.potential ?? tf.zeros(shape), from) };
  const { spikes, state } = lifSpikes(drive, moved, {
    ...params,
    reset: "zero",
    threshold: tf.sub(v_threshold!, from),
    rest: tf.sub(membrane.rest ?? 0, from),
  });
  return { output: spikes, potential: tf.add(state.potential, from) };
}

function dropLast(x: tf.Tensor): tf.Tensor {
  const size = x.shape.map((extent, axis) => (axis === 1 ? extent - 1 : extent));
  return tf.slice(
    x,
    size.map(() => 0),
    size,
  );
}
