import type * as tf from "@tensorflow/tfjs-core";
import type { ModelArrays } from "./model-inputs.js";

/** A loss beside cross-entropy, of one batch. */
export interface PreparedLoss {
  /**
   * The model's training pass and the loss to add; called where gradients are recorded, inside a tidy.
   * @param inputs  in the model's order
   */
  forward(inputs: tf.Tensor[]): { readonly logits: tf.Tensor2D; readonly loss: tf.Scalar };
  /** Frees what {@link AuxiliaryLoss} made for the batch. */
  dispose(): void;
}

/** Adds a loss to cross-entropy, such as the distance to a teacher's features. */
export interface AuxiliaryLoss {
  /** Computes what needs no gradient, such as the teacher's features. */
  prepare(batch: ModelArrays): PreparedLoss;
}
