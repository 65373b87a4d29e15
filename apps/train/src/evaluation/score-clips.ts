import { type ClipRecord, isDataError, type Modality, type TripletShape } from "@cvar/data";
import { createLoader, type SkippedClip } from "@cvar/data/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { batchTensors, disposeBatch, modelInputs } from "../training/model-inputs.js";

export interface ScoreOptions {
  readonly model: LayersModel;
  readonly clips: readonly ClipRecord[];
  readonly classes: readonly string[];
  readonly shape: TripletShape;
  readonly modalities: readonly Modality[];
  /** Threads that read clips. */
  readonly workers: number;
  /** Triplets at a time. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  onClip?(done: number): void;
}

export interface ClipScores {
  /** Index into the clips asked for. */
  readonly clip: number;
  /** Mean logits of the clip's eight triplets, [classes]. */
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

/** Scores clips by the papers' test protocol: the mean over 8 uniform triplets, centre crop. */
export async function scoreClips(options: ScoreOptions): Promise<Scores> {
  const { model, clips, classes, shape, modalities, workers, batchSize = 8 } = options;
  const began = performance.now();
  let network = 0;
  const sums = new Map<number, { logits: Float32Array; triplets: number }>();
  const loader = createLoader({
    clips,
    classes,
    shape,
    batchSize,
    seed: 0,
    epoch: 0,
    workers,
    mode: "eval",
    modalities,
    arrays: "borrowed",
    ...(options.signal && { signal: options.signal }),
  });
  try {
    for await (const batch of loader) {
      const from = performance.now();
      const logits = await predictBatch(model, batch);
      network += performance.now() - from;
      for (const [i, clip] of batch.clips.entries()) {
        add(sums, clip, logits.subarray(i * classes.length, (i + 1) * classes.length));
      }
      options.onClip?.(sums.size + loader.skipped.length);
    }
  } catch (error) {
    if (!isDataError(error, "BrokenClipsError")) throw error; // without one readable clip there is nothing scored
  }
  const scored = [...sums]
    .sort(([a], [b]) => a - b)
    .map(([clip, { logits, triplets }]) => ({ clip, logits: logits.map((v) => v / triplets) }));
  return {
    scored,
    skipped: loader.skipped,
    seconds: (performance.now() - began) / 1000,
    networkSeconds: network / 1000,
  };
}

/** Logits of a batch, [batch · classes]. */
export async function predictBatch(
  model: LayersModel,
  batch: Parameters<typeof batchTensors>[1],
): Promise<Float32Array> {
  const tensors = batchTensors(model, batch);
  const logits = tf.tidy(() => model.apply(modelInputs(model, tensors), { training: false }) as tf.Tensor);
  const data = (await logits.data()) as Float32Array;
  logits.dispose();
  disposeBatch(tensors);
  return data;
}

function add(sums: Map<number, { logits: Float32Array; triplets: number }>, clip: number, logits: Float32Array): void {
  const sum = sums.get(clip) ?? { logits: new Float32Array(logits.length), triplets: 0 };
  sums.set(clip, { logits: sum.logits.map((v, c) => v + logits[c]!), triplets: sum.triplets + 1 });
}
