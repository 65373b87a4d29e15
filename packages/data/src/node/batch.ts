import type { BatchMemory } from "./batch-memory.js";

/** Samples side by side, B of them. Arrays of modalities that were not asked for are empty. */
export interface Batch {
  /** Its place in the pass, from 0: places of batches without a readable clip are left out. */
  readonly index: number;
  /** `[B, S, S, 3]` */
  readonly images: Float32Array;
  /** `[B, T, S, S, 2]` */
  readonly motions: Float32Array;
  /** `[B, T, S, S, 3]` */
  readonly residuals: Float32Array;
  /** `[B, S, S, 3]`: I-frames of neighbouring groups; empty unless those are sampled. */
  readonly neighbours: Float32Array;
  /** `[B, T, S, S, 2]`: optical flow; empty unless it was asked for. */
  readonly flows: Float32Array;
  /** `[B]`: which of the eight uniform positions (0…7), or which segment */
  readonly triplets: Int32Array;
  /** `[B]`: which of the crops, from 0 */
  readonly crops: Int32Array;
  /** `[B]`: index among the classes; −1: the clip has no label */
  readonly labels: Int32Array;
  /** `[B]`: index among the loader's clips */
  readonly clips: number[];
}

/** A sample that was read, and what it belongs to. */
export interface Sample {
  /** Where it stands in its batch. */
  readonly place: number;
  readonly triplet: number;
  readonly crop: number;
  readonly label: number;
  readonly clip: number;
}

/**
 * The batch in a slot of the memory, closed up where clips were left out.
 * @param samples  at least one, by place
 * @param owned  true: in arrays of its own; false: views that hold until the slot is written again
 */
export function toBatch(memory: BatchMemory, index: number, samples: readonly Sample[], owned: boolean): Batch {
  samples.forEach(({ place }, k) => {
    if (place !== k) memory.move(index, place, k);
  });
  const { image, motion, residual, neighbour, flow } = memory.samples(index, 0, samples.length);
  const give = (array: Float32Array) => (owned ? copyOf(array) : array);
  return {
    index,
    images: give(image),
    motions: give(motion),
    residuals: give(residual),
    neighbours: give(neighbour),
    flows: give(flow),
    crops: Int32Array.from(samples, ({ crop }) => crop),
    triplets: Int32Array.from(samples, ({ triplet }) => triplet),
    labels: Int32Array.from(samples, ({ label }) => label),
    clips: samples.map(({ clip }) => clip),
  };
}

/** A copy in memory that is not shared, which slice() would not give. */
function copyOf(array: Float32Array): Float32Array {
  const copy = new Float32Array(array.length);
  copy.set(array);
  return copy;
}

/** A clip of a pass, or one part of it, and which of the pass's samples it gives. */
export interface PlannedClip {
  readonly clip: number;
  /** Which of the clip's samples is read; null: all of them. */
  readonly part: number | null;
  readonly firstSample: number;
}

/** A pass over the data: sample k is in batch ⌊k / batchSize⌋. */
export interface Plan {
  readonly clips: readonly PlannedClip[];
  /** Samples of each planned clip. */
  readonly perClip: number;
  readonly batchSize: number;
  readonly batches: number;
  /** Batches that the samples of one planned clip are part of, at most. */
  readonly span: number;
}

/** What a pass reads of each clip. */
export interface PerClip {
  readonly samples: number;
  readonly crops: number;
}

/**
 * The pass over clips in this order. Where samples come in several crops, each sample of a clip is planned by itself.
 * @param dropLast  leave out a last batch that is not full, and clips of which nothing is left then
 */
export function planPass(
  order: readonly number[],
  { samples, crops }: PerClip,
  batchSize: number,
  dropLast: boolean,
): Plan {
  const perClip = crops === 1 ? samples : crops;
  const parts = crops === 1 ? [null] : Array.from({ length: samples }, (_, part) => part);
  const total = order.length * samples * crops;
  const batches = dropLast ? Math.floor(total / batchSize) : Math.ceil(total / batchSize);
  const clips = order
    .flatMap((clip) => parts.map((part) => ({ clip, part })))
    .map((planned, k) => ({ ...planned, firstSample: k * perClip }))
    .filter(({ firstSample }) => firstSample < batches * batchSize);
  const batchOf = (sample: number) => Math.floor(sample / batchSize);
  const spans = clips.map(({ firstSample }) => batchOf(firstSample + perClip - 1) - batchOf(firstSample) + 1);
  return { clips, perClip, batchSize, batches, span: spans.reduce((most, span) => Math.max(most, span), 1) };
}
