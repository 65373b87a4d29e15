import type { Benchmark, Measured, Rounds } from "../harness/benchmark.js";
import type { BenchOptions } from "../options.js";
import type { Compiler } from "../peers/compiler.js";
import type { Ffmpeg } from "../peers/ffmpeg.js";
import type { Python } from "../peers/python.js";

/** A program beside which we are measured. */
export type PeerName = "ffmpeg" | "pytorch" | "pyav" | "cc";

/** What a suite may use. */
export interface SuiteContext {
  readonly options: BenchOptions;
  readonly rounds: Rounds;
  /** The peers, or why they are not there. */
  readonly ffmpeg: Ffmpeg | { readonly missing: string };
  readonly pytorch: Python | { readonly missing: string };
  readonly pyav: Python | { readonly missing: string };
  /** What C peers are compiled with. */
  readonly cc: Compiler | { readonly missing: string };
  /** An empty folder, removed after the run. */
  readonly scratch: string;
  /** Measures a benchmark, telling the user how far it is. */
  measure(benchmark: Benchmark): Promise<Measured>;
  /** Tells the user what is being prepared. */
  say(text: string): void;
}

/** A family of benchmarks. A new one is a file in this folder and a line in `registry.ts`. */
export interface Suite {
  readonly name: string;
  readonly description: string;
  /** Who is looked for before it runs. */
  readonly peers: readonly PeerName[];
  run(context: SuiteContext): Promise<Measured[]>;
}
