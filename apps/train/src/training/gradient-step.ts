import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { divideBatch, partOf } from "../replicas/batch-parts.js";
import type { AuxiliaryLoss } from "./auxiliary-loss.js";
import { crossEntropy } from "./loss.js";
import { batchTensors, disposeBatch, type ModelArrays, modelInputs } from "./model-inputs.js";

/** What a batch says about the weights. */
export interface Gradients {
  /** Mean loss, a scalar. */
  readonly loss: tf.Scalar;
  /** [batch, classes] */
  readonly logits: tf.Tensor2D;
  /** One per trainable weight, in the model's order. */
  readonly gradients: readonly tf.Tensor[];
}

/**
 * From a batch to gradients. The trainer knows nothing else of how they come about, so a step that averages over several
 * backends or machines can take this one's place. The caller owns every tensor returned; the batch holds until then.
 */
export type GradientStep = (
  model: LayersModel,
  batch: ModelArrays,
  options: GradientOptions,
) => Gradients | Promise<Gradients>;

/** What a gradient step needs to know besides the batch. */
export interface GradientOptions {
  readonly labelSmoothing: number;
  /** Steps taken since training began: what is random in the network follows from it. */
  readonly step: number;
  /** Samples at a time, which bounds memory: gradients of more are added up. Missing: all at once. */
  readonly microBatch?: number | undefined;
}

/** Which part of a batch is given, where it is not all of it. */
export interface BatchPart {
  /** Its first sample, counted in the whole batch: masks of dropout follow from it. */
  readonly first: number;
  /** Its samples by those of the whole batch: loss and gradients are multiplied by it, so that those of all parts add up. */
  readonly share: number;
}

const WHOLE: BatchPart = { first: 0, share: 1 };

/**
 * Forward and backward on this thread's backend.
 *
 * @param auxiliary  a loss to add to cross-entropy
 *
 * Batch norms normalise by the samples that are given at a time and move their running statistics once for each.
 */
export function localGradientStep(
  model: LayersModel,
  batch: ModelArrays,
  options: GradientOptions,
  part: BatchPart = WHOLE,
  auxiliary: AuxiliaryLoss | null = null,
): Gradients {
  const samples = batch.labels.length;
  const { microBatch = samples } = options;
  if (samples <= microBatch) return gradientsOf(model, batch, options, part, auxiliary);
  const runs = divideBatch(samples, Math.ceil(samples / microBatch)).map((place) => {
    const own = { first: part.first + place.first, share: (part.share * place.count) / samples };
    return gradientsOf(model, partOf(batch, place), options, own, auxiliary);
  });
  return sumOf(runs);
}

function gradientsOf(
  model: LayersModel,
  batch: ModelArrays,
  { labelSmoothing, step }: GradientOptions,
  { first, share }: BatchPart,
  auxiliary: AuxiliaryLoss | null,
): Gradients {
  placeDropout(model, step, first);
  const variables = trainableVariables(model);
  const tensors = batchTensors(model, batch);
  const prepared = auxiliary?.prepare(batch);
  let logits: tf.Tensor2D | null = null;
  const { value, grads } = tf.variableGrads(() => {
    const inputs = modelInputs(model, tensors);
    const pass = prepared?.forward(inputs);
    const out = pass?.logits ?? (model.apply(inputs, { training: true }) as tf.Tensor2D);
    logits = tf.keep(tf.clone(out));
    const classification = crossEntropy(out, tensors.labels, labelSmoothing);
    const loss = pass === undefined ? classification : (tf.add(classification, pass.loss) as tf.Scalar);
    return share === 1 ? loss : tf.mul(loss, share);
  }, variables);
  prepared?.dispose();
  disposeBatch(tensors);
  // A weight that this batch does not reach (a modality's, say) has no entry.
  const gradients = variables.map((v) => grads[v.name] ?? tf.zerosLike(v));
  return { loss: value, logits: logits!, gradients };
}

/** Losses and gradients of parts of a batch added up, logits one after the other; consumes the parts. */
export function sumOf(parts: readonly Gradients[]): Gradients {
  const whole = tf.tidy(() => ({
    loss: tf.addN(parts.map(({ loss }) => loss)) as tf.Scalar,
    logits: tf.concat(parts.map(({ logits }) => logits)),
    gradients: parts[0]!.gradients.map((_, i) => tf.addN(parts.map(({ gradients }) => gradients[i]!))),
  }));
  for (const part of parts) disposeGradients(part);
  return whole;
}

/** Disposes all that a step returned. */
export function disposeGradients({ loss, logits, gradients }: Gradients): void {
  tf.dispose([loss, logits, gradients as tf.Tensor[]]);
}

/** The variables behind the model's trainable weights, in its order. */
export function trainableVariables(model: LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/** Makes the masks of dropout those of this step and these samples, whichever steps this process took before. */
function placeDropout(model: LayersModel, step: number, firstSample: number): void {
  for (const layer of model.layers) {
    if ("trainingCalls" in layer) Object.assign(layer, { trainingCalls: step, firstSample });
  }
}
