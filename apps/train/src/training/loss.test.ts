import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers"; // registers the gradients
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { crossEntropy } from "./loss.js";

beforeAll(() => tf.setBackend("cpu"));

const LOGITS = [
  [1, -0.5, 0.25],
  [0.1, 2, -1],
];
const LABELS = [2, 1];

function byHand(logits: number[][], smoothing: number): number {
  const losses = logits.map((row, b) => {
    const sum = row.reduce((s, z) => s + Math.exp(z), 0);
    return row.reduce(
      (s, z, c) => s - ((1 - smoothing) * Number(c === LABELS[b]) + smoothing / 3) * Math.log(Math.exp(z) / sum),
      0,
    );
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

it.each([0, 0.1])("is the mean negative logarithm of the smoothed target's share (smoothing %s)", (smoothing) => {
  tf.tidy(() => {
    const loss = crossEntropy(tf.tensor2d(LOGITS), tf.tensor1d(LABELS, "int32"), smoothing);
    expect(loss.dataSync()[0]).toBeCloseTo(byHand(LOGITS, smoothing), 5);
  });
});

it("has the gradient of finite differences", () => {
  tf.tidy(() => {
    const labels = tf.tensor1d(LABELS, "int32");
    const gradient = tf
      .grad((z) => crossEntropy(z as tf.Tensor2D, labels, 0.1))(tf.tensor2d(LOGITS))
      .arraySync() as number[][];
    LOGITS.forEach((row, b) => {
      row.forEach((_, c) => {
        const moved = (by: number) => LOGITS.map((r, i) => r.map((z, j) => z + (i === b && j === c ? by : 0)));
        expect(gradient[b]![c]).toBeCloseTo((byHand(moved(1e-5), 0.1) - byHand(moved(-1e-5), 0.1)) / 2e-5, 5);
      });
    });
  });
});

it("keeps no tensors", () => {
  const run = () => {
    const [z, labels] = [tf.tensor2d(LOGITS), tf.tensor1d(LABELS, "int32")];
    tf.dispose([z, labels, crossEntropy(z, labels)]);
    return tf.memory().numTensors;
  };
  expect(run()).toBe(run());
});
