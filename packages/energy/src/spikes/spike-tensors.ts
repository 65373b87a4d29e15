import type { KernelCall } from "@cvar/backend";

/** Which outputs of a call are spikes by construction, as indices. */
export type SpikeSource = (call: KernelCall) => readonly number[];

/**
 * Kernels that make spikes: @cvar/snn's fused neuron (its outputs depend on what it was asked to emit), and the steps
 * that neurons written with plain operations consist of.
 */
export const spikeSources: Readonly<Record<string, SpikeSource>> = {
  CvarLif: ({ attributes }) => (attributes.emit === "all" ? [1] : attributes.emit === "spikes" ? [0] : []),
  Greater: () => [0],
  GreaterEqual: () => [0],
  Step: ({ attributes }) => ((attributes.alpha ?? 0) === 0 ? [0] : []),
};

/** Kernels that only move values, or pick among them: binary in, binary out. */
const MOVES = new Set([
  ...["Identity", "Reshape", "ExpandDims", "Transpose", "Cast", "Slice", "StridedSlice", "SplitV", "Unpack", "Pack"],
  ...["Concat", "Tile", "Reverse", "GatherV2", "MaxPool", "DepthToSpace", "SpaceToBatchND", "BatchToSpaceND"],
]);

/** Inputs of these kernels that are positions, not values. */
const POSITIONS = new Set(["indices"]);

/**
 * Follows spikes through a trace: a tensor is spikes if a source made it, or if it was only moved from spikes. Being zero
 * or one is not enough, so one-hot rows, masks that came as inputs and all-zero maps are ordinary numbers.
 */
export class SpikeTensors {
  readonly #spikes = new Set<number>();

  constructor(private readonly sources: Readonly<Record<string, SpikeSource>> = spikeSources) {}

  /** Takes note of a call, in the order of the trace. */
  add(call: KernelCall): void {
    if (Object.hasOwn(this.sources, call.kernel)) {
      for (const index of this.sources[call.kernel]!(call)) this.#mark(call, index);
    } else if (MOVES.has(call.kernel) || (call.kernel === "PadV2" && (call.attributes.constantValue ?? 0) === 0)) {
      const values = Object.entries(call.inputs).filter(([name]) => !POSITIONS.has(name));
      if (values.length > 0 && values.every(([, { tensor }]) => this.#spikes.has(tensor))) {
        call.outputs.forEach((_, index) => {
          this.#mark(call, index);
        });
      }
    }
  }

  /** Is this tensor spikes? */
  has(tensor: number): boolean {
    return this.#spikes.has(tensor);
  }

  #mark(call: KernelCall, index: number): void {
    const output = call.outputs[index];
    if (output) this.#spikes.add(output.tensor);
  }
}
