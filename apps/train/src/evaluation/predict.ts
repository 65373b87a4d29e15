import { readTriplets } from "@cvar/data";
import { joules, measure } from "@cvar/energy";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { tripletOptions } from "../reading/reading.js";
import { type Run, readingOfRun } from "../run-folder.js";
import { batchTensors, disposeBatch, modelArrays, modelInputs } from "../training/model-inputs.js";
import { withVideo } from "../video/open.js";
import { ranked, softmax } from "./metrics.js";

/** What `cvar predict` says of one video. */
export interface Prediction {
  readonly file: string;
  /** The five likeliest classes, the likeliest first. */
  readonly top: readonly { readonly label: string; readonly probability: number; readonly logit: number }[];
  readonly cost: {
    readonly macs: number;
    readonly accumulates: number;
    readonly spikes: number;
    readonly spikeRate: number | null;
    readonly joules: number;
    /** Reading the file to the network's inputs; the network. */
    readonly readSeconds: number;
    readonly networkSeconds: number;
  };
}

/** Classifies one video by the mean of its eight uniform samples. */
export async function predict(file: string, run: Run, model: LayersModel): Promise<Prediction> {
  const { classes } = run;
  const reading = readingOfRun(run);
  const began = performance.now();
  const triplets = await withVideo(file, (video) => readTriplets(video, tripletOptions(reading)));
  const read = performance.now();
  const join = (name: "image" | "motion" | "residual" | "neighbour" | "flow") => concat(triplets.map((t) => t[name]));
  const batch = modelArrays(reading, {
    images: join("image"),
    motions: join("motion"),
    residuals: join("residual"),
    neighbours: join("neighbour"),
    flows: join("flow"),
    triplets: Int32Array.from(triplets, (t) => t.triplet),
    labels: new Int32Array(triplets.length),
  });
  const tensors = batchTensors(model, batch);
  const inputs = modelInputs(model, tensors);
  const from = performance.now();
  const mean = tf.tidy(() => tf.mean(model.apply(inputs, { training: false }) as tf.Tensor, 0));
  const logits = (await mean.data()) as Float32Array;
  const networkSeconds = (performance.now() - from) / 1000;
  mean.dispose();
  const { macs, accumulates, spikes, spikeRate } = measure(model, inputs);
  disposeBatch(tensors);
  const probabilities = softmax(logits);
  return {
    file,
    top: ranked(logits)
      .slice(0, 5)
      .map((c) => ({ label: classes[c]!, probability: probabilities[c]!, logit: logits[c]! })),
    cost: {
      macs,
      accumulates,
      spikes,
      spikeRate,
      joules: joules({ macs, accumulates }),
      readSeconds: (read - began) / 1000,
      networkSeconds,
    },
  };
}

function concat(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, a) => sum + a.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
