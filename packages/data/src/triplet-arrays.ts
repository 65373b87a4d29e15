import type { Modality, Triplet, TripletShape } from "./triplet.js";

/** The arrays of one group of pictures. */
export type Arrays = Pick<Triplet, Modality>;

/**
 * Gives the arrays of one group after the other: those of `old` triplets while there are any of the right length (each array
 * once, though triplets of a group share theirs; motion and residual as they were left), then new ones of zeros.
 */
export function arraySource(
  { size, steps }: TripletShape,
  modalities: readonly Modality[],
  old: readonly Arrays[],
): () => Arrays {
  const lengths = { image: size * size * 3, motion: steps * size * size * 2, residual: steps * size * size * 3 };
  const take = (modality: Modality): (() => Float32Array) => {
    const length = modalities.includes(modality) ? lengths[modality] : 0;
    const free = new Set(
      old.map((arrays) => arrays[modality]).filter((array) => length > 0 && array.length === length),
    );
    return () => {
      const [array] = free;
      if (array === undefined) return new Float32Array(length);
      free.delete(array);
      return array;
    };
  };
  const [image, motion, residual] = [take("image"), take("motion"), take("residual")];
  return () => ({ image: image(), motion: motion(), residual: residual() });
}
