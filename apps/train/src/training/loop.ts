import type { LoaderState } from "@cvar/data/node";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { DivergedError } from "../errors.js";
import { type GradientStep, trainableVariables } from "./gradient-step.js";
import type { ModelArrays } from "./model-inputs.js";
import { clipByGlobalNorm, globalNorm, initialState, type OptimizerState, optimizerStep } from "./optimizer.js";
import type { Recipe } from "./recipe.js";
import { learningRateAt } from "./schedule.js";
import { weightSettings } from "./weight-rules.js";

/** What one epoch came to. Validation is null where it was not run. */
export interface EpochRecord {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly learningRate: number;
  readonly seconds: number;
  readonly validation: { readonly loss: number; readonly top1: number } | null;
}

/** Sums over the part of an epoch that is done. */
interface Sums {
  readonly samples: number;
  readonly loss: number;
  readonly correct: number;
  readonly seconds: number;
}

/** All that changes while training, besides the weights. Plain data but for the optimizer's tensors. */
export interface TrainingState {
  /** The epoch in progress, from 0, and how many of its steps are done. */
  readonly epoch: number;
  readonly stepInEpoch: number;
  /** Where the epoch's batches stand; null at its beginning. */
  readonly position: LoaderState | null;
  readonly sums: Sums;
  readonly history: readonly EpochRecord[];
  readonly optimizer: OptimizerState;
}

/** The batches of an epoch, and where they stand. */
export interface EpochBatches extends AsyncIterable<ModelArrays> {
  /** Behind the batch that was delivered last. */
  state(): LoaderState;
}

/** What is reported after every step. */
export interface StepReport {
  readonly epoch: number;
  readonly stepInEpoch: number;
  readonly loss: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Of the epoch so far. */
  readonly meanLoss: number;
  readonly accuracy: number;
}

export interface LoopOptions {
  readonly model: LayersModel;
  readonly recipe: Recipe;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly gradientStep: GradientStep;
  /** Samples of a step at a time. Default: all. */
  readonly microBatch?: number | undefined;
  /** The batches of an epoch from a position on: the same for the same epoch, however often it is asked. */
  batches(epoch: number, from: LoaderState | null): EpochBatches;
  onStep?(report: StepReport): void;
  /** Called at the end of an epoch, before its record is kept; returns what validation found. */
  validate?(epoch: number): Promise<EpochRecord["validation"]>;
  /** Called when the state is worth keeping: after each epoch, and after the last step before an interruption. */
  keep?(state: TrainingState): Promise<void>;
  readonly signal?: AbortSignal;
}

/** The state before the first step. The caller owns the optimizer's tensors. */
export function beginTraining(model: LayersModel, recipe: Recipe): TrainingState {
  const optimizer = initialState(recipe.optimizer, trainableVariables(model));
  const sums = { samples: 0, loss: 0, correct: 0, seconds: 0 };
  return { epoch: 0, stepInEpoch: 0, position: null, sums, history: [], optimizer };
}

/**
 * Trains until all epochs are done or the signal is raised; then the step in progress is finished and the state kept.
 * @param state  consumed: its optimizer tensors are disposed as training goes on
 * @returns the last state; `epoch === options.epochs` when all is done
 * @throws DivergedError when the loss is not a number
 */
export async function trainLoop(options: LoopOptions, state: TrainingState): Promise<TrainingState> {
  while (state.epoch < options.epochs) {
    let began = performance.now();
    const batches = options.batches(state.epoch, state.position);
    for await (const batch of batches) {
      state = { ...(await trainStep(options, state, batch, began)), position: batches.state() };
      began = performance.now();
      if (!options.signal?.aborted) continue;
      await options.keep?.(state);
      return state;
    }
    state = await endEpoch(options, state);
    await options.keep?.(state);
    if (options.signal?.aborted) return state;
  }
  return state;
}

