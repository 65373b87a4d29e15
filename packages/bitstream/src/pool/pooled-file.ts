import type { CodedFrame, VideoSource } from "../frame.js";
import type { Answer, PooledFrameOptions, Request } from "./messages.js";
import { fromPlainError } from "./plain-error.js";

/** One file that a pool reads: the frames that have come and were not taken yet, and the credit that its worker has. */
export class PooledFile {
  readonly #id: number;
  readonly #source: VideoSource;
  readonly #options: PooledFrameOptions;
  readonly #prefetch: number;
  readonly #waiting: (change: 1 | -1) => void;
  #send: ((request: Request, move: readonly Transferable[]) => void) | null = null;
  #frames: CodedFrame[] = [];
  /** Frames taken since the worker was told. */
  #taken = 0;
  #began = false;
  #starts = 0;
  #ended = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;

  /**
   * @param id its number in the pool
   * @param waiting told when a reader begins (+1) and ends (−1) to wait for the worker
   */
  constructor(
    id: number,
    source: VideoSource,
    options: PooledFrameOptions,
    prefetch: number,
    waiting: (change: 1 | -1) => void,
  ) {
    this.#id = id;
    this.#waiting = waiting;
    this.#source = source;
    this.#options = options;
    this.#prefetch = prefetch;
  }

  /** Begins, or begins anew, in a worker. @throws where the source cannot be sent */
  start(send: (request: Request, move: readonly Transferable[]) => void): void {
    this.#send = send;
    this.#starts++;
    const move = this.#source instanceof ReadableStream ? [this.#source as unknown as Transferable] : [];
    const open = { kind: "open", file: this.#id, source: sendable(this.#source), options: this.#options } as const;
    send({ ...open, credit: this.#prefetch }, move);
  }

  /** Whether another worker may begin it anew: nothing has come of it, and it was not begun anew before. */
  canRestart(): boolean {
    return !this.#began && this.#starts < 2 && !(this.#source instanceof ReadableStream);
  }

  /** Takes what the worker says; true: it was the last. */
  hear(answer: Answer): boolean {
    if (answer.kind === "frames") {
      if (this.#ended) return false; // its reader has left
      this.#began = true;
      for (const frame of answer.frames) {
        this.#frames.push({ ...frame, damage: frame.damage && fromPlainError(frame.damage) });
      }
    } else {
      this.#ended = true;
      if (answer.kind === "failed") this.#error ??= fromPlainError(answer.error);
    }
    this.#wake?.();
    return answer.kind !== "frames";
  }

  fail(error: Error): void {
    this.#frames = [];
    this.#error ??= error;
    this.#ended = true;
    this.#wake?.();
  }

  /** The next frame, or null at the end. */
  async next(): Promise<CodedFrame | null> {
    while (this.#frames.length === 0 && !this.#ended) {
      this.#waiting(1);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#waiting(-1);
    }
    const frame = this.#frames.shift();
    if (!frame) {
      if (this.#error) throw this.#error;
      return null;
    }
    // Told now and then: each message costs as much as a small frame.
    if (++this.#taken * 2 >= this.#prefetch && !this.#ended) {
      this.#send?.({ kind: "more", file: this.#id, credit: this.#taken }, []);
      this.#taken = 0;
    }
    return frame;
  }

  /** The reader leaves. */
  stop(): void {
    this.#frames = [];
    if (!this.#ended) this.#send?.({ kind: "stop", file: this.#id }, []);
    this.#ended = true;
    this.#wake?.();
  }
}

/** URL objects cannot be sent. */
function sendable(source: VideoSource): VideoSource {
  return source instanceof URL ? source.href : source;
}
