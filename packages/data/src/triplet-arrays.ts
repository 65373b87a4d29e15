import type { Modality, Triplet, TripletShape } from "./triplet.js";

/** The arrays of a sample by name: its modalities, and the I-frame of a neighbouring group. */
export type ArrayName = Modality | "neighbour";

export const arrayNames: readonly ArrayName[] = ["image", "motion", "residual", "neighbour"];

/** Something for each array of a sample. */
export type PerArray<T> = Readonly<Record<ArrayName, T>>;

/** The arrays of one sample. */
export type Arrays = Pick<Triplet, ArrayName>;

/**
 * Numbers in each array of a sample: S·S·3, T·S·S·2, T·S·S·3 and S·S·3; 0 where it was not asked for.
 * @param neighbours  whether samples have the I-frame of a neighbour, if they have I-frames at all
 */
export function arrayLengths(
  { size, steps }: TripletShape,
  modalities: readonly Modality[],
  neighbours: boolean,
): PerArray<number> {
  const area = size * size;
  const asked = (modality: Modality, length: number) => (modalities.includes(modality) ? length : 0);
  return {
    image: asked("image", area * 3),
    motion: asked("motion", steps * area * 2),
    residual: asked("residual", steps * area * 3),
    neighbour: neighbours ? asked("image", area * 3) : 0,
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
  const [image, motion, residual, neighbour] = [take("image"), take("motion"), take("residual"), take("neighbour")];
  return () => ({ image: image(), motion: motion(), residual: residual(), neighbour: neighbour() });
}
