import type { ClipRecord, CropCount } from "@cvar/data";
import { createLoader } from "@cvar/data/node";
import { joules, measure } from "@cvar/energy";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { RunEnergy } from "../energy/run-energy.js";
import { loaderOptions, type Reading } from "../reading/reading.js";
import { batchTensors, disposeBatch, modelArrays, modelInputs } from "../training/model-inputs.js";
import type { Cost } from "./result.js";

export interface CostOptions {
  readonly model: LayersModel;
  /** what it is called in the report */
  readonly name: string;
  readonly clips: readonly ClipRecord[];
  readonly classes: readonly string[];
  readonly reading: Reading;
  readonly workers: number;
  readonly crops: CropCount;
}

/**
 * What one video (eight samples, each in so many crops) costs, counted from traces of the network on the given clips: operations are the same for
 * every video, spikes are averaged.
 */
export async function costOf({ model, name, clips, classes, reading, workers, crops }: CostOptions): Promise<Cost> {
  const loader = createLoader({
    clips,
    classes,
    ...loaderOptions(reading),
    batchSize: 8,
    seed: 0,
    epoch: 0,
    workers,
    mode: "eval",
    crops,
    arrays: "borrowed",
  });
  const sum = { macs: 0, accumulates: 0, spikes: 0, joules: 0 };
  const energy = new RunEnergy();
  const videos = new Set<number>();
  for await (const batch of loader) {
    const tensors = batchTensors(model, modelArrays(reading, batch));
    const measured = measure(model, modelInputs(model, tensors));
    disposeBatch(tensors);
    for (const clip of batch.clips) videos.add(clip);
    sum.macs += measured.macs;
    sum.accumulates += measured.accumulates;
    sum.spikes += measured.spikes;
    sum.joules += joules(measured);
    energy.add(measured, batch.clips.length);
  }
  const report = energy.report({ model: name, parameters: model.countParams(), videos: videos.size });
  const mean = (value: number) => value / Math.max(1, videos.size);
  return {
    params: model.countParams(),
    macsPerVideo: mean(sum.macs),
    accumulatesPerVideo: mean(sum.accumulates),
    spikesPerVideo: mean(sum.spikes),
    spikeRate: report.spikeRate,
    energyJoules: mean(sum.joules),
    measuredOn: videos.size,
    energy: report,
  };
}
