import type { Modality, Triplet, TripletShape } from "./triplet.js";

/** The arrays of one sample. */
export type Arrays = Pick<Triplet, Modality>;

/** With the I-frame of a neighbouring group. */
export type SampleArrays = Pick<Triplet, Modality | "neighbour">;

/**
 * Gives the arrays of one sample after the other: those of `old` triplets in their order while there are any of the right length
 * (each array once, though triplets may share theirs; as they were left), then new ones of zeros.
 * @param neighbours  whether samples have the I-frame of a neighbour, if they have I-frames at all
 */
export function arraySource(
  { size, steps }: TripletShape,
  modalities: readonly Modality[],
  neighbours: boolean,
  old: readonly (Arrays & Partial<SampleArrays>)[],
): () => SampleArrays {
  const area = size * size;
  const asked = (modality: Modality, length: number) => (modalities.includes(modality) ? length : 0);
  const lengths = {
    image: asked("image", area * 3),
    motion: asked("motion", steps * area * 2),
    residual: asked("residual", steps * area * 3),
    neighbour: neighbours ? asked("image", area * 3) : 0,
  };
  const used = new Set<Float32Array>();
  const take = (name: keyof SampleArrays): (() => Float32Array) => {
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
