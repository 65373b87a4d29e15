import { type ClipRecord, isDataError } from "@cvar/data";
import { type ClipReaders, createLoader, type LoaderState, type SkippedClip } from "@cvar/data/node";
import { DatasetError, RunError } from "../errors.js";
import { loaderOptions } from "../reading/reading.js";
import { type Run, readingOfRun } from "../run-folder.js";
import type { EpochBatches } from "./loop.js";
import { modelArrays } from "./model-inputs.js";

/** What the batches of a training are made from. */
export interface BatchSource {
  readonly run: Run;
  readonly clips: readonly ClipRecord[];
  readonly batchSize: number;
  readonly readers: ClipReaders;
  /** Whether batches have optical flow for a teacher. */
  readonly flow: boolean;
  /** By file; filled as clips turn out to be unreadable. */
  readonly skipped: Map<string, SkippedClip>;
}

/**
 * The batches of an epoch, from `resume` on where it is given: order, triplets and crops follow from the run's seed and the
 * epoch. A batch holds until the next is asked for.
 * @throws RunError if the data is not that of `resume`; while iterating DatasetError if no clip of the epoch can be read
 */
export function trainingBatches(source: BatchSource, epoch: number, resume: LoaderState | null): EpochBatches {
  const { run, clips, skipped } = source;
  const reading = readingOfRun(run);
  const loader = openLoader(source, epoch, resume);
  async function* read() {
    try {
      for await (const batch of loader) yield modelArrays(reading, batch);
    } catch (error) {
      if (!isDataError(error, "BrokenClipsError")) throw error;
      const first = loader.skipped[0]?.reason ?? "unknown";
      throw new DatasetError(`none of the ${clips.length} training clips can be read`, `the first: ${first}`, error);
    } finally {
      for (const clip of loader.skipped) skipped.set(clip.file, clip);
    }
  }
  return { state: () => loader.state(), [Symbol.asyncIterator]: read };

  function openLoader(source: BatchSource, epoch: number, resume: LoaderState | null) {
    try {
      return createLoader({
        clips,
        classes: run.classes,
        ...loaderOptions(reading),
        ...(source.flow && { flow: true }),
        batchSize: source.batchSize,
        mode: "train",
        seed: run.seed,
        epoch,
        ...(resume && { resume }),
        readers: source.readers,
        prefetch: 2,
        arrays: "borrowed",
        augment: run.augment ? {} : null,
      });
    } catch (error) {
      if (!isDataError(error, "StateMismatchError")) throw error;
      const advice = "resume with the data it began with, or begin again with --restart";
      throw new RunError(`the checkpoint stands in an epoch of other clips: ${error.message}`, advice, error);
    }
  }
}
