import type { PlannedSample } from "./batch.js";
import type { ClipReaders } from "./clip-readers.js";
import type { ClipResult, ClipTask } from "./clip-task.js";

/**
 * Results of clips in the order of a plan, a bounded number of samples ahead of the one asked for. Clips are asked for in
 * plan order; one that is asked for several times in a row is read once.
 */
export class ReadAhead {
  readonly #clips: readonly number[];
  readonly #ahead: number;
  readonly #pending = new Map<number, Promise<ClipResult>>();
  #next = 0;
  #current = -1;
  #stopped = false;

  /** @param ahead  clips that may be under way or waiting besides the current one and one per thread; none without threads */
  constructor(
    batches: readonly (readonly PlannedSample[])[],
    private readonly readers: ClipReaders,
    private readonly taskOf: (clip: number) => ClipTask,
    ahead: number,
  ) {
    this.#clips = [...new Set(batches.flat().map(({ clip }) => clip))];
    this.#ahead = readers.concurrency === 0 ? 0 : ahead + readers.concurrency;
  }

  /** The clip's result; forgets the clips before it in the plan. */
  result(clip: number): Promise<ClipResult> {
    if (clip !== this.#current) {
      this.#pending.delete(this.#current);
      this.#current = clip;
    }
    while (!this.#stopped && this.#next < this.#clips.length && this.#pending.size <= this.#ahead) {
      const index = this.#clips[this.#next++]!;
      const result = this.readers.read(this.taskOf(index));
      result.catch(() => undefined); // whoever awaits it sees the error; nobody may, after an early end
      this.#pending.set(index, result);
    }
    return this.#pending.get(clip)!;
  }

  /** Asks for nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#pending.clear();
  }
}
