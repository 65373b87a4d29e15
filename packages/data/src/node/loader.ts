import type { RuleName } from "@cvar/accumulate";
import type { AugmentOptions } from "../crop-window.js";
import type { ClipRecord } from "../dataset.js";
import { EmptyDatasetError, InvalidOptionError, UnknownLabelError } from "../errors.js";
import { mixSeed, shuffledIndices } from "../random.js";
import { modalities as everything, type Modality, type TripletShape, tripletPositions } from "../triplet.js";
import { abortable } from "./abortable.js";
import { type Batch, planBatches, type Sample, toBatch } from "./batch.js";
import { type ClipReaders, createClipReaders } from "./clip-readers.js";
import type { ClipTask, SkippedClip } from "./clip-task.js";
import { ReadAhead } from "./read-ahead.js";

export interface LoaderOptions {
  readonly clips: readonly ClipRecord[];
  readonly classes: readonly string[];
  readonly shape: TripletShape;
  /** Triplets per batch. */
  readonly batchSize: number;
  /**
   * `"train"`: the clips in a random order, one random triplet of each, randomly cropped and mirrored. `"eval"`: the clips in
   * their order, eight uniform triplets of each, centre crop.
   */
  readonly mode: "train" | "eval";
  /** Order, triplets and crops follow from seed and epoch alone. Default 0. */
  readonly seed?: number;
  readonly epoch?: number;
  /** Threads that decode; 0 decodes in this one. Default 2. */
  readonly workers?: number;
  /** Threads to use instead of the loader's own: kept when it is done. */
  readonly readers?: ClipReaders;
  /** Batches read ahead of the one in use. Default 1. */
  readonly prefetch?: number;
  /** The first batch to deliver, to go on within an epoch. Default 0. */
  readonly from?: number;
  readonly modalities?: readonly Modality[];
  readonly rule?: RuleName;
  /** Scales and mirroring of training crops; null: the centre crop in training too. */
  readonly augment?: Omit<AugmentOptions, "seed"> | null;
  readonly signal?: AbortSignal;
}

/** Batches of one pass. Every iteration starts the pass again. */
export interface Loader extends AsyncIterable<Batch> {
  /** Batches of a whole pass; those without a single readable clip are left out. */
  readonly steps: number;
  /** Clips of the latest iteration that could not be used, in the order they were met. */
  readonly skipped: readonly SkippedClip[];
}

/**
 * Loads batches with worker threads. Batch k of an epoch is made of the same clips whatever the number of threads; a clip that
 * cannot be read leaves its batch smaller and is listed in `skipped`.
 *
 * At most `prefetch` batches and one clip per thread are read ahead. Leaving the loop, an error or `signal` ends the threads.
 * @throws EmptyDatasetError, UnknownLabelError, InvalidOptionError; while iterating: WorkerDiedError, the signal's reason
 */
export function createLoader(options: LoaderOptions): Loader {
  const { clips, classes, batchSize, mode, seed = 0, epoch = 0, prefetch = 1, from = 0 } = options;
  if (clips.length === 0) throw new EmptyDatasetError("there are no clips to load");
  requireWhole("batchSize", batchSize, 1);
  requireWhole("prefetch", prefetch, 0);
  requireWhole("from", from, 0);
  requireWhole("shape.size", options.shape.size, 1);
  requireWhole("shape.steps", options.shape.steps, 1);
  const labels = clips.map(({ file, label }) => labelIndex(classes, label, file));
  const train = mode === "train";
  const order = train ? shuffledIndices(clips.length, mixSeed(seed, epoch)) : clips.map((_, index) => index);
  const perClip = train ? 1 : tripletPositions;
  const batches = planBatches(order, perClip, batchSize);
  const skipped: SkippedClip[] = [];
  return { steps: batches.length, skipped, [Symbol.asyncIterator]: () => iterate() };

  async function* iterate(): AsyncGenerator<Batch, void, void> {
    const { signal, modalities = everything, shape } = options;
    signal?.throwIfAborted();
    skipped.length = 0;
    const plan = batches.slice(from);
    const readers = options.readers ?? createClipReaders(options.workers ?? 2);
    const closeOwn = async () => (options.readers === undefined ? readers.close() : undefined);
    signal?.addEventListener("abort", closeOwn, { once: true });
    const queue = new ReadAhead(plan, readers, taskOf, Math.ceil((prefetch * batchSize) / perClip));
    try {
      for (const planned of plan) {
        const samples: Sample[] = [];
        for (const { clip, part } of planned) {
          const result = await abortable(queue.result(clip), signal);
          if ("triplets" in result) samples.push({ triplet: result.triplets[part]!, label: labels[clip]!, clip });
          else if (!skipped.includes(result.skipped)) skipped.push(result.skipped);
        }
        if (samples.length > 0) yield toBatch(samples, shape, modalities);
      }
    } finally {
      signal?.removeEventListener("abort", closeOwn);
      queue.stop();
      await closeOwn();
    }
  }

  function taskOf(clip: number): ClipTask {
    const { shape, augment = {}, modalities, rule } = options;
    const clipSeed = mixSeed(seed, epoch, clip);
    return {
      file: clips[clip]!.file,
      options: {
        shape,
        which: train ? { random: clipSeed } : "uniform",
        augment: train && augment !== null ? { ...augment, seed: mixSeed(clipSeed, 1) } : null,
        ...(modalities && { modalities }),
        ...(rule && { rule }),
      },
    };
  }
}

function labelIndex(classes: readonly string[], label: string, file: string): number {
  const index = classes.indexOf(label);
  if (index < 0)
    throw new UnknownLabelError(`${file} is labelled "${label}", which is not among the ${classes.length} classes`);
  return index;
}

function requireWhole(option: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new InvalidOptionError(option, value, `whole numbers from ${least}`);
}
