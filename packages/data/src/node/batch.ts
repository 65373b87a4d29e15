import type { Modality, Triplet, TripletShape, tripletPositions } from "../triplet.js";

/** Samples side by side, B of them. Arrays of modalities that were not asked for are empty. */
export interface Batch {
  /** `[B, S, S, 3]` */
  readonly images: Float32Array;
  /** `[B, T, S, S, 2]` */
  readonly motions: Float32Array;
  /** `[B, T, S, S, 3]` */
  readonly residuals: Float32Array;
  /** `[B]`, 0…7 */
  readonly triplets: Int32Array;
  /** `[B]`: index among the classes */
  readonly labels: Int32Array;
  /** `[B]`: index among the loader's clips */
  readonly clips: number[];
}

/** A triplet with what it belongs to. */
export interface Sample {
  readonly triplet: Triplet;
  readonly label: number;
  readonly clip: number;
}

/** Copies samples into one batch. */
export function toBatch(samples: readonly Sample[], shape: TripletShape, modalities: readonly Modality[]): Batch {
  const area = shape.size * shape.size;
  const gather = (modality: Modality, length: number) => {
    if (!modalities.includes(modality)) return new Float32Array(0);
    const all = new Float32Array(samples.length * length);
    samples.forEach(({ triplet }, k) => {
      all.set(triplet[modality], k * length);
    });
    return all;
  };
  return {
    images: gather("image", area * 3),
    motions: gather("motion", shape.steps * area * 2),
    residuals: gather("residual", shape.steps * area * 3),
    triplets: Int32Array.from(samples, ({ triplet }) => triplet.triplet),
    labels: Int32Array.from(samples, ({ label }) => label),
    clips: samples.map(({ clip }) => clip),
  };
}

/** One sample of a pass over the data: a clip, and which of the triplets that are read from it. */
export interface PlannedSample {
  readonly clip: number;
  readonly part: number;
}

/** The samples of a pass, cut into batches: one per clip in training, all eight of each clip in evaluation. */
export function planBatches(
  order: readonly number[],
  perClip: 1 | typeof tripletPositions,
  batchSize: number,
): PlannedSample[][] {
  const samples = order.flatMap((clip) => Array.from({ length: perClip }, (_, part) => ({ clip, part })));
  const count = Math.ceil(samples.length / batchSize);
  return Array.from({ length: count }, (_, k) => samples.slice(k * batchSize, (k + 1) * batchSize));
}
