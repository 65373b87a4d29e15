import { type Arrays, perArray } from "../triplet-arrays.js";
import type { Place, ToWorker } from "./worker-messages.js";

/** Memory that threads know by number: it is sent to them once, and not with every task that writes there. */
export class SharedArrays {
  readonly #numbers = new Map<SharedArrayBuffer, number>();
  #latest = 0;

  /** @param tell  sends a message to every thread */
  constructor(private readonly tell: (message: ToWorker) => void) {}

  /** What a new thread must be told. */
  known(): ToWorker[] {
    return [...this.#numbers].map(([buffer, memory]) => ({ kind: "share", memory, buffer }));
  }

  placeOf(arrays: Arrays): Place {
    const memory = this.#number(arrays.image.buffer as unknown as SharedArrayBuffer);
    const at = (array: Float32Array) => [array.byteOffset / Float32Array.BYTES_PER_ELEMENT, array.length] as const;
    return { memory, ...perArray((name) => at(arrays[name])) };
  }

  forget(buffers: readonly SharedArrayBuffer[]): void {
    for (const buffer of buffers) {
      const memory = this.#numbers.get(buffer);
      if (memory === undefined) continue;
      this.#numbers.delete(buffer);
      this.tell({ kind: "forget", memory });
    }
  }

  #number(buffer: SharedArrayBuffer): number {
    const known = this.#numbers.get(buffer);
    if (known !== undefined) return known;
    const memory = ++this.#latest;
    this.#numbers.set(buffer, memory);
    this.tell({ kind: "share", memory, buffer });
    return memory;
  }
}
