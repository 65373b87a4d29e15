import { breakEvenSpikeRate, estimateEnergy, type LayerCost, type Measurement, type NeuronCost } from "@cvar/energy";
import { type CallCost, type EnergyReport, energyReport } from "@cvar/energy/report";

/** What the mean is taken over, and what it is called. */
export interface RunOf {
  readonly model: string;
  readonly parameters: number;
  readonly videos: number;
}

/** Adds up what batches of videos cost, call by call: every batch runs the same network. */
export class RunEnergy {
  #calls: readonly LayerCost[] = [];
  #neurons: readonly NeuronCost[] = [];
  #rows = 0;
  #spikes = 0;
  #sites = 0;

  /** @param rows  samples of the batch */
  add(measured: Measurement, rows: number): void {
    this.#calls = together(this.#calls, measured.perLayer, sumOfCalls);
    this.#neurons = together(this.#neurons, measured.neurons, sumOfNeurons);
    this.#rows += rows;
    this.#spikes += measured.spikes;
    this.#sites += measured.sites;
  }

  /** The mean video. */
  report({ model, parameters, videos }: RunOf): EnergyReport {
    const each = Math.max(1, videos);
    const views = Math.max(1, Math.round(this.#rows / each));
    const perView = (count: number) => count / each / views;
    const perLayer = this.#calls.map(({ scope, kernel, macs, spikingMacs, accumulates }): CallCost => {
      const [dense, spiking] = [perView(macs), perView(spikingMacs)];
      const calls = perView(this.#rows);
      return { scope, kernel, calls, macs: dense, spikingMacs: spiking, accumulates: perView(accumulates) };
    });
    const run = { perLayer: this.#calls, neurons: this.#neurons };
    const { components } = estimateEnergy(run, { model: "memory" });
    const parts = Object.entries(components)
      .map(([part, joules]) => ({ part, joules: joules / each }))
      .filter(({ joules }) => joules > 0);
    const spikeRate = this.#sites > 0 ? this.#spikes / this.#sites : null;
    const spiking = this.#calls.some(({ spikes }) => spikes !== null);
    return energyReport(
      { perLayer, spikeRate },
      {
        ...{ model, parameters, views },
        estimates: [
          {
            model: "memory accesses and addresses too (Lemaire et al. 2022)",
            joules: parts.reduce((sum, { joules }) => sum + joules, 0),
            parts,
          },
        ],
        breakEven: spiking
          ? (["arithmetic", "memory"] as const).map((model) => breakEvenSpikeRate(run, { model }))
          : undefined,
      },
    );
  }
}

function together<T>(before: readonly T[], now: readonly T[], sum: (a: T, b: T) => T): T[] {
  return [...now.map((each, i) => (i < before.length ? sum(before[i]!, each) : each)), ...before.slice(now.length)];
}

function sumOfCalls(a: LayerCost, b: LayerCost): LayerCost {
  const orNull = (x: number | null, y: number | null) => (x === null && y === null ? null : (x ?? 0) + (y ?? 0));
  return {
    ...a,
    macs: a.macs + b.macs,
    accumulates: a.accumulates + b.accumulates,
    spikingMacs: a.spikingMacs + b.spikingMacs,
    everySite: a.everySite + b.everySite,
    spikes: orNull(a.spikes, b.spikes),
    sites: orNull(a.sites, b.sites),
    geometry: { ...a.geometry, items: a.geometry.items + b.geometry.items },
  };
}

function sumOfNeurons(a: NeuronCost, b: NeuronCost): NeuronCost {
  return {
    ...a,
    neurons: a.neurons + b.neurons,
    spikes: a.spikes + b.spikes,
    updates: a.updates + b.updates,
    multiplications: a.multiplications + b.multiplications,
    additions: a.additions + b.additions,
    comparisons: a.comparisons + b.comparisons,
    resets: a.resets + b.resets,
  };
}
