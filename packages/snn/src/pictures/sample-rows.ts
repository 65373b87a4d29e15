import type { Tensor } from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";

/** Which part of a record is shown. */
export interface SampleOptions {
  /** Sample of the batch, 0 by default. */
  readonly sample?: number;
  /** At most so many neurons, evenly chosen; 200 by default. */
  readonly neurons?: number;
}

/** Some neurons of one sample over time. */
export interface SampleRows {
  readonly steps: number;
  /** Index of each row's neuron among all of its layer. */
  readonly index: readonly number[];
  /** value(row, t). */
  readonly value: (row: number, t: number) => number;
  /** Neurons of the layer. */
  readonly total: number;
}

/** @throws ShapeMismatchError unless the record is [B, T, …]; InvalidOptionError */
export async function sampleRows(record: Tensor, { sample = 0, neurons = 200 }: SampleOptions): Promise<SampleRows> {
  if (record.rank < 2 || record.size === 0) throw new ShapeMismatchError("record", "[B, T, …]", record.shape);
  const [batch, steps] = record.shape as [number, number];
  if (!Number.isInteger(sample) || sample < 0 || sample >= batch) {
    throw new InvalidOptionError("sample", sample, `0 to ${batch - 1}`);
  }
  if (!Number.isInteger(neurons) || neurons < 1) throw new InvalidOptionError("neurons", neurons, "at least 1");
  const values = await record.data();
  const total = record.size / (batch * steps);
  const shown = Math.min(total, neurons);
  const index = Array.from({ length: shown }, (_, i) => Math.floor((i * total) / shown));
  return { steps, index, total, value: (row, t) => values[(sample * steps + t) * total + index[row]!]! };
}
