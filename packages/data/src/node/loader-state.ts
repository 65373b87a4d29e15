import { basename } from "node:path";
import { StateMismatchError } from "../errors.js";
import { mixSeed } from "../random.js";
import type { SkippedClip } from "./clip-task.js";
import type { LoaderOptions } from "./loader-options.js";

/** Where a pass stands, as plain data for a checkpoint. */
export interface LoaderState {
  readonly seed: number;
  readonly epoch: number;
  /** The first batch that was not delivered. */
  readonly batch: number;
  /** Clips that were left out so far. */
  readonly skipped: readonly SkippedClip[];
  /** A number that stands for all that the pass's batches follow from besides seed and epoch. */
  readonly plan: number;
}

/** {@link LoaderState.plan} of a loader with these options. Folders of clips do not count: a dataset may be moved. */
export function planNumber(options: LoaderOptions): number {
  const { clips, classes, shape, batchSize, mode, shard, dropLast, modalities, rule, augment } = options;
  const { sampling, crops, squared, frames, flow } = options;
  const names = clips.map(({ file, label }) => [basename(file), label]);
  const rest = {
    classes,
    shape,
    batchSize,
    mode,
    shard,
    dropLast,
    modalities,
    rule,
    augment,
    sampling,
    crops,
    squared,
    frames,
    flow,
  };
  return mixSeed(...new TextEncoder().encode(JSON.stringify([names, rest])));
}

/**
 * The seed, epoch and first batch of a loader: the options', or those of the state that it goes on from.
 * @throws StateMismatchError if other options than it was made with would make other batches
 */
export function startOf(options: LoaderOptions, plan: number): Omit<LoaderState, "plan"> {
  const { seed = 0, epoch = 0, from = 0, resume } = options;
  if (resume === undefined) return { seed, epoch, batch: from, skipped: [] };
  const given = { seed: options.seed, epoch: options.epoch, from: options.from };
  const kept = { seed: resume.seed, epoch: resume.epoch, from: resume.batch };
  for (const key of ["seed", "epoch", "from"] as const) {
    if (given[key] !== undefined && given[key] !== kept[key])
      throw new StateMismatchError(`${key} is ${given[key]}, that of the saved position ${kept[key]}: leave it out`);
  }
  if (resume.plan !== plan)
    throw new StateMismatchError(
      "the saved position is of other batches: clips, classes, shape, batch size, mode or augmentation have changed",
    );
  return resume;
}
