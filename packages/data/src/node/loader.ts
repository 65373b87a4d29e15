import type { ClipRecord } from "../dataset.js";
import { BrokenClipsError, InvalidOptionError, UnknownLabelError } from "../errors.js";
import { mixSeed, shuffledIndices } from "../random.js";
import { samplesPerClip, samplingOf } from "../sampling/pass-sampling.js";
import { modalities as everything } from "../triplet.js";
import { arrayLengths } from "../triplet-arrays.js";
import { abortable } from "./abortable.js";
import { type Batch, type Plan, type PlannedClip, planPass, type Sample, toBatch } from "./batch.js";
import { type BatchLayout, batchBytes, keepMemory, takeMemory } from "./batch-memory.js";
import { createClipReaders } from "./clip-readers.js";
import type { ClipTask, SkippedClip } from "./clip-task.js";
import { checkOptions, type LoaderOptions } from "./loader-options.js";
import { type LoaderState, planNumber, startOf } from "./loader-state.js";
import { ReadAhead } from "./read-ahead.js";

/** Batches of one pass. Every iteration starts the pass again (where `resume` or `from` say). */
export interface Loader extends AsyncIterable<Batch> {
  /** Batches of a whole pass; those without a single readable clip are left out. */
  readonly steps: number;
  /** Bytes of the batches that are read ahead or in use, which an iteration holds from its beginning to its end. */
  readonly memoryBytes: number;
  /** Clips of the latest iteration that could not be used, in the order they were met. */
  readonly skipped: readonly SkippedClip[];
  /**
   * Where the latest iteration stands: behind the batch that was delivered last, however far has been read ahead. A loader made
   * with it as `resume` delivers the batches that are left, equal to those that this one would.
   */
  state(): LoaderState;
}

/**
 * Loads batches with worker threads. Batch k of an epoch is made of the same clips whatever the number of threads; a clip that
 * cannot be read, or that a thread dies of, leaves its batch smaller and is listed in `skipped`.
 *
 * Leaving the loop, an error or `signal` ends the threads.
 * @throws EmptyDatasetError, UnknownLabelError, InvalidOptionError, StateMismatchError; while iterating: BrokenClipsError,
 * WorkerDiedError, the signal's reason
 */
