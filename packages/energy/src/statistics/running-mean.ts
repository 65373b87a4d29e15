import { studentQuantile } from "./student-t.js";

/** A mean over runs, with how far it is to be trusted. */
export interface Estimate {
  readonly mean: number;
  /** Standard deviation between runs; null for fewer than two. */
  readonly deviation: number | null;
  /** Interval that holds the true mean with the confidence asked for, by Student's t; null for fewer than two runs. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** Mean and variance of values that come one by one (Welford 1962), in constant memory. */
export class RunningMean {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
  }

  /** @param confidence  such as 0.95 */
  estimate(confidence: number): Estimate {
    if (this.#count < 2) return { mean: this.#mean, deviation: null, interval: null };
    const deviation = Math.sqrt(this.#squares / (this.#count - 1));
    const half = (studentQuantile((1 + confidence) / 2, this.#count - 1) * deviation) / Math.sqrt(this.#count);
    return { mean: this.#mean, deviation, interval: [this.#mean - half, this.#mean + half] };
  }
}
