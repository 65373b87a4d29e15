import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel, LayerVariable, layers } from "@tensorflow/tfjs-layers";

/** Where λ may lie: (0, 1]. */
export const LEAK_RANGE = { minimum: 1e-4, maximum: 1 } as const;

/** Where v_th may lie: above 0. */
export const THRESHOLD_RANGE = { minimum: 1e-4, maximum: 1e4 } as const;

export interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Constraint that clips a weight into its range. The stored weight is the parameter itself (no sigmoid), so it equals
 * PyTorch's and its gradient is the raw one.
 */
export class ClipToRange extends tf.serialization.Serializable {
  static readonly className = "ClipToRange";

  constructor(readonly range: Range) {
    super();
  }

  apply(w: tf.Tensor): tf.Tensor {
    return tf.clipByValue(w, this.range.minimum, this.range.maximum);
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...this.range };
  }
}

/**
 * The value clipped into the range, the gradient passed through unchanged: what a layer computes with, so that a weight
 * that an optimizer has just pushed out of its range does no harm.
 */
export function clipThrough(w: tf.Tensor, { minimum, maximum }: Range): tf.Tensor {
  const clip = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => ({
    value: tf.clipByValue(inputs[0] as tf.Tensor, minimum, maximum),
    gradFunc: (dy: tf.Tensor) => dy,
  }));
  return clip(w);
}

/**
 * Lets a weight with a constraint be written without leaving a tensor behind, by `setWeights` and by loading a model:
 * TensorFlow.js's own `write` forgets what the constraint makes.
 *
 * @returns the weight itself
 */
export function tidyWrites(variable: LayerVariable): LayerVariable {
  const write = variable.write.bind(variable);
  variable.write = (value) => {
    tf.tidy(() => {
      write(value);
    });
    return variable;
  };
  return variable;
}

/**
 * Applies every weight's constraint. TensorFlow.js's optimizers write weights without applying constraints, in
 * `model.fit` too: call this after each update so that the stored λ and v_th stay in their ranges.
 *
 * @example await model.fit(x, y, { callbacks: { onBatchEnd: () => applyConstraints(model) } });
 */
export function applyConstraints(model: LayersModel | layers.Layer): void {
  for (const weight of model.trainableWeights) {
    const { constraint } = weight as unknown as { constraint?: ClipToRange | null };
    if (!constraint) continue;
    tf.tidy(() => {
      weight.write(constraint.apply(weight.read()));
    });
  }
}
