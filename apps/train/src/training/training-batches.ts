import type { ClipRecord } from "@cvar/data";
import { type Batch, type ClipReaders, createLoader, type SkippedClip } from "@cvar/data/node";
import { DatasetError } from "../errors.js";
import type { Run } from "../run-folder.js";

/** What the batches of a training are made from. */
export interface BatchSource {
  readonly run: Run;
  readonly clips: readonly ClipRecord[];
  readonly batchSize: number;
  readonly readers: ClipReaders;
  /** By file; filled as clips turn out to be unreadable. */
  readonly skipped: Map<string, SkippedClip>;
}

/**
 * The batches of an epoch from its step `from` on: order, triplets and crops follow from the run's seed and the epoch.
 * @throws DatasetError if no clip of the epoch can be read
 */
export async function* trainingBatches(source: BatchSource, epoch: number, from: number): AsyncGenerator<Batch> {
  const { run, clips, batchSize, readers, skipped } = source;
  const loader = createLoader({
    clips,
    classes: run.classes,
    shape: run.shape,
    batchSize,
    mode: "train",
    seed: run.seed,
    epoch,
    from,
    readers,
    prefetch: 2,
    modalities: run.modalities,
    augment: run.augment ? {} : null,
  });
  let batches = 0;
  try {
    for await (const batch of loader) {
      batches++;
      yield batch;
    }
  } finally {
    for (const clip of loader.skipped) skipped.set(clip.file, clip);
  }
  if (batches > 0 || from > 0) return;
  const first = loader.skipped[0]?.reason ?? "unknown";
  throw new DatasetError(`none of the ${clips.length} training clips can be read`, `the first: ${first}`);
}
