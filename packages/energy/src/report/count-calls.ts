import { type KernelCall, type NamedLayer, traceShapes } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { inputOf, macsOfCall } from "../kernel-macs.js";
import { spikeInputs } from "../spikes/accumulates.js";
import { SpikeTensors } from "../spikes/spike-tensors.js";
import type { CallCost } from "./make-report.js";

/**
 * What each call of a run costs, from shapes alone: nothing is computed. How often neurons fire stays unknown, so calls behind
 * neurons have `spikingMacs` and no accumulates; give them to `energyReport` with `spikesMeasured: false`.
 *
 * @param run  runs the network, on inputs of any values; what it returns is disposed
 * @param layers  whose names become scopes
 * @throws NoValuesError (of @cvar/backend) where what the run does depends on values, or spikes are gated by computed ones
 */
export function countCalls(run: () => unknown, layers: readonly NamedLayer[] = []): CallCost[] {
  const spiking = new SpikeTensors();
  const costs: CallCost[] = [];
  const inspect = (call: KernelCall, tensors: Readonly<Record<string, tf.Tensor>>) => {
    spiking.add(call, tensors);
    const macs = macsOfCall(call);
    if (macs === 0) return;
    const { scope, kernel } = call;
    const driven = spikeInputs(call).some((name) => spiking.get(inputOf(call, name).tensor) !== undefined);
    costs.push({
      scope,
      kernel,
      macs: driven ? 0 : macs,
      spikingMacs: driven ? macs : 0,
      accumulates: driven ? null : 0,
    });
  };
  try {
    tf.tidy(() => {
      tf.dispose(traceShapes(run, { layers, inspect }).result as tf.TensorContainer);
    });
  } finally {
    spiking.dispose();
  }
  return costs;
}
