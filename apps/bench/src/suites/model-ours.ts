import { type BackendChoice, registerTrainingKernels, selectBackend } from "@cvar/backend";
import { measure } from "@cvar/energy";
import { createModel, descriptionOf, type ModelName, modelInfo } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Contestant, Facts } from "../harness/benchmark.js";
import { median } from "../harness/statistics.js";
import { seconds } from "../harness/stopwatch.js";
import type { Network, Task } from "./model-peer.js";

/** A model on a backend with a batch of random inputs. */
export interface Ready {
  readonly choice: BackendChoice;
  readonly model: LayersModel;
  readonly inputs: tf.Tensor[];
  readonly labels: tf.Tensor;
  readonly network: Network;
  readonly parameters: number;
  /** Multiply-accumulates of the batch's forward pass, without those driven by spikes. */
  readonly macs: number;
  /** Dense multiply-accumulates of the spike-driven layers: both sides compute them, spikes or not. */
  readonly spikingMacs: number;
  /** Most bytes of tensors alive at once in that pass, weights included. */
  readonly tensorPeakBytes: number;
}

/** Creates a model (without dropout and stochastic depth: the peer has none) and counts one forward pass of it. */
export async function prepare(name: ModelName, backend: string | null, batch: number): Promise<Ready> {
  const choice = await selectBackend(backend === null ? {} : { prefer: [backend] });
  registerTrainingKernels();
  const overrides = { dropout: 0, ...("stochasticDepth" in modelInfo(name).config ? { stochasticDepth: 0 } : {}) };
  const { config, parameters, inputs: wanted } = modelInfo(name, overrides);
  const triplets = "triplets" in config ? config.triplets : 1;
  const model = createModel(name, overrides);
  const inputs = wanted.map(({ shape, dtype }, i) => {
    if (dtype === "float32") return tf.randomNormal([batch, ...shape], 0, 1, dtype, i + 1);
    return tf.tensor2d(
      Array.from({ length: batch }, (_, t) => [t % triplets]),
      [batch, 1],
      "int32",
    );
  });
  const classes = Array.from({ length: batch }, (_, i) => i % config.classes);
  const labels = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(classes, "int32"), config.classes), "float32"));
  let counts = { macs: 0, spikingMacs: 0 };
  const { peakBytes } = await tf.profile(() => {
    counts = measure(model, inputs);
    return [];
  });
  const { macs, spikingMacs } = counts;
  const network = descriptionOf(model);
  return { choice, model, inputs, labels, network, parameters, macs, spikingMacs, tensorPeakBytes: peakBytes };
}

/** Ours on one backend; unit: seconds for the batch. */
export function oursContestant(ready: Ready, task: Task): Contestant {
  const { choice, model } = ready;
  const optimizer = task === "train" ? tf.train.adam(1e-4) : null;
  const cpu: number[] = [];
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return {
    name: `cvar, ${choice.name}`,
    side: "ours",
    async sample() {
      await tf.setBackend(choice.name);
      const before = process.cpuUsage();
      const wall = await seconds(async () => {
        const result =
          optimizer === null ? (model.predict(ready.inputs) as tf.Tensor) : step(ready, optimizer, weights);
        await result.data();
        result.dispose();
      });
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1e6);
      return wall;
    },
    facts: (): Facts => ({
      threads: choice.threads,
      "CPU s": median(cpu),
      "resident MiB": process.memoryUsage().rss / 2 ** 20,
    }),
    close: () => optimizer?.dispose(),
  };
}

/** One training step. @returns the loss, scalar */
function step({ model, inputs, labels }: Ready, optimizer: tf.Optimizer, weights: tf.Variable[]): tf.Scalar {
  const loss = () =>
    tf.losses.softmaxCrossEntropy(labels, model.apply(inputs, { training: true }) as tf.Tensor) as tf.Scalar;
  return optimizer.minimize(loss, true, weights)!;
}

/** Frees the model and its inputs. */
export function release({ model, inputs, labels }: Ready): void {
  model.dispose();
  tf.dispose([...inputs, labels]);
}
