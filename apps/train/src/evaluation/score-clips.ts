import { type ClipRecord, type CropCount, isDataError } from "@cvar/data";
import { createLoader, type SkippedClip } from "@cvar/data/node";
import { loaderOptions, type Reading } from "../reading/reading.js";
import type { Replicas } from "../replicas/replicas.js";
import { modelArrays } from "../training/model-inputs.js";

export interface ScoreOptions {
  /** The model, on one backend or several. */
  readonly replicas: Replicas;
  readonly clips: readonly ClipRecord[];
  readonly classes: readonly string[];
  readonly reading: Reading;
  /** Threads that read clips. */
  readonly workers: number;
  /** Crops of each sample: 1 (default), 3 or 10. */
  readonly crops?: CropCount;
  /** Views (samples, in each crop) at a time. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  onClip?(done: number): void;
}

export interface ClipScores {
  /** Index into the clips asked for. */
  readonly clip: number;
  /** Mean logits of the clip's views (eight samples, each in so many crops), [classes]. */
  readonly logits: Float32Array;
}

export interface Scores {
  readonly scored: readonly ClipScores[];
  readonly skipped: readonly SkippedClip[];
  /** From the first clip asked for to the last answer: reading, decoding, tracing and the network. */
  readonly seconds: number;
  /** Of them, in the network. */
  readonly networkSeconds: number;
}

/** Scores clips by the papers' test protocol: the mean over 8 uniform samples, each in the centre crop, in 3 or in 10 crops. */
export async function scoreClips(options: ScoreOptions): Promise<Scores> {
  const { replicas, clips, classes, reading, workers, batchSize = 8, crops = 1 } = options;
  const began = performance.now();
  let network = 0;
  const sums = new Map<number, { logits: Float32Array; views: number }>();
  const loader = createLoader({
    clips,
    classes,
    ...loaderOptions(reading),
    batchSize,
    seed: 0,
    epoch: 0,
    workers,
    mode: "eval",
    crops,
    arrays: "borrowed",
    ...(options.signal && { signal: options.signal }),
  });
  replicas.shareWeights();
  try {
    for await (const batch of loader) {
      const from = performance.now();
      const logits = await replicas.predict(modelArrays(reading, batch));
      network += performance.now() - from;
      for (const [i, clip] of batch.clips.entries()) {
        add(sums, clip, logits.subarray(i * classes.length, (i + 1) * classes.length));
      }
      options.onClip?.(sums.size + loader.skipped.length);
    }
  } catch (error) {
    if (!isDataError(error, "BrokenClipsError")) throw error; // without one readable clip there is nothing scored
  }
  const broken = new Set(loader.skipped.map(({ file }) => file)); // where a part could be read, the rest could not
  const scored = [...sums]
    .filter(([clip]) => !broken.has(clips[clip]!.file))
    .sort(([a], [b]) => a - b)
    .map(([clip, { logits, views }]) => ({ clip, logits: logits.map((v) => v / views) }));
  return {
    scored,
    skipped: loader.skipped,
    seconds: (performance.now() - began) / 1000,
    networkSeconds: network / 1000,
  };
}

function add(sums: Map<number, { logits: Float32Array; views: number }>, clip: number, logits: Float32Array): void {
  const sum = sums.get(clip) ?? { logits: new Float32Array(logits.length), views: 0 };
  sums.set(clip, { logits: sum.logits.map((v, c) => v + logits[c]!), views: sum.views + 1 });
}
