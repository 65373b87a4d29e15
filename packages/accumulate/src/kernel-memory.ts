import { LimitExceededError } from "./errors.js";
import { instantiateKernels, type Kernels } from "./kernels.js";

/** A WebAssembly memory that grows with what is taken of it, and the kernels that work in it. */
export interface KernelMemory {
  readonly kernels: Kernels;
  /** Address of an array of so many bytes, where it stays; views of the memory are to be made anew. @throws LimitExceededError */
  take(bytes: number): number;
  /** Address of at least so many bytes for the length of one call: they belong to whoever asks next. @throws LimitExceededError */
  workspace(bytes: number): number;
}

/** Which memory a buffer is the present view of. */
const memories = new WeakMap<ArrayBufferLike, KernelMemory>();

/** Bytes that kernels may read or write past an array. */
const slack = 16;

export function createKernelMemory(): KernelMemory {
  const kernels = instantiateKernels();
  let taken = 0;
  let work = { at: 0, bytes: 0 };
  const take = (bytes: number) => {
    const at = taken;
    taken += (bytes + 15) & ~15;
    const base = kernels.reserve(taken + slack);
    if (base === 0) throw new LimitExceededError("bytes of memory", taken, 2 ** 32);
    memories.set(kernels.memory.buffer, memory);
    return base + at;
  };
  const memory: KernelMemory = {
    kernels,
    take,
    workspace(bytes) {
      // Twice what there was at least, so that what is left unused stays less than what is used.
      if (bytes > work.bytes) {
        const enough = Math.max(bytes, 2 * work.bytes);
        work = { at: take(enough), bytes: enough };
      }
      return work.at;
    },
  };
  return memory;
}

/** The memory that an array lies in; null for any other array. */
export function memoryOf(array: ArrayBufferView): KernelMemory | null {
  return memories.get(array.buffer) ?? null;
}
