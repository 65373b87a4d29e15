import { isBackendError, type WorkerMemory } from "@cvar/backend";
import { openBackendPool } from "@cvar/backend/node";
import { descriptionOf } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { predictBatch } from "../evaluation/predict-batch.js";
import { type Alignment, type AlignmentOptions, openAlignment } from "../training/alignment.js";
import { disposeGradients, type GradientStep, type Gradients, localGradientStep } from "../training/gradient-step.js";
import type { ModelArrays } from "../training/model-inputs.js";
import { divideBatch, type PartPlace, partOf, sendable } from "./batch-parts.js";
import type * as tasks from "./replica-tasks.js";
import { statisticShapes, WeightMemory } from "./weight-memory.js";

/** From its TypeScript sources (in its own tests) the app uses the tasks that were built. */
const module = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/replicas/replica-tasks.js" : "./replica-tasks.js",
  import.meta.url,
);

/** A model on several backends: this thread's, and those of workers with copies of its weights. */
export interface Replicas {
  readonly count: number;
  /**
   * Data-parallel: each backend takes a run of the batch's samples, losses and gradients are averaged by samples, logits
   * joined. Equals `localGradientStep` but for rounding (masks of dropout too), and is the same for the same number of
   * backends. Only batch norms differ: each backend normalises by its own samples, and the running statistics become the mean
   * of the backends', weighted by their samples (means as over the whole batch; variances without that between the parts).
   */
  readonly gradientStep: GradientStep;
  /** Has {@link predict} use the model's weights as they are now; `gradientStep` does so by itself. */
  shareWeights(): void;
  /** Logits of a batch, [batch · classes]. */
  predict(batch: ModelArrays): Promise<Float32Array>;
  /** What the workers hold. */
  memory(): Promise<WorkerMemory[]>;
  /** Ends the workers. The model stays. */
  close(): Promise<void>;
}

/**
 * Opens copies of a model on `count − 1` workers with the backend that is active here.
 *
 * @param alignment  with a teacher, in the gradient step
 * @throws ForeignModelError if @cvar/models did not make the model; PoolError; RunError if the teacher does not fit
 */
export async function openReplicas(
  model: LayersModel,
  count: number,
  alignment: AlignmentOptions | null = null,
): Promise<Replicas> {
  const auxiliary = alignment === null ? null : await openAlignment(model, alignment);
  if (count === 1) return alone(model, auxiliary);
  const weights = new WeightMemory(model.weights.map((weight) => weight.shape as number[]));
  const version = new Int32Array(new SharedArrayBuffer(4));
  const shapes = model.trainableWeights.map((weight) => weight.shape as number[]);
  const gradients = Array.from({ length: count - 1 }, () => new WeightMemory(shapes));
  const statistics = Array.from({ length: count - 1 }, () => new WeightMemory(statisticShapes(model)));
  const setup: tasks.ReplicaSetup = {
    description: descriptionOf(model),
    alignment,
    weights: weights.buffer,
    version: version.buffer as SharedArrayBuffer,
    gradients: gradients.map(({ buffer }) => buffer),
    statistics: statistics.map(({ buffer }) => buffer),
  };
  const pool = await openBackendPool<typeof tasks>({
    size: count - 1,
    module,
    data: setup,
    prefer: [tf.getBackend()],
  });

  function shareWeights(): void {
    weights.write(model.weights.map((weight) => weight.read()));
    Atomics.add(version, 0, 1);
  }

  const gradientStep: GradientStep = async (_, batch, options) => {
    shareWeights();
    const samples = batch.labels.length;
    const [own, ...others] = divideBatch(samples, count);
    const partFor = ({ first, count }: PartPlace) => ({ first, share: count / samples });
    const away = others.map((place, k) => {
      const task = { batch: sendable(partOf(batch, place)), options, part: partFor(place), place: k };
      return again(() => pool.run("gradients", task));
    });
    const here = localGradientStep(model, partOf(batch, own!), options, partFor(own!), auxiliary);
    const answers = await settled(away, () => disposeGradients(here));
    const shares = [own!, ...others].map(({ count }) => count / samples);
    averageStatistics(model, statistics.slice(0, others.length), shares);
    return joined(here, answers, gradients);
  };

  return {
    count,
    gradientStep,
    shareWeights,
    async predict(batch) {
      const [own, ...others] = divideBatch(batch.labels.length, count);
      const away = others.map((place) => again(() => pool.run("logits", sendable(partOf(batch, place)))));
      const here = await predictBatch(model, partOf(batch, own!));
      return concat([here, ...(await settled(away))]);
    },
    memory: () => pool.memory(),
    async close() {
      auxiliary?.dispose();
      await pool.close();
    },
  };
}

/** This thread's backend alone. */
function alone(model: LayersModel, auxiliary: Alignment | null): Replicas {
  return {
    count: 1,
    gradientStep: (_, batch, options) => localGradientStep(model, batch, options, undefined, auxiliary),
    shareWeights() {},
    predict: (batch) => predictBatch(model, batch),
    memory: async () => [],
    async close() {
      auxiliary?.dispose();
    },
  };
}

/** A task changes nothing but its own place, so another worker may do what one died of; once. */
function again<T>(run: () => Promise<T>): Promise<T> {
  const answer = run().catch((error: unknown) => {
    if (!isBackendError(error, "WorkerDiedError")) throw error;
    return run();
  });
  answer.catch(() => {}); // heard when this thread's part is done
  return answer;
}

/** All answers, when all have come: until then workers look at the batch. */
async function settled<T>(answers: readonly Promise<T>[], failed = () => {}): Promise<T[]> {
  const all = await Promise.allSettled(answers);
  return all.map((answer) => {
    if (answer.status === "fulfilled") return answer.value;
    failed();
    throw answer.reason;
  });
}

type PartAnswer = Awaited<ReturnType<typeof tasks.gradients>>;

/** The sum of the parts, whose losses and gradients are weighted by their shares; consumes `here`. */
function joined(here: Gradients, answers: readonly PartAnswer[], memories: readonly WeightMemory[]): Gradients {
  const classes = here.logits.shape[1];
  const sum = (i: number, own: tf.Tensor) =>
    answers.reduce((sum: tf.Tensor, _, k) => tf.add(sum, memories[k]!.read(i)), own);
  const whole = tf.tidy(() => ({
    loss: answers.reduce((total: tf.Scalar, { loss }) => tf.add(total, loss), tf.clone(here.loss)),
    logits: tf.concat([
      here.logits,
      ...answers.map(({ logits }) => tf.tensor2d(logits, [logits.length / classes, classes])),
    ]),
    gradients: here.gradients.map((own, i) => sum(i, tf.clone(own))),
  }));
  disposeGradients(here);
  return whole as Gradients;
}

/** Running statistics of batch norms: this thread's and the workers', by their shares of the batch. */
function averageStatistics(model: LayersModel, others: readonly WeightMemory[], shares: readonly number[]): void {
  tf.tidy(() =>
    model.nonTrainableWeights.forEach((weight, i) => {
      const parts = [weight.read(), ...others.map((memory) => memory.read(i))];
      weight.write(tf.addN(parts.map((part, k) => tf.mul(part, shares[k]!))));
    }),
  );
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
