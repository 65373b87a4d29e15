import { setMaxListeners } from "node:events";
import type { Plan, PlannedClip } from "./batch.js";
import type { BatchMemory } from "./batch-memory.js";
import type { ClipReaders } from "./clip-readers.js";
import type { ClipResult, ClipTask } from "./clip-task.js";

/**
 * Reads the clips of a plan into a ring of batches, as far ahead as the ring has room. Readers may finish in any order; results
 * are asked for in the plan's.
 */
export class ReadAhead {
  readonly #results = new Map<number, Promise<ClipResult>>();
  readonly #stop = new AbortController();
  #next: number;

  /** @param first  index of the first clip to read */
  constructor(
    private readonly plan: Plan,
    private readonly memory: BatchMemory,
    private readonly readers: ClipReaders,
    private readonly taskOf: (planned: PlannedClip) => ClipTask,
    first: number,
  ) {
    this.#next = first;
    setMaxListeners(0, this.#stop.signal); // one for each clip that is under way
  }

  /** Says that no batch before this one is used any more: their memory is written again. */
  advance(batch: number): void {
    const { plan, readers, memory } = this;
    const ahead = readers.concurrency === 0 ? plan.span : memory.layout.slots;
    for (; this.#next < plan.clips.length; this.#next++) {
      const planned = plan.clips[this.#next]!;
      if (this.#batchOf(planned, plan.perClip - 1) >= batch + ahead) break;
      // Without threads only what this batch needs: reading more would hold it up.
      if (readers.concurrency === 0 && this.#batchOf(planned, 0) > batch) break;
      const result = readers.read(this.taskOf(planned), this.#placesOf(planned), this.#stop.signal);
      result.catch(() => undefined); // whoever awaits it sees the error; nobody may, after an early end
      this.#results.set(this.#next, result);
    }
  }

  /** The result of a clip, by its index in the plan; forgets the clips before it. */
  result(index: number): Promise<ClipResult> {
    for (const earlier of this.#results.keys()) {
      if (earlier >= index) break;
      this.#results.delete(earlier);
    }
    return this.#results.get(index)!;
  }

  /** Begins nothing more. @returns when nothing is written to the memory any more */
  async stop(): Promise<void> {
    this.#next = this.plan.clips.length;
    this.#stop.abort();
    await Promise.allSettled(this.#results.values());
  }

  #batchOf({ firstSample }: PlannedClip, part: number): number {
    return Math.floor((firstSample + part) / this.plan.batchSize);
  }

  #placesOf(planned: PlannedClip) {
    const { perClip, batchSize } = this.plan;
    return Array.from({ length: perClip }, (_, part) =>
      this.memory.samples(this.#batchOf(planned, part), (planned.firstSample + part) % batchSize, 1),
    );
  }
}
