import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { crossEntropy } from "./loss.js";
import { type BatchTensors, modelInputs } from "./model-inputs.js";

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
 * machines can take this one's place. The caller owns every tensor returned.
 */
export type GradientStep = (model: LayersModel, batch: BatchTensors, options: GradientOptions) => Gradients;

export interface GradientOptions {
  readonly labelSmoothing: number;
  /** Steps taken since training began: what is random in the network follows from it. */
  readonly step: number;
}

/** Forward and backward on this machine. */
export const localGradientStep: GradientStep = (model, batch, { labelSmoothing, step }) => {
  placeDropout(model, step);
  const variables = trainableVariables(model);
  let logits: tf.Tensor2D | null = null;
  const { value, grads } = tf.variableGrads(() => {
    const out = model.apply(modelInputs(model, batch), { training: true }) as tf.Tensor2D;
    logits = tf.keep(tf.clone(out));
    return crossEntropy(out, batch.labels, labelSmoothing);
  }, variables);
  // A weight that this batch does not reach (a modality's, say) has no entry.
  const gradients = variables.map((v) => grads[v.name] ?? tf.zerosLike(v));
  return { loss: value, logits: logits!, gradients };
};

/** The variables behind the model's trainable weights, in its order. */
export function trainableVariables(model: LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/** Makes the masks of dropout those of this step, whichever steps this process took before. */
function placeDropout(model: LayersModel, step: number): void {
  for (const layer of model.layers) {
    if ("trainingCalls" in layer) layer.trainingCalls = step;
  }
}
