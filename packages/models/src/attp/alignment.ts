import { type AlignedFeatures, ClassifierHead, distillationLoss, featureAlignment } from "@cvar/fusion";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { ForeignModelError } from "../errors.js";
import type { AttpConfig, AttpOverrides } from "./config.js";
import { attpConfigOf, streamLayers } from "./parts.js";

type Symbolic = tfl.SymbolicTensor;

/**
 * The overrides of `createModel("attp", …)` that make the teacher of a config: the same EfficientNet alone, whose input
 * `motion` is shown optical flow. It is trained by itself, like any model, and is not needed afterwards.
 */
export function attpTeacherConfig(config: AttpConfig): AttpOverrides {
  return { ...config, modalities: ["motion"], fusion: "late", alignment: "none" };
}

/**
 * A model that also tells what its motion stream is aligned by (Huo et al., Eq. 8): student and teacher alike.
 *
 * Where the scores are not made of the motion stream's own (every fusion but "late"), its FC layer, `motion_fc`, is made
 * here: it is there in training only, so the network keeps its parameters.
 *
 * @param model  of the family ATTP, with a motion stream
 * @returns the same inputs → [logits [B, classes], features before the FC layer [B, c], scores after it [B, classes]], with the
 *   weights of `model`; dispose of it in the place of `model`
 * @throws ForeignModelError for models of other families, and without a motion stream
 */
export function withMotionFeatures(model: tfl.LayersModel): tfl.LayersModel {
  const config = attpConfigOf(model);
  const top = streamLayers(model, "motion").at(-1);
  if (top === undefined) throw new ForeignModelError("the model has no motion stream to align");
  const map = top.getOutputAt(0) as Symbolic;
  const features = tfl.layers.globalAveragePooling2d({ name: "motion_features" }).apply(map) as Symbolic;
  const { classes, dropout, seed } = config;
  // tf.layers gives one tensor once: where the motion stream's scores are the logits, they need another name.
  const scoring =
    config.fusion === "late"
      ? tfl.layers.activation({ name: "motion_scores", activation: "linear" })
      : new ClassifierHead({ name: "motion_fc", classes, dropout, seed });
  const scored = config.fusion === "late" ? model.getLayer("motion_head").getOutputAt(0) : features;
  const scores = scoring.apply(scored) as Symbolic;
  return tfl.model({ name: "attp_aligned", inputs: model.inputs, outputs: [model.outputs[0]!, features, scores] });
}

/**
 * λ·L_Align of a config (Huo et al., Eq. 8 and 10; Fig. 4's variants).
 *
 * @param student  of the motion vectors, as {@link withMotionFeatures} tells it
 * @param teacher  of the optical flow of the same frames; no gradient reaches it
 * @returns a scalar, zero where the config aligns nothing; the caller owns it
 * @throws ShapeMismatchError if the shapes differ
 */
export function alignmentLoss(config: AttpConfig, student: AlignedFeatures, teacher: AlignedFeatures): tf.Scalar {
  const { alignment, alignmentWeight, temperature } = config;
  return tf.tidy(() => {
    const [own, wanted] = [student.scores, teacher.scores] as [tf.Tensor2D, tf.Tensor2D];
    switch (alignment) {
      case "none":
        return tf.scalar(0);
      case "distillation":
        return tf.mul(distillationLoss(own, wanted, temperature), alignmentWeight);
      default:
        return tf.mul(featureAlignment(student, teacher, alignment), alignmentWeight);
    }
  });
}

/**
 * The loss that ATTP is trained by: cross-entropy of the scores plus λ·L_Align   (Huo et al., Eq. 9 and 10), the mean over the
 * batch.
 *
 * @param outputs  of {@link withMotionFeatures}: logits [B, classes], features, scores
 * @param labels  class of each sample, shape [B], int32
 * @param teacher  outputs of the teacher's, in the same order; null where nothing is aligned
 * @returns a scalar; the caller owns it
 */
export function attpLoss(
  config: AttpConfig,
  outputs: readonly tf.Tensor[],
  labels: tf.Tensor1D,
  teacher: readonly tf.Tensor[] | null,
): tf.Scalar {
  return tf.tidy(() => {
    const [logits, features, scores] = outputs as [tf.Tensor2D, tf.Tensor, tf.Tensor];
    const wanted = tf.oneHot(labels, logits.shape[1]);
    const entropy = tf.neg(tf.mean(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)), 1))) as tf.Scalar;
    if (teacher === null) return entropy;
    const [, teacherFeatures, teacherScores] = teacher as [tf.Tensor, tf.Tensor, tf.Tensor];
    const aligned = alignmentLoss(config, { features, scores }, { features: teacherFeatures, scores: teacherScores });
    return tf.add(entropy, aligned) as tf.Scalar;
  });
}
