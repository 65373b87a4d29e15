import type { RuleName } from "@cvar/accumulate";
import type { ClipRecord } from "../dataset.js";
import { EmptyDatasetError, InvalidOptionError } from "../errors.js";
import type { AugmentOptions } from "../random-crop.js";
import type { PassSampling } from "../sampling/pass-sampling.js";
import type { TracedFrames } from "../sampling/traced-frames.js";
import { type CropCount, cropCounts } from "../test-crops.js";
import type { Modality, TripletShape } from "../triplet.js";
import type { TripletOptions } from "../triplet-options.js";
import type { ClipReaders } from "./clip-readers.js";
import type { LoaderState } from "./loader-state.js";

export interface LoaderOptions {
  readonly clips: readonly ClipRecord[];
  readonly classes: readonly string[];
  readonly shape: TripletShape;
  /** Triplets per batch. */
  readonly batchSize: number;
  /**
   * `"train"`: the clips in a random order, one random triplet of each, randomly cropped and mirrored. `"eval"`: the clips in
   * their order, eight uniform triplets of each, centre crop. Other `sampling` reads something else instead of triplets.
   */
  readonly mode: "train" | "eval";
  /** Order, triplets and crops follow from seed and epoch alone. Default 0. */
  readonly seed?: number;
  readonly epoch?: number;
  /** Every `count`-th clip of the pass, from its `index`-th on: what one of `count` processes reads. Default all. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Leave out a last batch that is not full; with `shard` all shards have as many batches then. Default false. */
  readonly dropLast?: boolean;
  /** Threads that decode; 0 decodes in this one. Default 2. */
  readonly workers?: number;
  /** Threads to use instead of the loader's own: kept when it is done. */
  readonly readers?: ClipReaders;
  /** Batches read ahead of the one in use; at least as many as keep every thread busy. Default 1. */
  readonly prefetch?: number;
  /** Bytes that batches which are read ahead or in use may take together: less is read ahead. Default no limit but `prefetch`. */
  readonly memory?: number;
  /**
   * `"owned"` (default): the arrays of a batch are the receiver's. `"borrowed"`: views of the memory that threads write to, which
   * hold until the next batch is asked for or the loop ends; nothing is copied and nothing is made anew.
   */
  readonly arrays?: "owned" | "borrowed";
  /** The first batch to deliver, to go on within an epoch. Default 0. */
  readonly from?: number;
  /** Goes on where an earlier loader stood ({@link Loader.state}): with its seed, its epoch and the batches it had not delivered. */
  readonly resume?: LoaderState;
  /**
   * Share of the clips that may be left out because they cannot be read, 0…1. Default 1: only a pass without a readable clip
   * fails.
   */
  readonly maximumSkipped?: number;
  /** What is read of each clip. Default `"triplets"`. */
  readonly sampling?: PassSampling;
  /**
   * Evaluation only: each sample comes once for each of so many crops, one after the other. Default 1. With more than one crop the
   * samples of a clip are read one by one, so that no more than `crops` of them need room at once.
   */
  readonly crops?: CropCount;
  /** Evaluation only: see {@link TripletOptions.squared}. */
  readonly squared?: boolean;
  /** Which frames motion and residual are read at. Default `"P"`. */
  readonly frames?: TracedFrames;
  readonly modalities?: readonly Modality[];
  /** Optical flow too: see {@link TripletOptions.flow}. Default false. */
  readonly flow?: boolean;
  readonly rule?: RuleName;
  /** Scales and mirroring of training crops; null: the centre crop in training too. */
  readonly augment?: Omit<AugmentOptions, "seed"> | null;
  readonly signal?: AbortSignal;
}

/** @throws EmptyDatasetError, InvalidOptionError */
export function checkOptions({ clips, batchSize, shape, shard, ...options }: LoaderOptions): void {
  if (clips.length === 0) throw new EmptyDatasetError("there are no clips to load");
  const { prefetch = 1, from = 0, maximumSkipped = 1, memory = 1 } = options;
  requireWhole("batchSize", batchSize, 1);
  requireWhole("prefetch", prefetch, 0);
  requireWhole("from", from, 0);
  requireWhole("memory", memory, 1);
  requireWhole("shape.size", shape.size, 1);
  requireWhole("shape.steps", shape.steps, 1);
  checkSampling({ shape, ...options });
  if (!(maximumSkipped >= 0 && maximumSkipped <= 1))
    throw new InvalidOptionError("maximumSkipped", maximumSkipped, "0 to 1");
  if (shard === undefined) return;
  requireWhole("shard.count", shard.count, 1);
  requireWhole("shard.index", shard.index, 0);
  if (shard.index >= shard.count) throw new InvalidOptionError("shard.index", shard.index, `less than ${shard.count}`);
  if (clips.length < shard.count)
    throw new EmptyDatasetError(`${clips.length} clips cannot be shared among ${shard.count} processes`);
}

function checkSampling({ sampling = "triplets", shape, mode, crops = 1, squared }: CheckedSampling): void {
  if (typeof sampling === "object") requireWhole("sampling.segments", sampling.segments, 1);
  if (sampling !== "triplets" && shape.steps !== 1)
    throw new InvalidOptionError("shape.steps", shape.steps, "1 for segments, groups and neighbours");
  if (!cropCounts.includes(crops)) throw new InvalidOptionError("crops", crops, cropCounts.join(", "));
  if (mode === "train" && (crops !== 1 || squared))
    throw new InvalidOptionError(
      "crops",
      squared ? `${crops}, squared` : crops,
      "1 in training, which has crops of its own",
    );
}

type CheckedSampling = Pick<LoaderOptions, "sampling" | "shape" | "mode" | "crops" | "squared">;

function requireWhole(option: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new InvalidOptionError(option, value, `whole numbers from ${least}`);
}
