import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { filled, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { distillationLoss, featureAlignment } from "./feature-alignment.js";

const student = { features: filled([2, 2, 2, 3], 1), scores: filled([2, 4], 2) };
const teacher = { features: filled([2, 2, 2, 3], 3), scores: filled([2, 4], 4) };
const teacherScores = teacher.scores.arraySync() as number[][];

/** Σ (a − b)² / B. */
function squares(a: unknown, b: unknown): number {
  const [x, y] = [a, b].map((values) => (values as number[][]).flat(9) as number[]);
  return x!.reduce((sum, value, i) => sum + (value - y![i]!) ** 2, 0) / (a as unknown[]).length;
}

function softmax(row: number[], temperature: number): number[] {
  const exponentials = row.map((value) => Math.exp(value / temperature));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

describe("featureAlignment", () => {
  it("is Eq. 8 in values and gradients, with both terms or the second alone", () => {
    const both = (features: tf.Tensor, scores: tf.Tensor) => featureAlignment({ features, scores }, teacher);
    const features = teacher.features.arraySync();
    const loops = (f: unknown, s: unknown) => squares(f, features) + squares(s, teacherScores);
    const inputs = [student.features, student.scores];
    const whole = differenceFromPlain(both, loops, inputs);
    expect(Math.max(whole.value, ...whole.gradients)).toBeLessThan(1e-5);
    const second = (scores: tf.Tensor) => featureAlignment({ ...student, scores }, teacher, "scores");
    const part = differenceFromPlain(second, (s) => squares(s, teacherScores), [student.scores]);
    expect(Math.max(part.value, ...part.gradients)).toBeLessThan(1e-5);
    expect(leaked(() => both(student.features, student.scores))).toBe(0);
  });

  it("is zero for equals, and sends no gradient to the teacher", () => {
    expect(featureAlignment(student, student).dataSync()[0]).toBe(0);
    const [toFeatures, toScores] = tf.grads((features: tf.Tensor, scores: tf.Tensor) =>
      featureAlignment(student, { features, scores }),
    )([teacher.features, teacher.scores]);
    for (const gradient of [toFeatures!, toScores!])
      expect(gradient.dataSync().every((value) => value === 0)).toBe(true);
  });

  it("refuses features of different shapes", () => {
    const other = { ...teacher, features: filled([2, 12], 1) };
    expect(() => featureAlignment(student, other)).toThrow(ShapeMismatchError);
    expect(() => featureAlignment(student, { ...teacher, scores: filled([2, 3], 1) })).toThrow(ShapeMismatchError);
    const none = { features: tf.zeros([0, 12]), scores: tf.zeros([0, 4]) };
    expect(() => featureAlignment(none, none)).toThrow("at least one sample");
  });
});

describe("distillationLoss", () => {
  it.each([1, 4])("at temperature %i has the values and gradients of plain loops", (temperature) => {
    const loops = (rows: number[][]) =>
      rows.reduce((sum, row, b) => {
        const [p, q] = [softmax(teacherScores[b]!, temperature), softmax(row, temperature)];
        return sum + p.reduce((divergence, value, i) => divergence + value * Math.log(value / q[i]!), 0);
      }, 0) *
      (temperature ** 2 / rows.length);
    const f = (x: tf.Tensor) => distillationLoss(x as tf.Tensor2D, teacher.scores as tf.Tensor2D, temperature);
    const { value, gradients } = differenceFromPlain(f, loops, [student.scores]);
    expect(value).toBeLessThan(1e-5);
    expect(gradients[0]).toBeLessThan(1e-4);
    expect(leaked(() => f(student.scores))).toBe(0);
  });

  it("refuses other temperatures and shapes", () => {
    const scores = student.scores as tf.Tensor2D;
    for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => distillationLoss(scores, scores, wrong)).toThrow(InvalidOptionError);
    }
    expect(() => distillationLoss(scores, filled([2, 3], 1) as tf.Tensor2D)).toThrow(ShapeMismatchError);
  });
});
