import { traceShapes, withoutValues } from "@cvar/backend";
import { joules, macsOfTrace } from "@cvar/energy";
import {
  type Comparison,
  compareWithPrinted,
  createModel,
  type ModelCard,
  type ModelName,
  type ModelOverrides,
  type ModelSummary,
  modelCard,
  summarise,
} from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import { spikeDrivenCalls } from "./spike-driven-calls.js";

/** A model's card, and what it costs, counted from a trace of the shapes alone. */
export interface CountedModel extends ModelCard {
  /** Weights that are not trained: running means and variances. */
  readonly statistics: number;
  /** Multiply-accumulates of one view (a triplet, a picture) that no spike drives, whatever the video. */
  readonly macsPerClip: number;
  readonly macsPerVideo: number;
  /** Operations behind spikes: one accumulate each for the share of neurons that fires, which only videos tell. */
  readonly spikeDrivenPerClip: number;
  readonly spikeDrivenPerVideo: number;
  /** Of `macsPerVideo` alone, at 45 nm. */
  readonly joulesPerVideo: number;
  /** What publications print of this very config, beside what is computed. */
  readonly comparisons: readonly Comparison[];
  /** Its parts; multiply-accumulates of the spike-driven ones among them. */
  readonly summary: ModelSummary;
}

/**
 * Counts a model without computing it: milliseconds, and no memory for its weights.
 * @throws UnknownModelError, InvalidConfigError (of `@cvar/models`)
 */
export function countModel(name: ModelName, overrides: ModelOverrides): CountedModel {
  const card = modelCard(name, overrides);
  const { calls, summaryOf, statistics } = traced(name, overrides, card);
  const { perCall } = macsOfTrace(calls);
  const spiking = spikeDrivenCalls(calls);
  const sum = (driven: boolean) =>
    perCall.filter(({ call }) => spiking.has(call) === driven).reduce((total, { macs }) => total + macs, 0);
  const [macsPerClip, spikeDrivenPerClip] = [sum(false), sum(true)];
  const views = card.views.clips * card.views.crops;
  const macsPerVideo = views * macsPerClip;
  const joulesPerVideo = joules({ macs: macsPerVideo, accumulates: 0 });
  const computed = { parameters: card.parameters, macsPerClip, macsPerVideo, joulesPerVideo };
  return {
    ...card,
    statistics,
    macsPerClip,
    macsPerVideo,
    spikeDrivenPerClip,
    spikeDrivenPerVideo: views * spikeDrivenPerClip,
    joulesPerVideo,
    comparisons: card.printed.filter(({ applies }) => applies).flatMap((row) => compareWithPrinted(row, computed)),
    summary: summaryOf(perCall),
  };
}

/** Builds the model on a backend without values, and records one call of it. */
function traced(name: ModelName, overrides: ModelOverrides, { inputs }: ModelCard) {
  return withoutValues(() => {
    const model = createModel(name, overrides, { weights: "zeros" });
    const zeros = inputs.map(({ shape, dtype }) => tf.zeros([1, ...shape], dtype as "float32" | "int32"));
    try {
      const { result, calls } = traceShapes(() => model.predictOnBatch(zeros), { layers: [model] });
      tf.dispose(result);
      const layers = new Set(model.layers.map((layer) => layer.name));
      const summaryOf = (perCall: ReturnType<typeof macsOfTrace>["perCall"]) => {
        const macs = new Map<string, number>();
        for (const { call, macs: count } of perCall) {
          const layer = call.scope.split("/").find((scope) => layers.has(scope)) ?? call.scope;
          macs.set(layer, (macs.get(layer) ?? 0) + count);
        }
        return summarise(model, macs);
      };
      const statistics = model.nonTrainableWeights.reduce(
        (n, { shape }) => n + tf.util.sizeFromShape(shape as number[]),
        0,
      );
      return { calls, summaryOf, statistics };
    } finally {
      tf.dispose(zeros);
      model.dispose();
    }
  });
}
