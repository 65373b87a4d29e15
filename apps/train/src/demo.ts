import { join } from "node:path";
import type { Modality } from "@cvar/data";
import * as tf from "@tensorflow/tfjs-core";
import { openDataset } from "./dataset.js";
import { startEngine } from "./engine.js";
import { evaluate } from "./evaluation/evaluate.js";
import { predict } from "./evaluation/predict.js";
import { writeReport } from "./evaluation/report-run.js";
import type { Result } from "./evaluation/result.js";
import { buildModel } from "./model-files.js";
import { type Progress, startProgress } from "./progress.js";
import { runPaths } from "./run-folder.js";
import { duration, si } from "./table.js";
import type { Terminal } from "./terminal.js";
import { localGradientStep } from "./training/gradient-step.js";
import { modelArrays } from "./training/model-inputs.js";
import { recipes } from "./training/recipes.js";
import { train } from "./training/train.js";
import { trainSchema } from "./training/train-config.js";

export interface DemoOptions {
  /** Folder with labels.csv. */
  readonly data: string;
  /** The run folder; it is replaced. */
  readonly out: string;
  /** Seconds for everything. */
  readonly budgetSeconds: number;
  readonly terminal: Terminal;
  /** Most epochs, however fast the machine. Default 40. */
  readonly mostEpochs?: number;
}

/** Of the budget: both trainings. The rest is for evaluation, pictures and slower moments. */
const TRAINING_SHARE = 0.68;

/**
 * The main job on small data: train, evaluate on unseen people, train again on I-frames alone, recognise one file, count the
 * cost, write the report. The number of epochs is chosen so that all of it fits the budget on this machine.
 */
export async function runDemo({ data, out, budgetSeconds, terminal, mostEpochs = 40 }: DemoOptions): Promise<Result> {
  const { clips, classes } = await openDataset(data);
  const steps = Math.ceil(clips.filter((clip) => clip.split === "train").length / recipes.small.batchSize);
  const stepSeconds =
    (await timeStep(classes.length, ["image", "motion", "residual"])) + (await timeStep(classes.length, ["image"]));
  const epochs = Math.max(
    2,
    Math.min(mostEpochs, Math.floor((TRAINING_SHARE * budgetSeconds) / (steps * stepSeconds))),
  );
  terminal.note(
    `${clips.length} clips of ${classes.length} actions; a training step takes ${si(stepSeconds, "s")} here, so ${epochs} epochs fit into ${duration(budgetSeconds)}\n`,
  );

  const full = await trainAndEvaluate({
    data,
    out,
    epochs,
    terminal,
    modalities: ["image", "motion", "residual"],
    title: "with motion and residuals",
  });
  const only = await trainAndEvaluate({
    data,
    out: join(out, "image-only"),
    epochs,
    terminal,
    modalities: ["image"],
    title: "I-frames only",
  });
  only.model.dispose();

  const sample = full.result.clips[0]!;
  const prediction = await predict(sample.file, full.run, full.model);
  full.model.dispose();
  const { label, probability } = prediction.top[0]!;
  terminal.note(
    `${sample.file}: ${label} (${(100 * probability).toFixed(0)} %), ${si(prediction.cost.macs)} MACs, ${si(prediction.cost.joules, "J")}\n`,
  );

  const result: Result = {
    ...full.result,
    ablation: { "image+motion+residual": full.result.top1, image: only.result.top1 },
  };
  await writeReport(out, full.run, result);
  terminal.note(`${runPaths(out).report}\n`);
  return result;
}

interface Part {
  readonly data: string;
  readonly out: string;
  readonly epochs: number;
  readonly terminal: Terminal;
  readonly modalities: readonly Modality[];
  readonly title: string;
}

async function trainAndEvaluate({ data, out, epochs, terminal, modalities, title }: Part) {
  const config = trainSchema.parse({ data, out, epochs, modalities: [...modalities], workers: 1, restart: true });
  const shown: { bar: Progress | null; steps: number } = { bar: null, steps: 1 };
  const { run, model } = await train(config, {
    onStart: ({ run, stepsPerEpoch, parameters }) => {
      terminal.note(`train ${title}: ${run.model}, ${si(parameters)} parameters, on ${run.backend}\n`);
      shown.steps = stepsPerEpoch;
      shown.bar = startProgress(terminal, "train", run.epochs * stepsPerEpoch);
    },
    onStep: ({ epoch, stepInEpoch, meanLoss, accuracy }) =>
      shown.bar?.update(
        epoch * shown.steps + stepInEpoch,
        `epoch ${epoch + 1} loss ${meanLoss.toFixed(2)} accuracy ${(100 * accuracy).toFixed(0)} %`,
      ),
  }).finally(() => shown.bar?.stop());
  shown.bar = null;
  const result = await evaluate({
    run,
    model,
    workers: 1,
    onClip: (done, total) => {
      shown.bar ??= startProgress(terminal, "evaluate", total);
      shown.bar.update(done, "");
    },
  }).finally(() => shown.bar?.stop());
  terminal.note(
    `top-1 ${title}: ${(100 * (result.top1 ?? 0)).toFixed(1)} % of ${result.testClips} clips (chance ${(100 * result.chance).toFixed(1)} %)\n`,
  );
  return { run, model, result };
}

/** Seconds of one training step on this machine: the faster of two, after one that warms up. */
async function timeStep(classes: number, modalities: readonly Modality[]): Promise<number> {
  await startEngine();
  const { model, reading } = buildModel("stm-net-tiny", { classes, modalities });
  const { batchSize } = recipes.small;
  const numbers = (name: Modality) => {
    const shape = model.inputs[model.inputNames.indexOf(name)]?.shape.slice(1) as number[] | undefined;
    return new Float32Array(shape ? batchSize * tf.util.sizeFromShape(shape) : 0);
  };
  const none = new Float32Array(0);
  const whole = () => new Int32Array(batchSize);
  const [images, motions, residuals] = [numbers("image"), numbers("motion"), numbers("residual")];
  const samples = { images, motions, residuals, neighbours: none, flows: none, triplets: whole(), labels: whole() };
  const batch = modelArrays(reading, samples);
  const times: number[] = [];
  for (let step = 0; step < 3; step++) {
    const began = performance.now();
    const { loss, logits, gradients } = localGradientStep(model, batch, { labelSmoothing: 0.1, step });
    await loss.data();
    times.push((performance.now() - began) / 1000);
    tf.dispose([loss, logits, gradients as tf.Tensor[]]);
  }
  model.dispose();
  return Math.min(times[1]!, times[2]!);
}
