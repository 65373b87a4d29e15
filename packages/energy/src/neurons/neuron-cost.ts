/** What one neuron layer did over the run, apart from the synapses: the updates of its potentials. */
export interface NeuronCost {
  readonly scope: string;
  /** The kernel that fires. */
  readonly kernel: string;
  /** Neurons, all samples together. */
  readonly neurons: number;
  /** Neurons of one sample: what the layer holds potentials for. */
  readonly perSample: number;
  /** Time steps that it ran for in this call. */
  readonly steps: number;
  /** Are its spikes an output? If not, it is read by its potential, and its spikes reset it at most. */
  readonly emits: boolean;
  /** Do its spikes reset it? */
  readonly resetting: boolean;
  /** Spikes that it emitted. */
  readonly spikes: number;
  /** neurons × steps. */
  readonly updates: number;
  /** λ·u, once per neuron and step; none for λ = 1, nor where there is no potential yet. */
  readonly multiplications: number;
  /** What is added to λ·u, once per neuron and step; none where there is no potential yet. */
  readonly additions: number;
  /** u > v_th, once per neuron and step. */
  readonly comparisons: number;
  /** Resets: one per spike that resets a potential. */
  readonly resets: number;
}

/** Sums over neuron layers. */
export type MembraneUpdates = Pick<NeuronCost, "updates" | "multiplications" | "additions" | "comparisons" | "resets">;

/** Adds up the updates of neuron layers. */
export function membraneUpdates(neurons: readonly NeuronCost[]): MembraneUpdates {
  const sum = (field: keyof MembraneUpdates) => neurons.reduce((n, neuron) => n + neuron[field], 0);
  return {
    updates: sum("updates"),
    multiplications: sum("multiplications"),
    additions: sum("additions"),
    comparisons: sum("comparisons"),
    resets: sum("resets"),
  };
}
