import type { TensorInfo } from "@tensorflow/tfjs-core";

/** Which sequences the forward kernel writes; the last potential always comes last. */
export type Emit = "all" | "spikes" | "last";

/** Outputs of the recurrence, or their cotangents; sequences that are not wanted (have no cotangent) are null. */
export interface LifSequences<T extends TensorInfo = TensorInfo> {
  readonly potential: T | null;
  readonly spikes: T | null;
  readonly last: T;
}

/** Names of the outputs, in the order in which the forward kernel returns them. */
export function outputNames(emit: Emit): ("potential" | "spikes" | "last")[] {
  if (emit === "all") return ["potential", "spikes", "last"];
  return emit === "spikes" ? ["spikes", "last"] : ["last"];
}
