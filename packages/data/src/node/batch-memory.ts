import { InvalidOptionError } from "../errors.js";
import { type Arrays, arrayNames, type PerArray, perArray } from "../triplet-arrays.js";

/** What the memory of a loader is made for. */
export interface BatchLayout {
  /** Numbers of one sample in each of its arrays. */
  readonly lengths: PerArray<number>;
  readonly batchSize: number;
  /** Batches that it holds. */
  readonly slots: number;
}

/** Bytes of one batch: 4·B·S²·(3 + 5T) with all modalities, 4·B·S²·3 more with neighbours, 4·B·S²·2T with flow. */
export function batchBytes(lengths: PerArray<number>, batchSize: number): number {
  return 4 * batchSize * arrayNames.reduce((sum, name) => sum + lengths[name], 0);
}

/**
 * A ring of batches in memory that threads share: they write samples where the batch has them, and nobody copies or sends them.
 * Batch k of a pass stands in slot k modulo `slots`.
 */
export class BatchMemory {
  readonly #slots: readonly Arrays[];

  /** @throws InvalidOptionError if there is not so much memory */
  constructor(readonly layout: BatchLayout) {
    const { lengths, batchSize, slots } = layout;
    const bytes = batchBytes(lengths, batchSize);
    try {
      this.#slots = Array.from({ length: slots }, () => {
        const buffer = new SharedArrayBuffer(bytes);
        let at = 0;
        return perArray((name) => {
          const array = new Float32Array(buffer, at, lengths[name] * batchSize);
          at += array.byteLength;
          return array;
        });
      });
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new InvalidOptionError("batchSize", batchSize, `what fits into memory (${slots} × ${bytes} bytes do not)`);
    }
  }

  /** The buffers of the slots. */
  get buffers(): SharedArrayBuffer[] {
    return this.#slots.map(({ image }) => image.buffer as SharedArrayBuffer);
  }

  /** The `count` samples of a batch from `from` on, side by side. */
  samples(batch: number, from: number, count: number): Arrays {
    const slot = this.#slots[batch % this.#slots.length]!;
    return perArray((name) => {
      const length = this.layout.lengths[name];
      return slot[name].subarray(from * length, (from + count) * length);
    });
  }

  /** Copies a sample to another place of its batch. */
  move(batch: number, from: number, to: number): void {
    const [source, target] = [this.samples(batch, from, 1), this.samples(batch, to, 1)];
    for (const name of arrayNames) target[name].set(source[name]);
  }
}

/** By whom it was left: one pass after the other over the same threads works in the same memory. */
const idle = new WeakMap<object, BatchMemory>();

/** Memory of this layout: what {@link keepMemory} left, if it fits. @param owner  whose threads know it */
export function takeMemory(owner: object, layout: BatchLayout): { memory: BatchMemory; old: BatchMemory | null } {
  const left = idle.get(owner) ?? null;
  idle.delete(owner);
  if (left !== null && JSON.stringify(left.layout) === JSON.stringify(layout)) return { memory: left, old: null };
  return { memory: new BatchMemory(layout), old: left };
}

/** Leaves memory that nobody writes to any more for the next pass. @returns what was left before, to be forgotten */
export function keepMemory(owner: object, memory: BatchMemory): BatchMemory | null {
  const before = idle.get(owner) ?? null;
  idle.set(owner, memory);
  return before;
}
