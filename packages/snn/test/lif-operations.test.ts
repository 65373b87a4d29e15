import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { fusedLif } from "../src/kernels/lif-kernels.js";
import { lifByOperations, lifGradientByOperations } from "../src/kernels/lif-operations.js";
import { type Emit, outputNames } from "../src/kernels/lif-sequences.js";
import { firingRule } from "../src/neurons/firing-rule.js";
import type { LifRule } from "../src/neurons/lif-params.js";
import "./backends.js";
import { distance } from "./backends.js";

const rules = (["subtract", "zero", 0.25, "none"] as const).flatMap((reset) =>
  (["delayed", "same-step", "compensated"] as const).flatMap((timing) =>
    [true, false].map((detachReset) => ({ reset, timing, detachReset })),
  ),
);
const random = (shape: number[], seed: number, low = -0.5) => tf.randomUniform(shape, low, 1.5, "float32", seed);

/** What tfjs-node (from 65,536 numbers on) and the GPU backends run, beside the loops of the cpu backend. */
describe("the recurrence by operations equals the loops", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  it.each(rules)("reset $reset, $timing, detached $detachReset", (options) => {
    const rule = firingRule({ ...options, comparison: ">=", surrogate: { name: "atan", alpha: 3 } }) as LifRule;
    const step = [2, 3, 4];
    for (const timeAxis of [0, 1] as const) {
      for (const [leak, threshold] of [
        [tf.scalar(0.8), tf.scalar(0.7)],
        [tf.tensor1d([0.5, 0.7, 0.9, 1]), tf.tensor1d([0.4, 0.6, 0.8, 1])],
      ] as const) {
        for (const initial of [null, random(step, 8, 0)]) {
          for (const emit of ["all", "spikes", "last"] as Emit[]) {
            tf.tidy(() => {
              const x = random(timeAxis === 0 ? [5, ...step] : [2, 5, 3, 4], 7);
              const names = outputNames(emit);
              const loops = (...given: tf.Tensor[]) => {
                const inputs = {
                  x: given[0]!,
                  leak: given[1]!,
                  threshold: given[2]!,
                  initial: given[3] ?? tf.scalar(0),
                };
                return fusedLif(inputs, { rule, timeAxis, emit, rested: !initial });
              };
              const variables = [x, leak, threshold, ...(initial ? [initial] : [])];
              const outputs = loops(...variables);
              const dy = Object.fromEntries(names.map((name, i) => [name, random(outputs[i]!.shape, 20 + i)]));
              const operands = { x, leak, threshold, initial, timeAxis, rule };
              const wanted = { potential: emit === "all", spikes: emit !== "last" };
              const before = tf.memory().numTensors;
              const got = lifByOperations(operands, wanted);
              expect(tf.memory().numTensors - before).toBe(names.length);
              names.forEach((name, i) => {
                expect(distance(got[name]!.dataSync(), outputs[i]!.dataSync()), name).toBeLessThan(1e-6);
              });
              const cotangents = { potential: dy.potential ?? null, spikes: dy.spikes ?? null, last: dy.last! };
              const held = tf.memory().numTensors;
              const gradient = lifGradientByOperations(operands, cotangents);
              expect(tf.memory().numTensors - held).toBe(initial ? 4 : 3);
              // Without a reset nothing may hang on the threshold; 0·v_th keeps tf.grads from refusing.
              const loss = (...given: tf.Tensor[]) =>
                tf.addN([
                  ...loops(...given).map((o, i) => tf.sum(tf.mul(o, dy[names[i]!]!))),
                  tf.sum(tf.mul(given[2]!, 0)),
                ]) as tf.Scalar;
              const expected = tf.grads(loss as never)(variables);
              const found = [gradient.x, gradient.leak, gradient.threshold, ...(initial ? [gradient.initial!] : [])];
              found.forEach((g, i) => {
                expect(g.shape).toEqual(variables[i]!.shape);
                expect(distance(g.dataSync(), expected[i]!.dataSync())).toBeLessThan(2e-5);
              });
            });
          }
        }
      }
    }
  });
});
