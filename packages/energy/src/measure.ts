import { type KernelCall, type NamedLayer, trace } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "./errors.js";
import { inputOf, macsOfCall } from "./kernel-macs.js";
import type { LayerCost } from "./layer-cost.js";
import { layerGeometry } from "./layer-geometry.js";
import { LayerIdentity } from "./layer-identity.js";
import { type LayerTotal, totalsOf } from "./layer-totals.js";
import { ComposedNeurons } from "./neurons/composed-neurons.js";
import { FUSED_NEURON, fusedNeuron } from "./neurons/fused-neuron.js";
import { type MembraneUpdates, membraneUpdates, type NeuronCost } from "./neurons/neuron-cost.js";
import { countAccumulates, countEffective, type SpikeValues, spikeInputs } from "./spikes/accumulates.js";
import { isProduct, productOperands } from "./spikes/matrix-products.js";
import type { SpikeSignal } from "./spikes/spike-signal.js";
import { type SpikeSource, spikeSources } from "./spikes/spike-sources.js";
import { SpikeTensors } from "./spikes/spike-tensors.js";

export type { LayerCost } from "./layer-cost.js";

/** What one run of a model cost. */
export interface Measurement {
  /** Multiply-accumulates of everything that is not driven by spikes. */
  readonly macs: number;
  /** Additions that spikes caused. */
  readonly accumulates: number;
  /** Dense multiply-accumulates that those additions stand for; not part of `macs`. */
  readonly spikingMacs: number;
  /** Of `macs`, those that have no zero among their activations; null where it was not asked for. */
  readonly effectiveMacs: number | null;
  /** Spikes that drove some call; the same spikes count once, however many calls they drive. */
  readonly spikes: number;
  /** Values that could spike, over the same tensors; 0 where nothing spikes. */
  readonly sites: number;
  /** `spikes` / `sites`; more than 1 is possible where spikes are added up. Null where nothing spikes. */
  readonly spikeRate: number | null;
  /** Updates of the neurons' potentials: not part of `macs` and `accumulates`. */
  readonly membrane: MembraneUpdates;
  /** Each call that multiplies, in order. */
  readonly perLayer: readonly LayerCost[];
  /** The same by layer: calls with the same weights together, spikes by time step. */
  readonly layers: readonly LayerTotal[];
  /** The neuron layers. */
  readonly neurons: readonly NeuronCost[];
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
  /** Count zeros among activations too (`effectiveMacs`), true by default. */
  readonly effective?: boolean;
}

/**
 * Runs a model once and counts its arithmetic: multiply-accumulates from shapes, and accumulates from the spikes that
 * really occurred, exactly (each spike times the weights it meets, borders and strides included).
 *
 * A call is spike-driven if its activation input came out of a neuron (see {@link spikeSources}) and every value of it is
 * 0 or 1, or a whole number where spikes were added up. A neuron layer that stays silent costs nothing; a layer that is fed
 * zeros from elsewhere costs its dense MACs.
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
  const meter = new Meter({ ...spikeSources, ...options.sources }, options.effective ?? true);
  try {
    tf.tidy(() => {
      const { result } = trace(run, { layers, inspect: (...call) => meter.add(...call) });
      tf.dispose(result as tf.TensorContainer);
    });
  } finally {
    meter.dispose();
  }
  return meter.measurement();
}

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** Sees each kernel call with its tensors, and adds up. */
class Meter {
  readonly #spiking: SpikeTensors;
  readonly #identity = new LayerIdentity();
  readonly #composed: ComposedNeurons;
  readonly #fused: NeuronCost[] = [];
  readonly #costs: LayerCost[] = [];
  readonly #drove = new Map<number, { spikes: number; sites: number }>();

  constructor(
    sources: Readonly<Record<string, SpikeSource>>,
    private readonly effective: boolean,
  ) {
    this.#spiking = new SpikeTensors(sources);
    this.#composed = new ComposedNeurons((tensor) => this.#spiking.get(tensor));
  }

  add(call: KernelCall, tensors: Tensors, outputs: readonly tf.Tensor[]): void {
    const emitted = this.#spiking.add(call, tensors);
    this.#composed.add(call);
    if (call.kernel === FUSED_NEURON) this.#fused.push(fusedNeuron(call, tensors, outputs));
    else for (const signal of emitted) this.#composed.fired(call, signal, ones(outputOf(call, outputs, signal)));
    const dense = macsOfCall(call);
    if (dense > 0) this.#costs.push(this.#costOf(call, dense, tensors));
    this.#identity.add(call);
  }