/** @param began  when the wait for this batch began */
async function trainStep(
  options: LoopOptions,
  state: TrainingState,
  batch: ModelArrays,
  began: number,
): Promise<TrainingState> {
  const { model, recipe, stepsPerEpoch, epochs } = options;
  const step = state.epoch * stepsPerEpoch + state.stepInEpoch;
  const rate = learningRateAt(recipe.schedule, recipe.learningRate, { step, stepsPerEpoch, epochs });
  const { loss, logits, gradients } = await options.gradientStep(model, batch, {
    labelSmoothing: recipe.labelSmoothing,
    step,
    microBatch: options.microBatch,
  });
  const [lossValue, predicted] = [(await loss.data())[0]!, await argMax(logits)];
  if (!Number.isFinite(lossValue)) {
    throw new DivergedError(
      `the loss became ${lossValue} in epoch ${state.epoch + 1}`,
      "lower --learning-rate, or use --recipe small",
    );
  }
  const { optimizer, norm } = applyGradients(options, state.optimizer, gradients, rate);
  const correct = predicted.reduce((sum, p, i) => sum + Number(p === batch.labels[i]), 0);
  tf.dispose([loss, logits]);
  const count = batch.labels.length;
  const sums = {
    samples: state.sums.samples + count,
    loss: state.sums.loss + lossValue * count,
    correct: state.sums.correct + correct,
    seconds: state.sums.seconds + (performance.now() - began) / 1000,
  };
  const next = { ...state, stepInEpoch: state.stepInEpoch + 1, sums, optimizer };
  options.onStep?.({
    epoch: next.epoch,
    stepInEpoch: next.stepInEpoch,
    loss: lossValue,
    gradientNorm: norm,
    learningRate: rate,
    meanLoss: sums.loss / sums.samples,
    accuracy: sums.correct / sums.samples,
  });
  return next;
}

/** Moves the weights (their constraints, such as 0 < λ ≤ 1, are applied by the variables) and disposes what is used up. */
function applyGradients(options: LoopOptions, state: OptimizerState, raw: readonly tf.Tensor[], rate: number) {
  const { model, recipe } = options;
  const weights = trainableVariables(model);
  const settings = weightSettings(model, recipe.weightRules);
  const clipped = recipe.clipNorm === null ? null : clipByGlobalNorm(raw, recipe.clipNorm);
  const normTensor = clipped?.norm ?? globalNorm(raw);
  const next = optimizerStep(recipe.optimizer, weights, clipped?.gradients ?? raw, state, rate, settings);
  tf.tidy(() => model.trainableWeights.forEach((weight, i) => void weight.write(next.weights[i]!)));
  const norm = normTensor.dataSync()[0]!;
  tf.dispose([raw as tf.Tensor[], clipped?.gradients ?? [], next.weights, state.slots as tf.Tensor[][]] as never);
  normTensor.dispose();
  return { optimizer: next.state, norm };
}

async function endEpoch(options: LoopOptions, state: TrainingState): Promise<TrainingState> {
  const { epoch, sums } = state;
  const { recipe, stepsPerEpoch, epochs } = options;
  const last = epoch * stepsPerEpoch + Math.max(0, state.stepInEpoch - 1);
  const record: EpochRecord = {
    epoch,
    loss: sums.loss / sums.samples,
    accuracy: sums.correct / sums.samples,
    learningRate: learningRateAt(recipe.schedule, recipe.learningRate, { step: last, stepsPerEpoch, epochs }),
    seconds: sums.seconds,
    validation: (await options.validate?.(epoch)) ?? null,
  };
  const history = [...state.history, record];
  const none = { samples: 0, loss: 0, correct: 0, seconds: 0 };
  return { ...state, epoch: epoch + 1, stepInEpoch: 0, position: null, sums: none, history };
}

async function argMax(logits: tf.Tensor2D): Promise<Int32Array> {
  const index = tf.argMax(logits, 1);
  const data = (await index.data()) as Int32Array;
  index.dispose();
  return data;
}
