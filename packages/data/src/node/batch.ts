import { tripletPositions } from "../triplet.js";
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
  /** `[B]`, 0…7 */
  readonly triplets: Int32Array;
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
  const { image, motion, residual } = memory.samples(index, 0, samples.length);
  // Not slice(): a copy of shared memory is to be a plain array.
  const give = (array: Float32Array) => (owned ? new Float32Array(array) : array);
  return {
    index,
    images: give(image),
    motions: give(motion),
    residuals: give(residual),
    triplets: Int32Array.from(samples, ({ triplet }) => triplet),
    labels: Int32Array.from(samples, ({ label }) => label),
    clips: samples.map(({ clip }) => clip),
  };
}

/** A clip of a pass, and which of the pass's samples are its triplets. */
export interface PlannedClip {
  readonly clip: number;
  readonly firstSample: number;
}

/** A pass over the data: sample k is in batch ⌊k / batchSize⌋. */
export interface Plan {
  readonly clips: readonly PlannedClip[];
  readonly perClip: number;
  readonly batchSize: number;
  readonly batches: number;
  /** Batches that the triplets of one clip are part of, at most. */
  readonly span: number;
}

/**
 * The pass over clips in this order: one triplet of each in training, all eight in evaluation.
 * @param dropLast  leave out a last batch that is not full, and clips of which nothing is left then
 */
export function planPass(order: readonly number[], train: boolean, batchSize: number, dropLast: boolean): Plan {
  const perClip = train ? 1 : tripletPositions;
  const samples = order.length * perClip;
  const batches = dropLast ? Math.floor(samples / batchSize) : Math.ceil(samples / batchSize);
  const clips = order
    .map((clip, k) => ({ clip, firstSample: k * perClip }))
    .filter(({ firstSample }) => firstSample < batches * batchSize);
  const batchOf = (sample: number) => Math.floor(sample / batchSize);
  const spans = clips.map(({ firstSample }) => batchOf(firstSample + perClip - 1) - batchOf(firstSample) + 1);
  return { clips, perClip, batchSize, batches, span: spans.reduce((most, span) => Math.max(most, span), 1) };
}
