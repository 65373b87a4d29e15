import { InvalidOptionError } from "../errors.js";
import type { LayerCost } from "../layer-cost.js";
import type { Measurement } from "../measure.js";
import { type EnergyComponents, totalOf } from "./energy-components.js";
import { type EnergyOptions, modelSettings } from "./estimate-energy.js";
import { type EnergyModel, type ModelSettings, neuronEnergy, synapseEnergy } from "./layer-energy.js";

/** Options of {@link breakEvenSpikeRate}. */
export interface BreakEvenOptions extends EnergyOptions {
  /**
   * How often the dense network runs per inference: `"every-step"` (default) once per time step, as on the frames of a
   * video; `"once"`, as on a picture that a spiking network looks at for several steps.
   */
  readonly dense?: "every-step" | "once";
}

/** Where spiking and dense layers cost the same. */
export interface BreakEven {
  readonly model: EnergyModel;
  /**
   * Spikes per neuron and time step at which both cost the same. Below 0: the spiking layers cost more without a single
   * spike. Above 1: they cost less even if everything spikes at every step. Null where nothing spikes.
   */
  readonly spikeRate: number | null;
  /** The same per neuron and inference: `spikeRate` times the time steps. */
  readonly spikesPerNeuron: number | null;
  /** Spikes per neuron and time step that were measured. */
  readonly measuredRate: number | null;
  readonly steps: number;
  /** Joules of the spiking layers and their neurons, as measured. */
  readonly spikingJoules: number;
  /** Joules of the same layers on numbers instead of spikes. */
  readonly denseJoules: number;
  /** The result in words. */
  readonly sentence: string;
}

type Needed = Pick<Measurement, "perLayer" | "neurons">;

/**
 * The spike rate at which layers driven by spikes cost as much as the same layers would dense. Both models are linear in
 * the rate: what each spike costs is compared with what the neurons cost without one.
 *
 * Where both operands of a product spike, the line through no spikes and all spikes stands for what is not linear.
 *
 * Compared are the layers that spikes drive, with all neurons of the network, as if all of them fired at the same rate, and
 * those layers as they would be on numbers (their activation function is free). The layers that are dense in both cost the
 * same.
 *
 * @throws InvalidOptionError, InvalidTechnologyError, MissingCostError
 * @example console.log(breakEvenSpikeRate(measure(model, x), { model: "memory" }).sentence);
 */
export function breakEvenSpikeRate(measurement: Needed, options: BreakEvenOptions = {}): BreakEven {
  const { dense = "every-step", ...rest } = options;
  if (dense !== "every-step" && dense !== "once") {
    throw new InvalidOptionError("dense", dense, '"every-step", "once"');
  }
  const settings = modelSettings(rest);
  const spiking = measurement.perLayer.filter((layer): layer is SpikingLayer => layer.spikes !== null);
  const steps = stepsOf(spiking);
  const denseJoules =
    joules(spiking.map((layer) => synapseEnergy({ ...layer, macs: layer.spikingMacs, spikes: null }, settings))) /
    (dense === "once" ? steps : 1);
  const spikingJoules = joules([
    ...spiking.map((layer) => synapseEnergy(layer, settings)),
    ...measurement.neurons.map((neuron) => neuronEnergy(neuron, settings)),
  ]);
  const [silent, full] = [0, 1].map((rate) => joulesAtRate(measurement, spiking, rate, settings)) as [number, number];
  const sites = spiking.reduce((sum, layer) => sum + layer.sites, 0);
  const measuredRate = sites > 0 ? spiking.reduce((sum, layer) => sum + layer.spikes, 0) / sites : null;
  const spikeRate = spiking.length === 0 || full <= silent ? null : (denseJoules - silent) / (full - silent);
  const known = { model: settings.model, spikeRate, measuredRate, steps, spikingJoules, denseJoules };
  return {
    ...known,
    spikesPerNeuron: spikeRate === null ? null : spikeRate * steps,
    sentence: inWords(known, settings.technology.name, dense),
  };
}

type SpikingLayer = LayerCost & { readonly spikes: number; readonly sites: number };

/** The spiking layers and the neurons, as if every neuron spiked so often per step. */
function joulesAtRate(
  { neurons }: Needed,
  spiking: readonly SpikingLayer[],
  rate: number,
  settings: ModelSettings,
): number {
  return joules([
    ...spiking.map((layer) =>
      synapseEnergy({ ...layer, spikes: layer.sites * rate, accumulates: layer.everySite * rate }, settings),
    ),
    ...neurons.map((neuron) => {
      const spikes = neuron.emits ? neuron.updates * rate : 0;
      const resets = neuron.resetting ? neuron.updates * rate : 0;
      return neuronEnergy({ ...neuron, spikes, resets }, settings);
    }),
  ]);
}

function stepsOf(layers: readonly SpikingLayer[]): number {
  const calls = new Map<number, number>();
  for (const { layer } of layers) calls.set(layer, (calls.get(layer) ?? 0) + 1);
  return Math.max(
    1,
    ...layers.map(({ layer, perStep }) => Math.max(perStep!.length, perStep!.length > 1 ? 1 : calls.get(layer)!)),
  );
}

function joules(parts: readonly EnergyComponents[]): number {
  return parts.reduce((sum, part) => sum + totalOf(part), 0);
}

function inWords(
  {
    model,
    spikeRate,
    measuredRate,
    spikingJoules,
    denseJoules,
    steps,
  }: Omit<BreakEven, "sentence" | "spikesPerNeuron">,
  technology: string,
  dense: "every-step" | "once",
): string {
  if (spikeRate === null || measuredRate === null) return "No layer is driven by spikes: there is nothing to compare.";
  const what = model === "arithmetic" ? "arithmetic alone" : "arithmetic, memory and addresses";
  const against = dense === "once" ? "the same layers dense, run once" : "the same layers dense";
  const measured = `measured were ${number(measuredRate)}, which cost ${number(spikingJoules / denseJoules)} times as much`;
  if (spikeRate <= 0) {
    return `By ${what} (${technology}), the spiking layers cost more than ${against} even without a spike; ${measured}.`;
  }
  const perInference = steps > 1 ? ` (${number(spikeRate * steps)} per neuron and inference of ${steps} steps)` : "";
  const always =
    spikeRate >= 1 && steps === 1 ? ", so less at any rate" : spikeRate >= 1 ? ", more than they can fire" : "";
  return `By ${what} (${technology}), the spiking layers cost as much as ${against} at ${number(spikeRate)} spikes per neuron and time step${perInference}${always}; ${measured}.`;
}

const number = (value: number) => String(Number(value.toPrecision(3)));
