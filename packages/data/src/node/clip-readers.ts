import { InvalidOptionError, WorkerDiedError } from "../errors.js";
import type { Arrays } from "../triplet-arrays.js";
import { type ClipResult, type ClipTask, readClip } from "./clip-task.js";
import { inThreads } from "./reader-threads.js";

/** Reads clips, several at a time where it has worker threads. */
export interface ClipReaders {
  /** Threads that read; 0: clips are read one after the other in the caller's. */
  readonly concurrency: number;
  /**
   * Waits for a free reader. A clip that cannot be read is a result, and so is one whose thread dies of it.
   * @param into  arrays in shared memory for each of the triplets, to be written there; else they come in arrays of their own
   * @param signal  withdraws the task if no reader has begun it
   * @throws WorkerDiedError if threads die again and again, or after {@link close}; the signal's reason
   */
  read(task: ClipTask, into?: readonly Arrays[], signal?: AbortSignal): Promise<ClipResult>;
  /** Memory that `into` will not stand in again. */
  forget?(memory: readonly SharedArrayBuffer[]): void;
  /** Ends the threads; reads that are not finished are rejected. */
  close(): Promise<void>;
}

/**
 * Readers in `workers` threads, or in this thread with 0. When the package runs from its TypeScript sources (in its own tests)
 * there is no worker file, and everything is read in this thread.
 */
export function createClipReaders(workers: number): ClipReaders {
  if (!Number.isInteger(workers) || workers < 0)
    throw new InvalidOptionError("workers", workers, "whole numbers from 0");
  return workers === 0 || import.meta.url.endsWith(".ts") ? inThisThread() : inThreads(workers, workerFile);
}

const workerFile = new URL("./worker.js", import.meta.url);

function inThisThread(): ClipReaders {
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    concurrency: 0,
    read(task, into, signal) {
      const result = last.then(() => {
        signal?.throwIfAborted();
        if (closed) throw new WorkerDiedError(`the readers were closed before ${task.file} was read`);
        return readClip(task, into);
      });
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await last;
    },
  };
}
