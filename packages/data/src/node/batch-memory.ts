import { InvalidOptionError } from "../errors.js";
import type { Modality, TripletShape } from "../triplet.js";
import type { Arrays } from "../triplet-arrays.js";

/** Numbers of one sample in each modality; 0 where it was not asked for. */
export type SampleLengths = Readonly<Record<Modality, number>>;

/** What the memory of a loader is made for. */
export interface BatchLayout {
  readonly lengths: SampleLengths;
  readonly batchSize: number;
  /** Batches that it holds. */
  readonly slots: number;
}

/** Numbers of a sample: S·S·3, T·S·S·2 and T·S·S·3. */
export function sampleLengths({ size, steps }: TripletShape, modalities: readonly Modality[]): SampleLengths {
  const area = size * size;
  const lengths = { image: area * 3, motion: steps * area * 2, residual: steps * area * 3 };
  const of = (modality: Modality) => (modalities.includes(modality) ? lengths[modality] : 0);
  return { image: of("image"), motion: of("motion"), residual: of("residual") };
}

/** Bytes of one batch: 4·B·S²·(3 + 5T) with all modalities. */
export function batchBytes({ image, motion, residual }: SampleLengths, batchSize: number): number {
  return 4 * batchSize * (image + motion + residual);
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
        const image = new Float32Array(buffer, 0, lengths.image * batchSize);
        const motion = new Float32Array(buffer, image.byteLength, lengths.motion * batchSize);
        const residual = new Float32Array(buffer, image.byteLength + motion.byteLength, lengths.residual * batchSize);
        return { image, motion, residual };
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
    const of = (modality: Modality) => {
      const length = this.layout.lengths[modality];
      return slot[modality].subarray(from * length, (from + count) * length);
    };
    return { image: of("image"), motion: of("motion"), residual: of("residual") };
  }

  /** Copies a sample to another place of its batch. */
  move(batch: number, from: number, to: number): void {
    const [source, target] = [this.samples(batch, from, 1), this.samples(batch, to, 1)];
    target.image.set(source.image);
    target.motion.set(source.motion);
    target.residual.set(source.residual);
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
