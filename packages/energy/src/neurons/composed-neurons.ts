import type { KernelCall } from "@cvar/backend";
import type { SpikeSignal } from "../spikes/spike-signal.js";
import type { NeuronCost } from "./neuron-cost.js";

const MULTIPLIES = new Set(["Multiply", "RealDiv", "Square"]);
const ADDS = new Set(["AddV2", "Add", "Sub", "SquaredDifference"]);
/** Arithmetic of single values, through which a comparison is followed back to its currents. */
const ELEMENTWISE = new Set([
  ...MULTIPLIES,
  ...ADDS,
  ...[
    "Identity",
    "Reshape",
    "ExpandDims",
    "Cast",
    "Neg",
    "Exp",
    "Relu",
    "Maximum",
    "Minimum",
    "Select",
    "Sigmoid",
    "Tanh",
  ],
]);

type Signals = (tensor: number) => SpikeSignal | undefined;

interface Step {
  multiplications: number;
  additions: number;
  resets: number;
  resetting: boolean;
  /** Does it go on from a potential of a step before? */
  continues: boolean;
}

/**
 * Neurons that are written with plain operations: a comparison that fires, and the arithmetic in front of it, back to the
 * products, inputs and spikes that drive it. Each operation counts once. A product of spikes with something is a reset,
 * counted by its spikes; a comparison repeated on a potential that was compared before is part of a reset.
 */
export class ComposedNeurons {
  readonly #madeBy = new Map<number, KernelCall>();
  readonly #visited = new Set<number>();
  readonly #resetTerms = new Set<number>();
  readonly #spikesOf = new Map<number, number>();
  readonly #layers = new Map<string, { cost: NeuronCost; drives: boolean; origins: Set<number> }>();

  constructor(private readonly signals: Signals) {}

  /** Takes note of a call, in the order of the trace. */
  add(call: KernelCall): void {
    if (!ELEMENTWISE.has(call.kernel)) return;
    for (const { tensor } of call.outputs) this.#madeBy.set(tensor, call);
  }

  /** A comparison has fired. */
  fired(call: KernelCall, { origin }: SpikeSignal, spikes: number): void {
    this.#spikesOf.set(origin, spikes);
    const neurons = call.outputs[0]!.shape.reduce((n, extent) => n * extent, 1);
    const step = this.#walk(call, neurons);
    const again = step.continues && step.multiplications === 0 && step.additions === 0;
    if (again) return;
    const key = [call.scope, call.kernel, call.outputs[0]!.shape].join("|");
    const known = this.#layers.get(key);
    const before = known?.cost;
    const cost: NeuronCost = {
      scope: call.scope,
      kernel: call.kernel,
      neurons,
      perSample: neurons / Math.max(1, call.outputs[0]!.shape[0] ?? 1),
      steps: (before?.steps ?? 0) + 1,
      emits: true,
      resetting: (before?.resetting ?? false) || step.resetting,
      spikes: (before?.spikes ?? 0) + spikes,
      updates: (before?.updates ?? 0) + neurons,
      multiplications: (before?.multiplications ?? 0) + step.multiplications,
      additions: (before?.additions ?? 0) + step.additions,
      comparisons: (before?.comparisons ?? 0) + neurons,
      resets: (before?.resets ?? 0) + step.resets,
    };
    const origins = known?.origins ?? new Set();
    this.#layers.set(key, { cost, drives: known?.drives ?? false, origins: origins.add(origin) });
  }

  /** Spikes have driven a product: what emitted them is a neuron for certain. */
  drove(signal: SpikeSignal): void {
    for (const layer of this.#layers.values()) {
      if (layer.origins.has(signal.origin) || layer.cost.scope === signal.scope) layer.drives = true;
    }
  }

  /** The neuron layers, without comparisons that neither integrate anything nor drive anything. */
  costs(): NeuronCost[] {
    return [...this.#layers.values()]
      .filter(({ cost, drives }) => drives || cost.multiplications + cost.additions > 0)
      .map(({ cost }) => cost);
  }

  #walk(comparison: KernelCall, neurons: number): Step {
    const step: Step = { multiplications: 0, additions: 0, resets: 0, resetting: false, continues: false };
    const resetBy = new Set<number>();
    // u − v_th in front of a comparison with 0 is that comparison.
    const distances = new Set(Object.values(comparison.inputs).map(({ tensor }) => tensor));
    const pending = Object.values(comparison.inputs).map(({ tensor }) => tensor);
    const found: KernelCall[] = [];
    while (pending.length > 0) {
      const tensor = pending.pop()!;
      const call = this.#madeBy.get(tensor);
      if (this.signals(tensor) || !call) continue;
      if (this.#visited.has(tensor)) {
        step.continues = true;
        continue;
      }
      this.#visited.add(tensor);
      found.push(call);
      for (const input of Object.values(call.inputs)) pending.push(input.tensor);
    }
    // Calls that make reset terms come before those that read them.
    for (const call of found.sort((a, b) => a.outputs[0]!.tensor - b.outputs[0]!.tensor)) {
      const out = call.outputs[0]!;
      if (out.shape.reduce((n, extent) => n * extent, 1) !== neurons) continue;
      const inputs = Object.values(call.inputs);
      const spikes = inputs.map(({ tensor }) => this.signals(tensor)).filter((signal) => signal !== undefined);
      for (const { origin } of spikes) resetBy.add(origin);
      const isReset = spikes.length > 0 || inputs.some(({ tensor }) => this.#resetTerms.has(tensor));
      if (MULTIPLIES.has(call.kernel)) {
        if (isReset) this.#resetTerms.add(out.tensor);
        else step.multiplications += neurons;
      } else if (ADDS.has(call.kernel)) {
        const isDistance = call.kernel === "Sub" && distances.has(out.tensor);
        if (!isReset && !isDistance) step.additions += neurons;
      }
    }
    step.resetting = resetBy.size > 0;
    for (const origin of resetBy) step.resets += this.#spikesOf.get(origin) ?? 0;
    return step;
  }
}
