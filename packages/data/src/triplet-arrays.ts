import type { Modality, Triplet, TripletShape } from "./triplet.js";

/** The arrays of a sample by name: its modalities, the I-frame of a neighbouring group, and optical flow. */
export type ArrayName = Modality | "neighbour" | "flow";

export const arrayNames: readonly ArrayName[] = ["image", "motion", "residual", "neighbour", "flow"];

/** Something for each array of a sample. */
export type PerArray<T> = Readonly<Record<ArrayName, T>>;

/** What samples have beside their modalities. */
export interface ExtraArrays {
  /** The I-frame of a neighbour, if they have I-frames at all. */
  readonly neighbours: boolean;
  readonly flow: boolean;
}

/** Something for each array, made from its name. */
export function perArray<T>(make: (name: ArrayName) => T): PerArray<T> {
  return Object.fromEntries(arrayNames.map((name) => [name, make(name)])) as Record<ArrayName, T>;
}

/** The arrays of one sample. */
export type Arrays = Pick<Triplet, ArrayName>;

/** Numbers in each array of a sample: S·S·3, T·S·S·2, T·S·S·3, S·S·3 and T·S·S·2; 0 where it was not asked for. */
export function arrayLengths(
  { size, steps }: TripletShape,
  modalities: readonly Modality[],
  { neighbours, flow }: ExtraArrays,
): PerArray<number> {
  const area = size * size;
  const asked = (modality: Modality, length: number) => (modalities.includes(modality) ? length : 0);
  return {
    image: asked("image", area * 3),
    motion: asked("motion", steps * area * 2),
    residual: asked("residual", steps * area * 3),
    neighbour: neighbours ? asked("image", area * 3) : 0,
    flow: flow ? steps * area * 2 : 0,
  };
}

/**
 * Gives the arrays of one sample after the other: those of `old` triplets in their order while there are any of the right length
 * (each array once, though triplets may share theirs; as they were left), then new ones of zeros.
 */
export function arraySource(lengths: PerArray<number>, old: readonly Partial<Arrays>[]): () => Arrays {
  const used = new Set<Float32Array>();
  const take = (name: ArrayName): (() => Float32Array) => {
    const length = lengths[name];
    const free = old.map((arrays) => arrays[name]).filter((array) => length > 0 && array?.length === length);
    let next = 0;
    return () => {
      while (next < free.length) {
        const array = free[next++]!;
        if (used.has(array)) continue;
        used.add(array);
        return array;
      }
      return new Float32Array(length);
    };
  };
  const next = perArray(take);
  return () => perArray((name) => next[name]());
}