export function createLoader(options: LoaderOptions): Loader {
  checkOptions(options);
  const { clips, classes, batchSize, modalities = everything, arrays = "owned", signal } = options;
  const train = options.mode === "train";
  const labels = clips.map((clip) => labelIndex(classes, clip, train));
  const number = planNumber(options);
  const start = startOf(options, number);
  const { seed, epoch } = start;
  const { sampling = "triplets", crops = 1 } = options;
  const perClip = { samples: samplesPerClip(sampling, train), crops };
  const plan = planPass(orderOf(options, mixSeed(seed, epoch)), perClip, batchSize, options.dropLast ?? false);
  const layout = layoutOf(options, plan);
  const skipped: SkippedClip[] = [...start.skipped];
  let next = start.batch;
  return {
    steps: plan.batches,
    memoryBytes: layout.slots * batchBytes(layout.lengths, batchSize),
    skipped,
    state: () => ({ seed, epoch, batch: next, skipped: [...skipped], plan: number }),
    [Symbol.asyncIterator]: () => iterate(),
  };

  async function* iterate(): AsyncGenerator<Batch, void, void> {
    signal?.throwIfAborted();
    skipped.splice(0, skipped.length, ...start.skipped);
    next = start.batch;
    const own = options.readers === undefined;
    const readers = options.readers ?? createClipReaders(options.workers ?? 2);
    const close = () => void readers.close();
    if (own) signal?.addEventListener("abort", close, { once: true });
    const { memory, old } = takeMemory(readers, layout);
    if (old !== null) readers.forget?.(old.buffers);
    let first = plan.clips.findIndex(({ firstSample }) => firstSample + plan.perClip > next * batchSize);
    if (first < 0) first = plan.clips.length;
    const queue = new ReadAhead(plan, memory, readers, taskOf, first);
    try {
      // A clip whose triplets are in several batches is read from its first one on.
      const begin = Math.min(
        next,
        Math.floor((plan.clips[first]?.firstSample ?? Number.POSITIVE_INFINITY) / batchSize),
      );
      for (let batch = begin; batch < plan.batches; batch++) {
        queue.advance(batch);
        const samples = await samplesOf(queue, batch, first);
        if (batch < start.batch) continue;
        next = batch + 1;
        if (samples.length === 0) continue;
        const delivered = toBatch(memory, batch, samples, arrays === "owned");
        if (arrays === "owned" && readers.concurrency > 0) queue.advance(next); // its place is free
        yield delivered;
      }
    } finally {
      signal?.removeEventListener("abort", close);
      const stopped = queue.stop();
      if (own) await readers.close();
      else {
        const kept = stopped.then(() => readers.forget?.(keepMemory(readers, memory)?.buffers ?? []));
        if (!signal?.aborted) await kept;
      }
    }
  }

  /** The readable samples of a batch, in order. @param first  index of the first clip that is read */
  async function samplesOf(queue: ReadAhead, batch: number, first: number): Promise<Sample[]> {
    const samples: Sample[] = [];
    const [from, to] = [batch * batchSize, Math.min((batch + 1) * batchSize, plan.clips.length * plan.perClip)];
    for (let sample = from; sample < to; sample++) {
      const index = Math.floor(sample / plan.perClip);
      if (index < first) continue;
      const { clip, firstSample } = plan.clips[index]!;
      const result = await abortable(queue.result(index), signal);
      if ("skipped" in result) {
        skip(result.skipped);
        continue;
      }
      const { triplet, crop } = result.triplets[sample - firstSample]!;
      samples.push({ place: sample - from, triplet, crop, label: labels[clip]!, clip });
    }
    return samples;
  }

  function skip(clip: SkippedClip): void {
    if (skipped.some(({ file }) => file === clip.file)) return;
    skipped.push(clip);
    const { maximumSkipped = 1 } = options;
    const count = new Set(plan.clips.map((planned) => planned.clip)).size;
    const whole = start.batch === 0 || options.resume !== undefined; // else nobody knows how many there were before
    if (skipped.length > maximumSkipped * count || (whole && skipped.length === count))
      throw new BrokenClipsError([...skipped], count);
  }

  function taskOf({ clip, part }: PlannedClip): ClipTask {
    const { shape, augment = {}, rule, squared, frames, flow } = options;
    const clipSeed = mixSeed(seed, epoch, clip);
    return {
      file: clips[clip]!.file,
      options: {
        shape,
        which: samplingOf(sampling, train, clipSeed),
        augment: train && augment !== null ? { ...augment, seed: mixSeed(clipSeed, 1) } : null,
        ...(options.modalities && { modalities }),
        ...(rule && { rule }),
        ...(frames && { frames }),
        ...(flow && { flow }),
        ...(crops !== 1 && { crops }),
        ...(squared && { squared }),
        ...(part !== null && { only: part }),
      },
    };
  }
}

/** The clips of a pass in their order, those of the shard alone. */
function orderOf({ clips, mode, shard = { index: 0, count: 1 }, dropLast }: LoaderOptions, seed: number): number[] {
  const order = mode === "train" ? shuffledIndices(clips.length, seed) : clips.map((_, index) => index);
  const shared = dropLast ? order.length - (order.length % shard.count) : order.length;
  return order.slice(0, shared).filter((_, k) => k % shard.count === shard.index);
}

/** As many batches as are read ahead, and the one in use; or as `memory` has room for. */
function layoutOf(
  { shape, modalities = everything, batchSize, prefetch = 1, sampling, flow = false, ...options }: LoaderOptions,
  plan: Plan,
): BatchLayout {
  const lengths = arrayLengths(shape, modalities, { neighbours: sampling === "neighbours", flow });
  const threads = options.readers?.concurrency ?? options.workers ?? 2;
  const busy = Math.ceil((threads * plan.perClip) / batchSize);
  const wanted = threads === 0 ? plan.span : Math.max(Math.max(prefetch, prefetch && busy) + 1, plan.span);
  const bytes = batchBytes(lengths, batchSize);
  const { memory = Number.POSITIVE_INFINITY } = options;
  if (memory < plan.span * bytes)
    throw new InvalidOptionError("memory", memory, `at least ${plan.span * bytes} for batches of ${batchSize}`);
  return { lengths, batchSize, slots: Math.min(wanted, Math.floor(memory / bytes)) };
}

/** −1: a clip without label, which can be evaluated and not be trained on. */
function labelIndex(classes: readonly string[], { label, file }: ClipRecord, train: boolean): number {
  if (label === null) {
    if (train) throw new UnknownLabelError(`${file} has no label to train on`);
    return -1;
  }
  const index = classes.indexOf(label);
  if (index < 0)
    throw new UnknownLabelError(`${file} is labelled "${label}", which is not among the ${classes.length} classes`);
  return index;
}
