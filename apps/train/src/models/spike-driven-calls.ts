import type { KernelCall } from "@cvar/backend";
import { spikeSources } from "@cvar/energy";

/** Kernels whose output has the values of their input, and nothing else. */
const MOVES = new Set([
  ...["Identity", "Reshape", "ExpandDims", "Transpose", "Cast", "Slice", "SplitV", "Unpack", "Concat", "Pack"],
]);

/**
 * The calls of a trace of shapes whose activations are spikes, by where they come from: what a neuron emits, or what was only
 * moved from there.
 */
export function spikeDrivenCalls(calls: readonly KernelCall[]): ReadonlySet<KernelCall> {
  const spikes = new Set<number>();
  const driven = new Set<KernelCall>();
  for (const call of calls) {
    const activation = call.inputs.x ?? call.inputs.a;
    if (activation !== undefined && spikes.has(activation.tensor)) driven.add(call);
    if (Object.hasOwn(spikeSources, call.kernel)) {
      for (const made of spikeSources[call.kernel]!(call)) {
        const output = call.outputs[typeof made === "number" ? made : (made as { output: number }).output];
        if (output) spikes.add(output.tensor);
      }
    } else if (MOVES.has(call.kernel) && Object.values(call.inputs).every(({ tensor }) => spikes.has(tensor))) {
      for (const { tensor } of call.outputs) spikes.add(tensor);
    }
  }
  return driven;
}
