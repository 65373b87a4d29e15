import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

/** What a student and its teacher are compared by. */
export interface AlignedFeatures {
  /** f^(3d): before the fully connected layer, shape [B, …] */
  readonly features: tf.Tensor;
  /** f^(fc): after it, shape [B, classes] */
  readonly scores: tf.Tensor;
}

/** Which features are aligned: before and after the fully connected layer (Eq. 8), or only after it. */
export type Alignment = "both" | "scores";

/**
 * Feature alignment: L = ‖f_MV^(3d) − f_OF^(3d)‖² + ‖f_MV^(fc) − f_OF^(fc)‖²   (Huo et al., Eq. 8), the mean over the batch.
 *
 * @param student  of the motion vectors
 * @param teacher  of the optical flow, of the same shapes; no gradient reaches it
 * @param alignment  "scores" leaves out the first term (Fig. 4, "after FC layer")
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError if the shapes differ or the batch is empty
 */
export function featureAlignment(
  student: AlignedFeatures,
  teacher: AlignedFeatures,
  alignment: Alignment = "both",
): tf.Scalar {
  return tf.tidy(() => {
    const scores = squaredDistance("scores", student.scores, teacher.scores);
    if (alignment === "scores") return scores;
    return tf.add(squaredDistance("features", student.features, teacher.features), scores) as tf.Scalar;
  });
}

/**
 * Knowledge distillation: T²·KL(softmax(teacher/T) ‖ softmax(student/T)), the mean over the batch   (Hinton et al. 2015; Fig. 4 of
 * Huo et al., "knowledge distillation").
 *
 * @param student  logits, shape [B, classes]
 * @param teacher  as student; no gradient reaches it
 * @param temperature  T, above 0
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError if the shapes differ or the batch is empty; InvalidOptionError for another temperature
 */
export function distillationLoss(student: tf.Tensor2D, teacher: tf.Tensor2D, temperature = 1): tf.Scalar {
  if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY)) {
    throw new InvalidOptionError("temperature", temperature, "finite numbers above 0");
  }
  sameShape("the scores", student, teacher);
  return tf.tidy(() => {
    const log = (x: tf.Tensor) => tf.logSoftmax(tf.mul(x, 1 / temperature));
    const wanted = log(detached(teacher));
    const divergence = tf.sum(tf.mul(tf.exp(wanted), tf.sub(wanted, log(student))));
    return tf.mul(divergence, temperature ** 2 / student.shape[0]) as tf.Scalar;
  });
}

/** Σ(a − b)² of each sample, the mean over the batch. */
function squaredDistance(what: string, student: tf.Tensor, teacher: tf.Tensor): tf.Scalar {
  sameShape(`the student's ${what}`, student, teacher);
  return tf.tidy(
    () => tf.mul(tf.sum(tf.squaredDifference(student, detached(teacher))), 1 / student.shape[0]!) as tf.Scalar,
  );
}

function sameShape(what: string, student: tf.Tensor, teacher: tf.Tensor): void {
  if (student.shape[0] === 0) throw new ShapeMismatchError(what, "at least one sample", student.shape);
  if (student.rank > 0 && tf.util.arraysEqual(student.shape, teacher.shape)) return;
  throw new ShapeMismatchError(what, `[${teacher.shape.join(", ")}], as the teacher's`, student.shape);
}

/** The same numbers, through which no gradient goes. */
const detached = tf.customGrad((...args) => {
  const [x, save] = args as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
  save([x]);
  return { value: tf.clone(x), gradFunc: (_dy: tf.Tensor, saved: tf.Tensor[]) => tf.zerosLike(saved[0]!) };
});
