import type { KernelCall } from "@cvar/backend";

/** One output of a call that is spikes; `timeAxis` says where its time steps lie (absent: it is one step). */
export interface SpikeOutput {
  readonly output: number;
  readonly timeAxis?: number;
}

/** Which outputs of a call are spikes by construction: their indices, or indices with the axis of time. */
export type SpikeSource = (call: KernelCall) => readonly (number | SpikeOutput)[];

/** A comparison is a threshold, one time step. */
const threshold: SpikeSource = () => [0];

/**
 * Kernels that make spikes: @cvar/snn's fused neuron (its outputs depend on what it was asked to emit), and the
 * comparisons and steps that neurons and encoders written with plain operations consist of.
 */
export const spikeSources: Readonly<Record<string, SpikeSource>> = {
  CvarLif: ({ attributes: { emit, timeAxis } }) =>
    emit === "last" ? [] : [{ output: emit === "all" ? 1 : 0, timeAxis: timeAxis as number }],
  Greater: threshold,
  GreaterEqual: threshold,
  Less: threshold,
  LessEqual: threshold,
  Step: ({ attributes }) => ((attributes.alpha ?? 0) === 0 ? [0] : []),
};
