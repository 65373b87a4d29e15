import { withoutValues } from "@cvar/backend";
import { countCalls, joules } from "@cvar/energy";
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
  const { calls, summary, statistics } = counted(name, overrides, card);
  const macsPerClip = calls.reduce((sum, { macs }) => sum + macs, 0);
  const spikeDrivenPerClip = calls.reduce((sum, { spikingMacs = 0 }) => sum + spikingMacs, 0);
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
    summary,
  };
}

/** Builds the model on a backend without values, and counts one call of it. */
function counted(name: ModelName, overrides: ModelOverrides, { inputs }: ModelCard) {
  return withoutValues(() => {
    const model = createModel(name, overrides, { weights: "zeros" });
    const zeros = inputs.map(({ shape, dtype }) => tf.zeros([1, ...shape], dtype as "float32" | "int32"));
    try {
      const calls = countCalls(() => model.predictOnBatch(zeros), [model]);
      const layers = new Set(model.layers.map((layer) => layer.name));
      const perLayer = new Map<string, number>();
      for (const { scope, macs, spikingMacs = 0 } of calls) {
        const layer = scope.split("/").find((part) => layers.has(part)) ?? scope;
        perLayer.set(layer, (perLayer.get(layer) ?? 0) + macs + spikingMacs);
      }
      const statistics = model.nonTrainableWeights.reduce(
        (n, { shape }) => n + tf.util.sizeFromShape(shape as number[]),
        0,
      );
      return { calls, summary: summarise(model, perLayer), statistics };
    } finally {
      tf.dispose(zeros);
      model.dispose();
    }
  });
}
