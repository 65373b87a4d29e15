import type { ClipRecord, CropCount, Dataset } from "@cvar/data";
import type { SkippedClip } from "@cvar/data/node";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { clipsOf, type DataOptions, openDataset, reportedSplit, type Split } from "../dataset.js";
import { startEngine } from "../engine.js";
import { DatasetError } from "../errors.js";
import { shownSources, viewName, viewsPerVideo } from "../reading/reading.js";
import { openReplicas } from "../replicas/replicas.js";
import { type Run, readingOfRun } from "../run-folder.js";
import { costOf } from "./cost.js";
import { metricsOf, ranked, softmax } from "./metrics.js";
import type { ClipResult, Result } from "./result.js";
import { scoreClips } from "./score-clips.js";

export interface EvaluateOptions {
  onDataset?(dataset: Dataset): void;
  readonly run: Run;
  readonly model: LayersModel;
  /** Default: the data that the run was trained on. */
  readonly data?: string;
  /** What is not given is the run's, where `data` is the run's. */
  readonly dataOptions?: DataOptions;
  /** Default: test where there is one, else val. */
  readonly split?: Split;
  /** Threads that read clips. */
  readonly workers: number;
  /** Backends that the network runs on, each in a thread. Default 1. */
  readonly backends?: number;
  /** Crops of each sample. Default 1, the centre crop. */
  readonly crops?: CropCount;
  readonly signal?: AbortSignal;
  onClip?(done: number, total: number): void;
}

/** Clips that spikes are counted on: enough for a mean, few enough to be quick. */
const COSTED = 4;

/**
 * Evaluates a model by the papers' protocol (mean of 8 uniform samples, in the centre crop or in several) and counts its cost.
 * @throws DatasetError if no clip of the split can be read or has a class of the run
 */
export async function evaluate(options: EvaluateOptions): Promise<Result> {
  const { run, model, data = run.data, workers, crops = 1 } = options;
  const { classes } = run;
  const reading = readingOfRun(run);
  const engine = await startEngine();
  const dataset = await openDataset(data, {
    ...(data === run.data ? runDataOptions(run) : {}),
    ...options.dataOptions,
  });
  options.onDataset?.(dataset);
  const split = options.split ?? reportedSplit(dataset);
  const all = clipsOf(dataset, split, data);
  const known = new Set<string | null>(classes).add(null);
  const clips = all.filter((clip) => known.has(clip.label));
  const foreign = all
    .filter((clip) => !known.has(clip.label))
    .map(({ file, label }) => ({ file, reason: `the run has no class "${label}"` }));
  if (clips.length === 0)
    throw new DatasetError(`no clip of "${data}" has a class of the run`, `its classes are: ${classes.join(", ")}`);
  const common = { classes, reading, workers, crops };
  const replicas = await openReplicas(model, options.backends ?? 1);
  const { scored, skipped, seconds, networkSeconds } = await scoreClips({
    ...common,
    replicas,
    clips,
    ...(options.signal && { signal: options.signal }),
    ...(options.onClip && { onClip: (done: number) => options.onClip!(done, clips.length) }),
  }).finally(() => replicas.close());
  if (scored.length === 0)
    throw new DatasetError(
      `none of the ${clips.length} clips can be read`,
      `the first: ${skipped[0]?.reason ?? "unknown"}`,
    );
  const answers = scored.map(({ clip, logits }) => answer(clips[clip]!, logits, classes));
  const labelled = scored.filter(({ clip }) => clips[clip]!.label !== null);
  const metrics = metricsOf(
    labelled.map((s) => s.logits),
    labelled.map(({ clip }) => classes.indexOf(clips[clip]!.label!)),
    classes.length,
  );
  const judged = labelled.length > 0;
  const cost = await costOf({
    ...common,
    model,
    name: run.model,
    clips: spread(
      scored.map(({ clip }) => clips[clip]!),
      COSTED,
    ),
  });
  return {
    model: run.model,
    modalities: shownSources(reading),
    data,
    split,
    views: viewsPerVideo,
    view: viewName(reading),
    crops,
    top1: judged ? metrics.top1 : null,
    top5: metrics.top5,
    chance: metrics.chance,
    majority: judged ? metrics.majority : null,
    testClips: scored.length,
    labelledClips: metrics.clips,
    classes,
    ...cost,
    videosPerSecond: scored.length / seconds,
    secondsPerVideo: seconds / scored.length,
    networkSecondsPerVideo: networkSeconds / scored.length,
    backend: engine.name,
    confusion: metrics.confusion,
    perClass: metrics.perClass,
    skipped: [...(skipped as readonly SkippedClip[]), ...foreign],
    clips: answers,
  };
}

/** How a run's own dataset is opened. */
function runDataOptions({ config }: Run): DataOptions {
  const { videos, allowMissing } = config;
  return { ...(typeof videos === "string" && { videos }), allowMissing: allowMissing === true };
}

function answer(clip: ClipRecord, logits: Float32Array, classes: readonly string[]): ClipResult {
  const best = ranked(logits)[0]!;
  return { file: clip.file, label: clip.label, predicted: classes[best]!, probability: softmax(logits)[best]! };
}

/** At most `count` items, evenly over the list. */
export function spread<T>(items: readonly T[], count: number): T[] {
  const take = Math.max(0, Math.min(count, items.length));
  return Array.from({ length: take }, (_, i) => items[Math.floor((i * items.length) / take)]!);
}
