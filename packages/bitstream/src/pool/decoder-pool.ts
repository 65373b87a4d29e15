import { AbortGate } from "../abort-gate.js";
import { UsageError, WorkerError } from "../errors.js";
import type { CodedFrame, FrameOptions, VideoSource } from "../frame.js";
import type { Answer, Request } from "./messages.js";
import { PooledFile } from "./pooled-file.js";

export interface DecoderPoolOptions {
  /** Threads that decode. Default: as many as the machine has processors, less one for the program, at least one. */
  readonly workers?: number;
  /** Frames of each file that are decoded ahead of the one in use, at most. Default 16. */
  readonly prefetch?: number;
}

/** Decodes many files at once in worker threads. */
export interface DecoderPool {
  readonly workers: number;
  /**
   * The frames of a video, decoded in a worker; their arrays are moved here and are the receiver's; those of one frame
   * share a buffer. The file is opened when the
   * first frame is asked for, and given up when the loop is left. Any number of files can be read at the same time, in any order.
   *
   * A `Uint8Array` is copied to the worker, a `ReadableStream` is moved.
   *
   * @throws what `openVideo` and `Video.frames` throw; WorkerError if the worker died; the signal's reason
   */
  frames(source: VideoSource, options?: Omit<FrameOptions, "arrays">): AsyncIterable<CodedFrame>;
  /** Ends the workers; loops that still run throw a UsageError. */
  close(): Promise<void>;
}

/** One worker, in any runtime. */
export interface PoolWorker {
  post(request: Request, move: readonly Transferable[]): void;
  /** Whether the program stays alive for it. */
  keepAlive(alive: boolean): void;
  terminate(): Promise<void>;
}

/** Starts a worker. `died` is called at most once, also after `terminate`. */
export type StartWorker = (heard: (answer: Answer) => void, died: (why: string) => void) => PoolWorker;

interface Seat {
  readonly worker: PoolWorker;
  readonly files: Map<number, PooledFile>;
}

/**
 * A pool over any kind of worker: a file goes to the one with the fewest. A file that cannot be read, or whose reader leaves, takes
 * nothing from the others. When a worker dies, its files fail, except those of which no frame has come: they start again in
 * another, once. A new worker takes its place.
 */
export function createPool(start: StartWorker, workers: number, prefetch: number): DecoderPool {
  requireWhole("workers", workers);
  requireWhole("prefetch", prefetch);
  const seats = new Set<Seat>();
  let files = 0;
  /** Readers that wait for a worker: only they keep the program alive. */
  let waiting = 0;
  let closed = false;

  function wait(change: 1 | -1): void {
    waiting += change;
    if (waiting === 0 || (waiting === 1 && change === 1)) {
      for (const { worker } of seats) worker.keepAlive(waiting > 0);
    }
  }

  function seat(): Seat {
    const free = [...seats].find((each) => each.files.size === 0);
    if (free) return free;
    if (seats.size < workers) return newSeat();
    return [...seats].reduce((least, each) => (each.files.size < least.files.size ? each : least));
  }

  function newSeat(): Seat {
    const held = new Map<number, PooledFile>();
    const made: Seat = {
      files: held,
      worker: start(
        (answer) => {
          if (held.get(answer.file)?.hear(answer)) held.delete(answer.file);
        },
        (why) => {
          seats.delete(made);
          for (const [id, file] of held) {
            if (closed || !file.canRestart()) file.fail(new WorkerError(`a decoding thread ended: ${why}`));
            else sit(id, file);
          }
          held.clear();
        },
      ),
    };
    made.worker.keepAlive(waiting > 0);
    seats.add(made);
    return made;
  }

  function sit(id: number, file: PooledFile): void {
    const { worker, files: held } = seat();
    held.set(id, file);
    try {
      file.start((request, move) => worker.post(request, move));
    } catch (error) {
      held.delete(id);
      file.fail(new UsageError(`the source cannot be sent to a worker: ${(error as Error).message}`));
    }
  }

  async function* frames(source: VideoSource, options: Omit<FrameOptions, "arrays"> = {}): AsyncGenerator<CodedFrame> {
    const { signal, ...rest } = options;
    if (closed) throw closedError();
    signal?.throwIfAborted();
    const id = files++;
    const file = new PooledFile(id, source, rest, prefetch, wait);
    const gate = new AbortGate(signal);
    sit(id, file);
    try {
      for (;;) {
        const frame = await gate.wait(file.next());
        if (frame === null) return;
        yield frame;
      }
    } finally {
      gate.close();
      file.stop();
    }
  }

  return {
    workers,
    frames,
    async close() {
      closed = true;
      const all = [...seats];
      for (const { files: held } of all) for (const file of held.values()) file.fail(closedError());
      await Promise.all(all.map(({ worker }) => worker.terminate()));
    },
  };
}

function requireWhole(option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`${option} is ${value}, allowed: whole numbers from 1`);
}

function closedError(): UsageError {
  return new UsageError("the pool is closed: create another");
}