  dispose(): void {
    this.#spiking.dispose();
  }

  measurement(): Measurement {
    const costs = this.#costs;
    const neurons = [...this.#fused, ...this.#composed.costs()];
    const total = (of: (cost: LayerCost) => number) => costs.reduce((sum, cost) => sum + of(cost), 0);
    const tensors = [...this.#drove.values()];
    const spikes = tensors.reduce((sum, t) => sum + t.spikes, 0);
    const sites = tensors.reduce((sum, t) => sum + t.sites, 0);
    return {
      macs: total((cost) => cost.macs),
      accumulates: total((cost) => cost.accumulates),
      spikingMacs: total((cost) => cost.spikingMacs),
      effectiveMacs: this.effective ? total((cost) => (cost.spikes === null ? cost.effectiveMacs! : 0)) : null,
      spikes,
      sites,
      spikeRate: sites > 0 ? spikes / sites : null,
      membrane: membraneUpdates(neurons),
      perLayer: costs,
      layers: totalsOf(costs),
      neurons,
    };
  }

  #costOf(call: KernelCall, dense: number, tensors: Tensors): LayerCost {
    const { scope, kernel } = call;
    const common = {
      scope,
      kernel,
      layer: this.#identity.layerOf(call, weightsOf(call)),
      geometry: layerGeometry(call),
    };
    const spiking = this.#spikesOf(call, tensors);
    if (spiking) return { ...common, macs: 0, spikingMacs: dense, ...spiking };
    const notSpiking = { accumulates: 0, spikingMacs: 0, spikes: null, spikeRate: null, sites: null, coding: null };
    const effectiveMacs = this.effective ? this.#effectiveOf(call, dense, tensors) : null;
    return { ...common, macs: dense, ...notSpiking, everySite: 0, perStep: null, effectiveMacs };
  }

  #spikesOf(call: KernelCall, tensors: Tensors) {
    const inputs: Record<string, SpikeValues> = {};
    const signals: SpikeSignal[] = [];
    for (const name of spikeInputs(call)) {
      const signal = this.#spiking.get(inputOf(call, name).tensor);
      if (!signal) continue;
      signals.push(signal);
      inputs[name] = { values: tensors[name]!.dataSync(), layout: signal.layout(), padded: signal.padded };
    }
    if (signals.length === 0) return null;
    const counted = countAccumulates(call, inputs);
    if (!counted) return null;
    const [signal] = signals as [SpikeSignal, ...SpikeSignal[]];
    const { spikes, accumulates, everySite, perStep } = counted;
    const sites = signal.sites();
    Object.values(inputs).forEach(({ values }, i) => {
      const each = signals[i]!;
      this.#drove.set(each.origin, { spikes: i === 0 ? spikes : magnitudes(values), sites: each.sites() });
      this.#composed.drove(each);
    });
    const coding = signals.every((each) => each.coding === "binary") ? ("binary" as const) : ("graded" as const);
    const spikeRate = spikes / Math.max(1, sites);
    return { accumulates, spikes, spikeRate, sites, coding, everySite, perStep, effectiveMacs: accumulates };
  }

  #effectiveOf(call: KernelCall, dense: number, tensors: Tensors): number {
    const names = spikeInputs(call);
    if (names.length === 0) return dense;
    const computed = names.filter((name) => this.#identity.isActivation(inputOf(call, name).tensor));
    const read = names.length === 1 ? names : computed.length > 0 ? computed : names.slice(0, 1);
    return countEffective(call, Object.fromEntries(read.map((name) => [name, tensors[name]!.dataSync()])));
  }
}

/** The input that a layer keeps from run to run, where there is one. */
function weightsOf({ kernel, inputs }: KernelCall): string {
  if (isProduct(kernel)) return productOperands[kernel]![1] in inputs ? productOperands[kernel]![1] : "0";
  return inputs.filter ? "filter" : Object.keys(inputs).at(-1)!;
}

function outputOf(call: KernelCall, outputs: readonly tf.Tensor[], { origin }: SpikeSignal): tf.Tensor {
  return outputs[call.outputs.findIndex(({ tensor }) => tensor === origin)]!;
}

function magnitudes(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]!);
  return sum;
}

function ones(tensor: tf.Tensor): number {
  const values = tensor.dataSync();
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  return count;
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
