import type { Dataset } from "@cvar/data";
import { crossEntropyOf, metricsOf } from "../evaluation/metrics.js";
import { scoreClips } from "../evaluation/score-clips.js";
import type { Replicas } from "../replicas/replicas.js";
import { type Run, readingOfRun } from "../run-folder.js";
import type { EpochRecord } from "./loop.js";

/** How a training is validated. */
export interface Validation {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly replicas: Replicas;
  readonly workers: number;
  /** Epochs between validations; 0: never. The last epoch is validated anyway. */
  readonly every: number;
}

/** Loss and top-1 on the split `val` by the test protocol; null where there is none, or it is not this epoch's turn. */
export async function validate(options: Validation, epoch: number): Promise<EpochRecord["validation"]> {
  const { run, dataset, replicas, workers, every } = options;
  const clips = dataset.clips.filter((clip) => clip.split === "val" && clip.label !== null);
  const turn = every > 0 && ((epoch + 1) % every === 0 || epoch + 1 === run.epochs);
  if (clips.length === 0 || !turn) return null;
  const { classes } = run;
  const { scored } = await scoreClips({ replicas, clips, classes, reading: readingOfRun(run), workers });
  if (scored.length === 0) return null;
  const labels = scored.map(({ clip }) => classes.indexOf(clips[clip]!.label!));
  const logits = scored.map((clip) => clip.logits);
  return { loss: crossEntropyOf(logits, labels), top1: metricsOf(logits, labels, classes.length).top1 };
}
