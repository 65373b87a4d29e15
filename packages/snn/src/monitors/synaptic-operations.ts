import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "../errors.js";
import { type Synapses, throughUnitWeights, weightsPerTap } from "./synapses.js";

/** Synaptic operations of one layer: field names are those of `LayerCost` in @cvar/energy, whose `joules` reads it as it is. */
export interface SynapticOperations {
  /** Accumulates: Σ over spikes of the weights that each meets. Taps that fall outside the picture are none. */
  readonly accumulates: number;
  /** The same at each of the T steps, all samples together. */
  readonly perStep: readonly number[];
  /** Spike-driven: no multiplication at all. */
  readonly macs: 0;
  /** Multiply-accumulates of the same layer if its input were dense, which are the accumulates if every site spiked. */
  readonly spikingMacs: number;
  readonly spikes: number;
  /** spikes / sites. */
  readonly spikeRate: number;
}

/**
 * Counts the additions that a layer's spikes cause in the next one (SynOps: spikes × fan-out), exactly, with every stride,
 * padding, dilation and grouping: the synapses are run with weights of one over the spikes of all channels together.
 *
 * For whole models @cvar/energy's `measure` counts the same from a kernel trace; this is per step, and needs no trace.
 *
 * @param spikes  [B, T, …, C], zeros and ones; not disposed
 * @throws ShapeMismatchError if the spikes have other axes than the synapses; InvalidOptionError
 * @example joules(await synapticOperations(spikes, { kind: "convolution", filters: 32, kernelSize: 3, padding: 1 }));
 */
export async function synapticOperations(spikes: tf.Tensor, synapses: Synapses): Promise<SynapticOperations> {
  if (spikes.rank < 3) throw new ShapeMismatchError("spikes", "[B, T, …, C]", spikes.shape);
  const [batch, steps] = spikes.shape as [number, number];
  const channels = spikes.shape[spikes.rank - 1]!;
  const weights = weightsPerTap(synapses, channels);
  const [sites, met, every] = tf.tidy(() => {
    const summed = tf.sum(spikes, -1, true);
    const all = tf.fill([1, 1, ...spikes.shape.slice(2, -1), 1], channels);
    // Sites are added up in double precision: a sum over a picture may pass 2²⁴, where single precision ends counting.
    return [summed, tf.clone(throughUnitWeights(summed, synapses)), tf.clone(throughUnitWeights(all, synapses))];
  }) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [fired, operations, dense] = await Promise.all([sites.data(), met.data(), every.data()]);
  tf.dispose([sites, met, every]);
  const perStep = new Array<number>(steps).fill(0);
  const perMap = operations.length / (batch * steps);
  operations.forEach((sum, i) => {
    perStep[Math.floor(i / perMap) % steps]! += sum * weights;
  });
  const count = total(fired);
  return {
    accumulates: total(perStep),
    perStep,
    macs: 0,
    spikingMacs: total(dense) * weights * batch * steps,
    spikes: count,
    spikeRate: count / Math.max(1, spikes.size),
  };
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
