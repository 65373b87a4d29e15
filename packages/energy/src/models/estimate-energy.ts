import { InvalidOptionError } from "../errors.js";
import type { Measurement } from "../measure.js";
import { checkTechnology } from "../technology/check-technology.js";
import { horowitz45nm } from "../technology/horowitz-45nm.js";
import type { Technology } from "../technology/technology.js";
import { type EnergyComponents, sumComponents, totalOf } from "./energy-components.js";
import { type EnergyModel, type ModelSettings, neuronEnergy, synapseEnergy } from "./layer-energy.js";
import type { WordAccess } from "./memory-access.js";

/** Options of {@link estimateEnergy}. */
export interface EnergyOptions {
  /** {@link horowitz45nm} by default. */
  readonly technology?: Technology;
  /** `"arithmetic"` (default): operations alone. `"memory"`: with accesses to memory and addresses. */
  readonly model?: EnergyModel;
  /** Spikes that the queue of a spiking layer holds, 1000 by default (Lemaire et al. 2022). */
  readonly queueLength?: number;
  /** `"single"` (default): each word is an access. `"packed"`: words share an access as far as they fit into its width. */
  readonly access?: WordAccess;
}

/** Energy of one layer. */
export interface LayerEnergy {
  readonly scope: string;
  readonly kernel: string;
  /** The weights of a layer, or the neurons behind it. */
  readonly part: "synapses" | "neurons";
  readonly joules: number;
  readonly components: EnergyComponents;
}

/** What a run would cost in a technology: a model, not a measurement. */
export interface EnergyEstimate {
  readonly model: EnergyModel;
  readonly technology: Technology;
  readonly joules: number;
  readonly components: EnergyComponents;
  /** Each layer of `measurement.layers`, then each of `measurement.neurons`. */
  readonly layers: readonly LayerEnergy[];
}

/** What an estimate is made from. */
export type Measured = Pick<Measurement, "perLayer" | "neurons">;

/**
 * Estimates what a measured run costs, by where the energy goes.
 *
 * `"arithmetic"` is E = MACs·E_MAC + ACs·E_AC, what spiking networks' papers print, and the neurons' own arithmetic apart
 * in `membrane`. `"memory"` adds what that leaves out, after E. Lemaire et al., An Analytical Estimation of Spiking Neural
 * Networks Energy Efficiency, ICONIP 2022 (arXiv 2210.13107): every read of an input, weight or potential and every write
 * of a potential or output, each at the price of a memory just as large as the layer needs, and the addresses.
 *
 * @throws InvalidTechnologyError, InvalidOptionError; MissingCostError if the technology lacks a figure that is needed
 * @example estimateEnergy(measure(model, x), { model: "memory" }).components.weights; // joules
 */
export function estimateEnergy(measurement: Measured, options: EnergyOptions = {}): EnergyEstimate {
  const settings = modelSettings(options);
  const byLayer = new Map<number, { scope: string; kernel: string; parts: EnergyComponents[] }>();
  for (const call of measurement.perLayer) {
    const { scope, kernel } = call;
    const row = byLayer.get(call.layer) ?? { scope, kernel, parts: [] };
    row.parts.push(synapseEnergy(call, settings));
    byLayer.set(call.layer, row);
  }
  const synapses = [...byLayer.values()].map(({ scope, kernel, parts }) =>
    layerEnergy(scope, kernel, "synapses", sumComponents(parts)),
  );
  const neurons = measurement.neurons.map((neuron) =>
    layerEnergy(neuron.scope, neuron.kernel, "neurons", neuronEnergy(neuron, settings)),
  );
  const layers = [...synapses, ...neurons];
  const components = sumComponents(layers.map((layer) => layer.components));
  const { model, technology } = settings;
  return { model, technology, joules: totalOf(components), components, layers };
}

/** Options with their defaults, checked. @throws InvalidOptionError, InvalidTechnologyError */
export function modelSettings(options: EnergyOptions): ModelSettings {
  const { technology = horowitz45nm, model = "arithmetic", queueLength = 1000, access = "single" } = options;
  if (model !== "arithmetic" && model !== "memory") {
    throw new InvalidOptionError("model", model, '"arithmetic", "memory"');
  }
  if (access !== "single" && access !== "packed") throw new InvalidOptionError("access", access, '"single", "packed"');
  if (!Number.isInteger(queueLength) || queueLength < 1) {
    throw new InvalidOptionError("queueLength", queueLength, "a whole number ≥ 1");
  }
  return { technology: checkTechnology(technology), model, queueLength, access };
}

function layerEnergy(
  scope: string,
  kernel: string,
  part: LayerEnergy["part"],
  components: EnergyComponents,
): LayerEnergy {
  return { scope, kernel, part, joules: totalOf(components), components };
}
