import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

/** How the scores of several networks become one: their sum, their mean, or a sum with these weights. */
export type LateFusionRule = "sum" | "mean" | readonly number[];

/**
 * Late fusion: s = Σ_m w_m·s_m   (Wu et al. 2018; "I+MV+R" of Huo et al., Table 3, adds the scores).
 *
 * @param scores  one per network, all of one shape, for example logits [B, classes]
 * @param rule  weights w_m: all 1 ("sum"), all 1/M ("mean"), or as given, one finite number per network
 * @returns their shape; the caller owns it
 * @throws ShapeMismatchError if the shapes differ; InvalidOptionError if there is no score, or the weights do not fit
 */
export function lateFusion<T extends tf.Tensor>(scores: readonly T[], rule: LateFusionRule = "mean"): T {
  if (scores.length === 0) throw new InvalidOptionError("scores", [], "at least one tensor");
  const first = scores[0]!.shape;
  scores.forEach((score, m) => {
    if (!tf.util.arraysEqual(score.shape, first)) {
      throw new ShapeMismatchError(`scores[${m}]`, `[${first.join(", ")}], as scores[0]`, score.shape);
    }
  });
  const weights = fusionWeights(rule, scores.length);
  return tf.tidy(() => {
    const terms = scores.map((score, m) => (weights[m] === 1 ? score : tf.mul(score, weights[m]!)) as T);
    return terms.length === 1 ? (tf.clone(terms[0]!) as T) : (tf.addN(terms) as T);
  });
}

/** The weight of each of `count` scores. @throws InvalidOptionError */
export function fusionWeights(rule: LateFusionRule, count: number): readonly number[] {
  if (rule === "sum" || rule === "mean") return new Array<number>(count).fill(rule === "sum" ? 1 : 1 / count);
  if (!Array.isArray(rule) || rule.length !== count || !rule.every(Number.isFinite)) {
    throw new InvalidOptionError("rule", rule, `"sum", "mean", or ${count} finite weights`);
  }
  return rule;
}
