import { MissingCostError } from "../errors.js";
import type { LayerCost } from "../layer-cost.js";
import type { NeuronCost } from "../neurons/neuron-cost.js";
import { multiplicationOf } from "../technology/check-technology.js";
import type { Technology } from "../technology/technology.js";
import { type EnergyComponents, NOTHING } from "./energy-components.js";
import { joulesPerAccess, type WordAccess } from "./memory-access.js";

/** How energy is modelled: arithmetic alone, or with the memory and the addresses behind it. */
export type EnergyModel = "arithmetic" | "memory";

/** A model with everything that it is computed by. */
export interface ModelSettings {
  readonly model: EnergyModel;
  readonly technology: Technology;
  /** Spikes that the queue between two spiking layers holds. */
  readonly queueLength: number;
  readonly access: WordAccess;
}

/** What a layer's energy follows from. */
export type Synapses = Pick<LayerCost, "macs" | "accumulates" | "spikes" | "geometry">;

/** Energy of the arithmetic, and where the model has it of the memory, of one call. */
export function synapseEnergy(layer: Synapses, settings: ModelSettings): EnergyComponents {
  return layer.spikes === null ? denseEnergy(layer, settings) : spikingEnergy(layer, layer.spikes, settings);
}

/**
 * A layer of numbers (Lemaire et al. 2022, Eq. 1 and 2: operations; 3 and 4: inputs; 6: weights; 11 and 12: outputs; 16 and
 * 17: addresses). A convolution reads an input and a weight for each product, a product of matrices each input of a row once.
 */
function denseEnergy({ macs, geometry }: Synapses, settings: ModelSettings): EnergyComponents {
  const { technology, model } = settings;
  const { joulesPerMac, joulesPerAccumulate } = technology;
  if (joulesPerMac === null && macs > 0) {
    throw new MissingCostError(technology.name, "joulesPerMac", `a layer with ${macs} MACs`);
  }
  const arithmetic = { ...NOTHING, macs: macs * (joulesPerMac ?? 0) };
  if (model === "arithmetic") return arithmetic;
  const { items, inputs, outputs, weights, biases, filters, taps, kind } = geometry;
  const price = prices(settings);
  const biasReads = biases > 0 ? items * outputs : 0;
  const counters = kind === "convolution" ? inputs + outputs + filters * taps : inputs + outputs;
  return {
    ...arithmetic,
    biases: biasReads * joulesPerAccumulate,
    inputs: (kind === "convolution" ? macs : items * inputs) * price.word(inputs),
    weights: macs * price.word(weights) + biasReads * price.word(biases),
    outputs: items * outputs * price.word(outputs),
    addressing: items * counters * price.addition,
  };
}

/**
 * A layer of spikes (Lemaire et al. 2022, Eq. 1 and 2: operations; 5: inputs; 7 and 8: weights; 9, 10, 14, 15: potentials;
 * 16 and 17: addresses). Each spike is read once from a queue, and reads a weight, reads a potential and writes it for each
 * weight that it meets; a convolution computes where that is by one multiplication per axis. What the paper estimates (the
 * spike's whole kernel, ⌈k/stride⌉ taps) is the measured count here.
 */
function spikingEnergy({ accumulates, geometry }: Synapses, spikes: number, settings: ModelSettings): EnergyComponents {
  const { technology, model, queueLength } = settings;
  const { joulesPerAccumulate } = technology;
  const arithmetic = { ...NOTHING, accumulates: accumulates * joulesPerAccumulate };
  if (model === "arithmetic") return arithmetic;
  const { items, outputs, weights, biases, axes } = geometry;
  const price = prices(settings);
  const biasReads = biases > 0 ? items * outputs : 0;
  return {
    ...arithmetic,
    biases: biasReads * joulesPerAccumulate,
    inputs: spikes * price.word(queueLength),
    weights: accumulates * price.word(weights) + biasReads * price.word(biases),
    potentials: 2 * accumulates * price.word(outputs),
    addressing: spikes * axes * (price.multiplication + price.addition) + accumulates * price.addition,
  };
}

/**
 * The neurons behind a layer (Lemaire et al. 2022, Eq. 1 and 2: leak and reset; 9, 10, 14, 15: each potential is read and
 * written once per step; 13: spikes go into a queue). The comparison with the threshold, which the paper leaves out, costs
 * an addition.
 *
 * @throws MissingCostError if the technology has neither a multiplication nor an update of a neuron
 */
export function neuronEnergy(neuron: NeuronCost, settings: ModelSettings): EnergyComponents {
  const { technology, model, queueLength } = settings;
  const arithmetic = { ...NOTHING, membrane: membraneEnergy(neuron, technology) };
  if (model === "arithmetic") return arithmetic;
  const price = prices(settings);
  return {
    ...arithmetic,
    potentials: 2 * neuron.updates * price.word(neuron.perSample),
    outputs: neuron.spikes * price.word(queueLength),
  };
}

function membraneEnergy(neuron: NeuronCost, technology: Technology): number {
  const { joulesPerAccumulate, joulesPerNeuronUpdate } = technology;
  if (joulesPerNeuronUpdate !== undefined) return neuron.updates * joulesPerNeuronUpdate;
  const multiplication = multiplicationOf(technology);
  if (multiplication === null) {
    throw new MissingCostError(technology.name, "joulesPerNeuronUpdate", "a network with neurons");
  }
  const { multiplications, additions, comparisons, resets } = neuron;
  return multiplications * multiplication + (additions + comparisons + resets) * joulesPerAccumulate;
}

/** Prices of a word of a memory that holds so many words, and of addresses. */
function prices({ technology, access }: ModelSettings) {
  const { bits = 32, addressing, joulesPerAccumulate } = technology;
  return {
    word: (words: number) => joulesPerAccess(technology, (words * bits) / 8, access),
    addition: addressing?.joulesPerAddition ?? joulesPerAccumulate,
    multiplication: addressing?.joulesPerMultiplication ?? multiplicationOf(technology) ?? joulesPerAccumulate,
  };
}
