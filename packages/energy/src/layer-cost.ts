import type { LayerGeometry } from "./layer-geometry.js";
import type { StepCount } from "./spikes/accumulates.js";
import type { SpikeCoding } from "./spikes/spike-signal.js";

/** Cost of one call of a convolution or matrix product. */
export interface LayerCost {
  /** Layer, or named `tf.tidy` scope, that made the call. */
  readonly scope: string;
  readonly kernel: string;
  /** Multiply-accumulates; 0 for a call driven by spikes. */
  readonly macs: number;
  /** Accumulates that the spikes caused; 0 for a dense call. */
  readonly accumulates: number;
  /** What a spike-driven call would cost dense; 0 for a dense call. */
  readonly spikingMacs: number;
  /** Spikes at the call's input; null for a dense call. */
  readonly spikes: number | null;
  /** Spikes / sites of the input, padding left out; null for a dense call. */
  readonly spikeRate: number | null;
  /** Values of the input that can spike; null for a dense call. */
  readonly sites: number | null;
  /** Zeros and ones, or sums of them: a value of n counts as n spikes. Null for a dense call. */
  readonly coding: SpikeCoding | null;
  /** Accumulates if every site spiked once: `spikingMacs` without the taps on padding. 0 for a dense call. */
  readonly everySite: number;
  /** The counts by time step, where the input holds several; null for a dense call. */
  readonly perStep: readonly StepCount[] | null;
  /**
   * Products without a zero among their activations: what hardware that skips zeros computes. The accumulates of a call
   * driven by spikes; null where it was not asked for.
   */
  readonly effectiveMacs: number | null;
  /** Which of {@link Measurement.layers} the call belongs to. */
  readonly layer: number;
  readonly geometry: LayerGeometry;
}
