import { InvalidOptionError, UsageError } from "../errors.js";
import type { LayerTotal } from "../layer-totals.js";
import type { Measurement } from "../measure.js";
import { type Estimate, RunningMean } from "./running-mean.js";

/** What is kept of a layer. */
export interface LayerStatistics {
  readonly scope: string;
  readonly kernel: string;
  readonly macs: Estimate;
  readonly accumulates: Estimate;
  readonly effectiveMacs: Estimate | null;
  /** Null for a layer that spikes never drove. */
  readonly spikes: Estimate | null;
  readonly spikeRate: Estimate | null;
  /** Accumulates at each time step; null for a layer that spikes never drove. */
  readonly perStep: readonly Estimate[] | null;
}

/** Means over the runs of a data set. Operations are per sample. */
export interface DataSetStatistics {
  /** Measurements that were added. */
  readonly runs: number;
  readonly samples: number;
  readonly confidence: number;
  readonly macs: Estimate;
  readonly accumulates: Estimate;
  readonly effectiveMacs: Estimate | null;
  readonly spikes: Estimate;
  /** Over the runs in which something spiked, or could have; null if none. */
  readonly spikeRate: Estimate | null;
  readonly layers: readonly LayerStatistics[];
}

/** Collects measurements, and says what they have in common. */
export interface SpikeStatistics {
  /**
   * Adds a run. One sample at a time, the intervals are of samples; of batches they are of means of batches.
   *
   * @param options.samples  samples in the run, by which its operations are divided; 1 by default
   * @throws UsageError if the run is of another network than those before, InvalidOptionError
   */
  add(
    measurement: Pick<Measurement, "macs" | "accumulates" | "effectiveMacs" | "spikes" | "spikeRate" | "layers">,
    options?: { readonly samples?: number },
  ): void;
  /** The means so far. @throws UsageError if nothing was added */
  summary(): DataSetStatistics;
}

const FIELDS = ["macs", "accumulates", "effectiveMacs", "spikes", "spikeRate"] as const;
type Field = (typeof FIELDS)[number];
type Row = Pick<LayerTotal, Field>;

/**
 * Statistics of measurements over a data set, in memory that depends on the network alone: mean, standard deviation and
 * confidence interval (Student's t) of the operations and spike rates, of the network and of each layer.
 *
 * @param options.confidence  of the intervals, 0.95 by default
 * @throws InvalidOptionError
 * @example
 * const statistics = spikeStatistics();
 * for (const x of samples) statistics.add(measure(model, x));
 * const { spikeRate } = statistics.summary();
 */
export function spikeStatistics({ confidence = 0.95 }: { readonly confidence?: number } = {}): SpikeStatistics {
  if (!(confidence > 0 && confidence < 1)) throw new InvalidOptionError("confidence", confidence, "above 0, below 1");
  let runs = 0;
  let samples = 0;
  const whole = new Means();
  const layers: { scope: string; kernel: string; means: Means; steps: RunningMean[] }[] = [];
  return {
    add(measurement, options = {}) {
      const { samples: size = 1 } = options;
      if (!Number.isInteger(size) || size < 1) throw new InvalidOptionError("samples", size, "a whole number ≥ 1");
      if (runs === 0) {
        for (const { scope, kernel } of measurement.layers)
          layers.push({ scope, kernel, means: new Means(), steps: [] });
      }
      const differs =
        measurement.layers.length !== layers.length ||
        measurement.layers.some(({ scope, kernel }, i) => scope !== layers[i]!.scope || kernel !== layers[i]!.kernel);
      if (differs) throw new UsageError("spikeStatistics: this measurement has other layers than the first one added");
      runs++;
      samples += size;
      whole.add(measurement, size);
      measurement.layers.forEach((layer, i) => {
        const { means, steps } = layers[i]!;
        means.add(layer, size);
        layer.perStep?.forEach(({ accumulates }, step) => {
          const known = steps[step] ?? new RunningMean();
          steps[step] = known;
          known.add(accumulates / size);
        });
      });
    },
    summary() {
      if (runs === 0) throw new UsageError("spikeStatistics: add a measurement first");
      const of = (means: Means, field: Field) => means.estimate(field, confidence);
      return {
        ...{ runs, samples, confidence },
        macs: of(whole, "macs")!,
        accumulates: of(whole, "accumulates")!,
        effectiveMacs: of(whole, "effectiveMacs"),
        spikes: of(whole, "spikes")!,
        spikeRate: of(whole, "spikeRate"),
        layers: layers.map(({ scope, kernel, means, steps }) => ({
          ...{ scope, kernel },
          macs: of(means, "macs")!,
          accumulates: of(means, "accumulates")!,
          effectiveMacs: of(means, "effectiveMacs"),
          spikes: of(means, "spikes"),
          spikeRate: of(means, "spikeRate"),
          perStep: steps.length > 0 ? steps.map((step) => step.estimate(confidence)) : null,
        })),
      };
    },
  };
}

/** A running mean for each field that a run has. */
class Means {
  readonly #fields = new Map<Field, RunningMean>();

  add(row: Row, samples: number): void {
    for (const field of FIELDS) {
      const value = row[field];
      if (value === null) continue;
      const mean = this.#fields.get(field) ?? new RunningMean();
      this.#fields.set(field, mean);
      mean.add(field === "spikeRate" ? value : value / samples);
    }
  }

  estimate(field: Field, confidence: number): Estimate | null {
    return this.#fields.get(field)?.estimate(confidence) ?? null;
  }
}
