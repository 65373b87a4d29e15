import { estimateEnergy, type Measurement } from "@cvar/energy";
import { type CallCost, type EnergyReport, energyReport } from "@cvar/energy/report";

/** What the mean is taken over, and what it is called. */
export interface RunOf {
  readonly model: string;
  readonly parameters: number;
  readonly videos: number;
}

/** Adds up what batches of videos cost, by layer and by the memory that is read and written. */
export class RunEnergy {
  readonly #layers = new Map<
    string,
    { kernel: string; calls: number; macs: number; spikingMacs: number; accumulates: number }
  >();
  readonly #parts = new Map<string, number>();
  #rows = 0;
  #spikes = 0;
  #sites = 0;

  /** @param rows  samples of the batch */
  add(measured: Measurement, rows: number): void {
    this.#rows += rows;
    for (const { scope, kernel, macs, spikingMacs, accumulates } of measured.perLayer) {
      const key = `${scope}\n${kernel}`;
      const sum = this.#layers.get(key) ?? { kernel, calls: 0, macs: 0, spikingMacs: 0, accumulates: 0 };
      sum.calls += rows;
      sum.macs += macs;
      sum.spikingMacs += spikingMacs;
      sum.accumulates += accumulates;
      this.#layers.set(key, sum);
    }
    for (const [part, joules] of Object.entries(estimateEnergy(measured, { model: "memory" }).components)) {
      this.#parts.set(part, (this.#parts.get(part) ?? 0) + joules);
    }
    this.#sites += measured.sites;
    this.#spikes += measured.spikes;
  }

  /** The mean video. */
  report({ model, parameters, videos }: RunOf): EnergyReport {
    const each = Math.max(1, videos);
    const views = Math.max(1, Math.round(this.#rows / each));
    const perLayer: CallCost[] = [...this.#layers].map(([key, sum]) => ({
      scope: key.split("\n")[0]!,
      kernel: sum.kernel,
      calls: sum.calls / each / views,
      macs: sum.macs / each / views,
      spikingMacs: sum.spikingMacs / each / views,
      accumulates: sum.accumulates / each / views,
    }));
    const parts = [...this.#parts]
      .map(([part, joules]) => ({ part, joules: joules / each }))
      .filter((p) => p.joules > 0);
    const spikeRate = this.#sites > 0 ? this.#spikes / this.#sites : null;
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
      },
    );
  }
}
