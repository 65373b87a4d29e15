import { type KernelCall, type NamedLayer, trace } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "./errors.js";
import { inputOf, macsOfCall } from "./kernel-macs.js";
import { countAccumulates, spikingKernels } from "./spikes/accumulates.js";
import { type SpikeSource, SpikeTensors, spikeSources } from "./spikes/spike-tensors.js";

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
  /** Spikes / elements of the input; null for a dense call. */
  readonly spikeRate: number | null;
}

/** What one run of a model cost. */
export interface Measurement {
  /** Multiply-accumulates of everything that is not driven by spikes. */
  readonly macs: number;
  /** Additions that spikes caused. */
  readonly accumulates: number;
  /** Dense multiply-accumulates that those additions stand for; not part of `macs`. */
  readonly spikingMacs: number;
  /** Spikes that drove some call; a tensor that drives two counts once. */
  readonly spikes: number;
  /** Spikes / elements over the same tensors; null where nothing spikes. */
  readonly spikeRate: number | null;
  readonly perLayer: readonly LayerCost[];
}

/** The parts of a `tf.layers` model that are used. */
export interface MeasurableModel extends NamedLayer {
  readonly inputNames?: readonly string[];
  predictOnBatch(x: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[];
}

/** Options of {@link measure}. */
export interface MeasureOptions {
  /** Layers whose names become scopes, where a function is measured; a model's own are always taken. */
  readonly layers?: readonly NamedLayer[];
  /** Kernels that make spikes, besides {@link spikeSources}. */
  readonly sources?: Readonly<Record<string, SpikeSource>>;
}

/**
 * Runs a model once and counts its arithmetic: multiply-accumulates from shapes, and accumulates from the spikes that
 * really occurred, exactly (each spike times the weights it meets, borders and strides included).
 *
 * A call is spike-driven if its activation input came out of a neuron (see {@link spikeSources}) and every value of it is
 * 0 or 1. A neuron layer that stays silent costs nothing; a layer that is fed zeros from elsewhere costs its dense MACs.
 *
 * @param subject  a `tf.layers` model, or a function that runs anything (its tensors are disposed)
 * @param inputs  of the model: one tensor, a list, or tensors by input name; not disposed
 * @throws UsageError if `subject` is neither
 * @example const { macs, accumulates } = measure(model, x);
 */
export function measure(
  subject: MeasurableModel | (() => unknown),
  inputs?: tf.Tensor | tf.Tensor[] | Readonly<Record<string, tf.Tensor>>,
  options: MeasureOptions = {},
): Measurement {
  const run = runner(subject, inputs);
  const layers = [...(typeof subject === "function" ? [] : [subject]), ...(options.layers ?? [])];
  const spiking = new SpikeTensors({ ...spikeSources, ...options.sources });
  const costs: LayerCost[] = [];
  const seen = new Map<number, { spikes: number; elements: number }>();

  tf.tidy(() => {
    const inspect = (call: KernelCall, tensors: Readonly<Record<string, tf.Tensor>>) => {
      spiking.add(call);
      const dense = macsOfCall(call);
      if (dense === 0) return;
      const cost = costOf(call, dense, tensors, spiking, seen);
      costs.push(cost);
    };
    const { result } = trace(run, { layers, inspect });
    tf.dispose(result as tf.TensorContainer);
  });

  const total = (of: (cost: LayerCost) => number) => costs.reduce((sum, cost) => sum + of(cost), 0);
  const tensors = [...seen.values()];
  const spikes = tensors.reduce((sum, t) => sum + t.spikes, 0);
  const elements = tensors.reduce((sum, t) => sum + t.elements, 0);
  return {
    macs: total((cost) => cost.macs),
    accumulates: total((cost) => cost.accumulates),
    spikingMacs: total((cost) => cost.spikingMacs),
    spikes,
    spikeRate: elements > 0 ? spikes / elements : null,
    perLayer: costs,
  };
}

function costOf(
  call: KernelCall,
  dense: number,
  tensors: Readonly<Record<string, tf.Tensor>>,
  spiking: SpikeTensors,
  seen: Map<number, { spikes: number; elements: number }>,
): LayerCost {
  const { scope, kernel } = call;
  const name = Object.hasOwn(spikingKernels, kernel) ? spikingKernels[kernel]!.spikes : null;
  const id = name === null ? -1 : inputOf(call, name).tensor;
  const count = name !== null && spiking.has(id) ? countAccumulates(call, tensors[name]!.dataSync()) : null;
  if (count === null) {
    return { scope, kernel, macs: dense, accumulates: 0, spikingMacs: 0, spikes: null, spikeRate: null };
  }
  const { spikes, elements, accumulates } = count;
  seen.set(id, { spikes, elements });
  return { scope, kernel, macs: 0, accumulates, spikingMacs: dense, spikes, spikeRate: spikes / Math.max(1, elements) };
}

function runner(
  subject: MeasurableModel | (() => unknown),
  inputs?: tf.Tensor | tf.Tensor[] | Readonly<Record<string, tf.Tensor>>,
): () => unknown {
  if (typeof subject === "function") return subject;
  if (typeof subject?.predictOnBatch !== "function" || inputs === undefined) {
    throw new UsageError("measure(model, inputs) takes a tf.layers model with its inputs, measure(fn) a function");
  }
  if (Array.isArray(inputs) || inputs instanceof tf.Tensor) return () => subject.predictOnBatch(inputs);
  const named = inputs as Readonly<Record<string, tf.Tensor>>;
  const names = subject.inputNames ?? Object.keys(named);
  const missing = names.filter((name) => !named[name]);
  if (missing.length > 0) throw new UsageError(`measure: the model has an input "${missing[0]}", none was given`);
  return () => subject.predictOnBatch(names.map((name) => named[name]!));
}
