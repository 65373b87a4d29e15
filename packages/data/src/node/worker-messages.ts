import type { Triplet } from "../triplet.js";
import type { ArrayName, PerArray } from "../triplet-arrays.js";
import type { ClipTask, SkippedClip } from "./clip-task.js";

/** What a worker thread begins with. */
export interface WorkerSetup {
  /**
   * One number for each task that is out: its own (from 1) while it is free, −1 − `me` once a thread has taken it, 0 when it was
   * withdrawn. Every task goes to every thread, and whoever is free first takes it: threads need no answer from a program that
   * computes for long, and none waits behind a slow clip.
   */
  readonly claims: Int32Array;
  /** Number of this thread. */
  readonly me: number;
}

/** Where arrays of one sample stand: `[offset, length]` in numbers, in memory that was shared before. */
export type Place = { readonly memory: number } & PerArray<readonly [number, number]>;

export type ToWorker =
  | { readonly kind: "share"; readonly memory: number; readonly buffer: SharedArrayBuffer }
  | { readonly kind: "forget"; readonly memory: number }
  | {
      readonly kind: "read";
      /** The task's number, and the index of its claim. */
      readonly task: number;
      readonly claim: number;
      readonly clip: ClipTask;
      /** Null: the triplets are sent back, their arrays moved. */
      readonly into: readonly Place[] | null;
    };

/** A triplet without its arrays. */
export type TripletFacts = Omit<Triplet, ArrayName>;

export interface FromWorker {
  readonly task: number;
  readonly result:
    | { readonly triplets: readonly Triplet[] }
    | { readonly placed: readonly TripletFacts[] }
    | { readonly skipped: SkippedClip };
}
