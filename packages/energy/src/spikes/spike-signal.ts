import * as tf from "@tensorflow/tfjs-core";
import { asTensor, fromTensor, type StepLayout } from "./step-layout.js";

/** "binary": zeros and ones. "graded": whole numbers, which sums and differences of spikes are. */
export type SpikeCoding = "binary" | "graded";

/** A tensor of spikes, as far as its history tells. */
export interface SpikeSignal {
  readonly coding: SpikeCoding;
  /** Equal for tensors that hold the same spikes: reshaped, cast or padded ones. */
  readonly origin: number;
  /** Scope of the neuron that emitted them; null for spikes of several. */
  readonly scope: string | null;
  /** Time steps that its values come from. */
  readonly steps: number;
  /** True where zeros were put between or around the values. */
  readonly padded: boolean;
  /** Values that can spike; padding left out. */
  sites(): number;
  /** The time step of each value. */
  layout(): StepLayout;
  /** {@link StepLayout} as a tensor of the signal's shape, for kernels to move. */
  map(): tf.Tensor;
}

const size = (shape: readonly number[]) => shape.reduce((n, extent) => n * extent, 1);

/** Spikes as they come out of a neuron. */
export function emitted(
  shape: readonly number[],
  layout: StepLayout,
  { origin, scope, coding = "binary" }: { origin: number; scope: string | null; coding?: SpikeCoding },
): SpikeSignal {
  return {
    coding,
    origin,
    scope,
    steps: layout.steps,
    padded: false,
    sites: () => size(shape),
    layout: () => layout,
    map: () => asTensor(layout, shape),
  };
}

/** The same spikes in the same order under another shape or type. */
export function reshaped(signal: SpikeSignal, shape: readonly number[]): SpikeSignal {
  return { ...signal, map: () => tf.reshape(signal.map(), [...shape]) };
}

/**
 * Spikes that a kernel moved, copied, dropped or padded.
 *
 * @param move  what the kernel makes of the maps; it runs only if someone asks where the values have gone
 */
export function moved(
  shape: readonly number[],
  move: () => tf.Tensor,
  { coding, steps, padded, origin, scope }: Pick<SpikeSignal, "coding" | "steps" | "padded" | "origin" | "scope">,
): SpikeSignal {
  let known: { layout: StepLayout; sites: number } | null = null;
  const look = () => {
    if (known) return known;
    let layout: StepLayout | null = null;
    tf.tidy(() => {
      layout = fromTensor(move(), steps);
    });
    const { at } = layout!;
    let sites = 0;
    for (let i = 0; i < size(shape); i++) if (at(i) >= 0) sites++;
    known = { layout: layout!, sites };
    return known;
  };
  return {
    coding,
    origin,
    scope,
    steps,
    padded,
    sites: () => (padded ? look().sites : size(shape)),
    // One step and no padding: nothing to look up.
    layout: () => (steps === 1 && !padded ? { steps, at: () => 0 } : look().layout),
    map: () => asTensor(look().layout, shape),
  };
}
