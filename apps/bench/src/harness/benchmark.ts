/** What is known about a measurement besides its figure: sizes, threads, memory, versions. Unknown is null. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** One measurement, in the benchmark's unit. */
export interface Sample {
  readonly value: number;
  /** The same by CPU time instead of wall time; null where it is not known. */
  readonly byCpuTime: number | null;
}

/** How long a kernel took in one run. */
export interface KernelTime {
  readonly kernel: string;
  readonly calls: number;
  readonly milliseconds: number;
}

/** Somebody who is measured. */
export interface Contestant {
  readonly name: string;
  readonly side: "ours" | "peer";
  /** Takes one measurement and returns it in the benchmark's unit, after all of its results exist. */
  sample(): Promise<number | Sample>;
  /** Asked once, after the last round. */
  facts?(): Facts | Promise<Facts>;
  /** Asked once, after the facts, where the benchmark is `profiled`. */
  profile?(): Promise<readonly KernelTime[]>;
  /** Called once at the end, also after a failure. */
  close?(): void | Promise<void>;
}

/** Somebody who could not be measured here, and why. */
export interface Absent {
  readonly name: string;
  readonly side: "ours" | "peer";
  readonly absent: string;
}

/** What ours is to reach. */
export interface Bar {
  /** Name of ours. */
  readonly ours: string;
  /** Whose figure ours may be so many times; null: `atMost` is in the benchmark's unit. */
  readonly than: string | null;
  readonly atMost: number;
}

/** A bar and what came out, by CPU time where it is known of both. */
export interface BarResult extends Bar {
  /** Null where one of the two was not measured. */
  readonly reached: number | null;
  readonly met: boolean | null;
}

/** One thing that several contestants do, so that their figures can be compared. */
export interface Benchmark {
  readonly name: string;
  /** Unit of every figure, e.g. "frames/s". */
  readonly unit: string;
  readonly better: "higher" | "lower";
  readonly facts?: Facts;
  readonly contestants: readonly (Contestant | Absent)[];
  /** For figures of which lower is better. */
  readonly bars?: readonly Bar[];
  /** Contestants that can are asked which kernels took how long. */
  readonly profiled?: boolean;
  /** Rounds of this benchmark at most, where one is slow. */
  readonly atMost?: number;
}

/** How often each contestant is measured. */
export interface Rounds {
  /** Rounds thrown away first. */
  readonly warmup: number;
  /** Rounds kept. */
  readonly rounds: number;
}

/** A contestant's figures. Everything is null or empty where it could not be measured. */
export interface Row {
  readonly name: string;
  readonly side: "ours" | "peer";
  readonly median: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  /** In the order of the rounds, warm-up left out. */
  readonly samples: readonly number[];
  /** The same by CPU time; empty where it is not known of all of them. */
  readonly cpuSamples?: readonly number[];
  readonly facts: Facts;
  /** The longest first; only where it was asked for. */
  readonly kernels?: readonly KernelTime[];
  /** Why there is no figure. */
  readonly missing: string | null;
}

/** How many times as fast ours is as the peer: the median over rounds of the ratio inside a round. */
export interface Ratio {
  readonly ours: string;
  readonly peer: string;
  readonly timesAsFast: number | null;
  /** The same by CPU time, which other programs on a busy machine change little. */
  readonly timesAsFastByCpuTime?: number | null;
}

/** A benchmark and what came out. */
export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  readonly facts: Facts;
  readonly warmup: number;
  readonly rounds: number;
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
  readonly bars?: readonly BarResult[];
}
