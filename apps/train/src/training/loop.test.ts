import "@tensorflow/tfjs-backend-cpu";
import { mkdtemp, readdir, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoaderState } from "@cvar/data/node";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { localGradientStep } from "./gradient-step.js";
import { beginTraining, type EpochBatches, type LoopOptions, type TrainingState, trainLoop } from "./loop.js";
import type { ModelArrays } from "./model-inputs.js";
import { recipes } from "./recipes.js";

let folder: string;
beforeAll(async () => {
  await tf.setBackend("cpu");
  folder = await mkdtemp(join(tmpdir(), "cvar-loop-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A linear classifier over a 2×2 picture: the loop does not care. */
function tinyModel(constrained = false): tfl.LayersModel {
  const image = tfl.input({ name: "image", shape: [2, 2, 3] });
  const kernelConstraint = constrained ? tfl.constraints.maxNorm({ maxValue: 0.05, axis: 0 }) : undefined;
  const dense = tfl.layers.dense({
    units: 2,
    kernelInitializer: tfl.initializers.glorotUniform({ seed: 1 }),
    ...(kernelConstraint && { kernelConstraint }),
  });
  return tfl.model({ inputs: image, outputs: dense.apply(tfl.layers.flatten().apply(image)) as tfl.SymbolicTensor });
}

/** Class 1 is brighter than class 0. Batch k of an epoch is always the same. */
function batch(epoch: number, k: number): ModelArrays {
  const labels = Int32Array.from({ length: 4 }, (_, i) => (i + k + epoch) % 2);
  const images = Float32Array.from(
    { length: 48 },
    (_, i) => labels[Math.floor(i / 12)]! - 0.5 + 0.3 * Math.sin(i * 3 + k * 7 + epoch),
  );
  return { inputs: { image: images }, labels };
}

const STEPS = 5;

/** The batches of an epoch, from `from` on. */
function epochOf(epoch: number, from: LoaderState | null, make: (k: number) => ModelArrays): EpochBatches {
  let next = from?.batch ?? 0;
  return {
    state: () => ({ seed: 0, epoch, batch: next, skipped: [], plan: 1 }),
    async *[Symbol.asyncIterator]() {
      while (next < STEPS) yield make(next++);
    },
  };
}

function options(model: tfl.LayersModel, more: Partial<LoopOptions> = {}): LoopOptions {
  return {
    model,
    recipe: { ...recipes.small, learningRate: 0.05 },
    epochs: 4,
    stepsPerEpoch: STEPS,
    gradientStep: localGradientStep,
    batches: (epoch, from) => epochOf(epoch, from, (k) => batch(epoch, k)),
    ...more,
  };
}

const weightsOf = (model: tfl.LayersModel) => model.weights.map((w) => Array.from(w.read().dataSync()));
const withoutTime = (state: TrainingState) => state.history.map(({ seconds: _, ...rest }) => rest);

describe("trainLoop", () => {
  it("learns, and keeps the state after each epoch", async () => {
    const model = tinyModel();
    const kept: number[] = [];
    const o = options(model, { keep: async (s) => void kept.push(s.epoch) });
    const end = await trainLoop(o, beginTraining(model, o.recipe));
    expect(end.epoch).toBe(4);
    expect(kept).toEqual([1, 2, 3, 4]);
    expect(end.history.at(-1)!.accuracy).toBe(1);
    expect(end.history.at(-1)!.loss).toBeLessThan(end.history[0]!.loss);
  });

  it("holds no more tensors after ten steps than after one", async () => {
    const model = tinyModel();
    const counts: number[] = [];
    const o = options(model, { onStep: () => void counts.push(tf.memory().numTensors) });
    await trainLoop(o, beginTraining(model, o.recipe));
    expect(counts.length).toBe(20);
    expect(new Set(counts).size).toBe(1);
  });

  it("stops after the step in progress, and goes on from the checkpoint as if it had not stopped", async () => {
    const whole = tinyModel();
    const wholeEnd = await trainLoop(options(whole), beginTraining(whole, options(whole).recipe));

    const path = join(folder, "checkpoint.safetensors");
    const first = tinyModel();
    const stop = new AbortController();
    let steps = 0;
    const o = options(first, {
      signal: stop.signal,
      onStep: () => {
        if (++steps === 8) stop.abort();
      },
      keep: (state) => writeCheckpoint(path, first, state),
    });
    const stopped = await trainLoop(o, beginTraining(first, o.recipe));
    expect([stopped.epoch, stopped.stepInEpoch]).toEqual([1, 3]);

    const second = tinyModel();
    const state = (await readCheckpoint(path, second))!;
    expect(weightsOf(second)).toEqual(weightsOf(first));
    const end = await trainLoop(options(second), state);
    expect(weightsOf(second)).toEqual(weightsOf(whole));
    expect(withoutTime(end)).toEqual(withoutTime(wholeEnd));
    expect(await readdir(folder)).toEqual(["checkpoint.safetensors"]);
  });

  it("applies the weights' constraints after each step", async () => {
    const model = tinyModel(true);
    await trainLoop(options(model, { epochs: 1 }), beginTraining(model, options(model).recipe));
    const kernel = weightsOf(model)[0]!;
    for (const column of [0, 1]) {
      const norm = Math.hypot(...kernel.filter((_, i) => i % 2 === column));
      expect(norm).toBeLessThanOrEqual(0.0501);
    }
  });

  it("says so when the loss is no longer a number", async () => {
    const model = tinyModel();
    const o = options(model, {
      batches: () =>
        epochOf(0, null, () => ({ ...batch(0, 0), inputs: { image: new Float32Array(48).fill(Number.NaN) } })),
    });
    await expect(trainLoop(o, beginTraining(model, o.recipe))).rejects.toMatchObject({ _tag: "DivergedError" });
  });
});

describe("readCheckpoint", () => {
  it("is null where there is none", async () => {
    expect(await readCheckpoint(join(folder, "nothing"), tinyModel())).toBeNull();
  });

  it("refuses a damaged file and another model's", async () => {
    const path = join(folder, "damaged.safetensors");
    const model = tinyModel();
    await writeCheckpoint(path, model, beginTraining(model, recipes.small));
    const image = tfl.input({ name: "image", shape: [2, 2, 3] });
    const other = tfl.model({
      inputs: image,
      outputs: tfl.layers.dense({ units: 3 }).apply(tfl.layers.flatten().apply(image)) as tfl.SymbolicTensor,
    });
    await expect(readCheckpoint(path, other)).rejects.toMatchObject({ _tag: "RunError" });
    await truncate(path, 100);
    await expect(readCheckpoint(path, model)).rejects.toMatchObject({ _tag: "RunError" });
    await rm(path);
  });
});
