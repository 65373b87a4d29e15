import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { adam, registerTrainingKernels } from "@cvar/backend";
import type { STM } from "@cvar/snn";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createModel, modelInfo, type StmNetOverrides, stmNetAblation } from "../src/index.js";

const CLASSES = 8;
const BATCH = 8;

beforeAll(async () => {
  registerTrainingKernels();
  await tf.setBackend("wasm");
});

const cases: [string, StmNetOverrides][] = [
  ["the paper's network", {}],
  ["ConvLSTM", stmNetAblation("4c", "STM→LSTM").overrides],
  ["patches first", stmNetAblation("4a", "LS⇒GS⇒T").overrides],
  ["cross-attention", stmNetAblation("4b", "Cross-att.").overrides],
  ["class token", stmNetAblation("4d", "GAP→Class Token").overrides],
];

it.each(cases)(
  "%s starts at ln(classes), and learns a handful of samples by heart from scratch",
  (_name, overrides) => {
    const small: StmNetOverrides = {
      size: 32,
      steps: 4,
      classes: CLASSES,
      dropout: 0,
      nf: 32,
      gc: 8,
      seed: 3,
      ...overrides,
    };
    const model = createModel("stm-net-tiny", small);
    const inputs = modelInfo("stm-net-tiny", small).inputs.map(({ shape, dtype }, i) =>
      dtype === "int32" ? tf.zeros([BATCH, 1], dtype) : tf.randomNormal([BATCH, ...shape], 0, 1, "float32", i + 1),
    );
    const labels = tf.cast(tf.oneHot(tf.range(0, BATCH, 1, "int32"), CLASSES), "float32");
    const loss = () =>
      tf.losses.softmaxCrossEntropy(labels, model.apply(inputs, { training: true }) as tf.Tensor) as tf.Scalar;
    const first = loss().dataSync()[0]!;
    expect(Math.abs(first - Math.log(CLASSES))).toBeLessThan(0.2);
    const stm = model.layers.find(({ name }) => name === "stm_motion") as STM | undefined;
    if (stm !== undefined && overrides.order === undefined) {
      const rate = tf.mean(stm.spikes(inputs[1]!)[0]!).dataSync()[0]!;
      expect(rate).toBeGreaterThan(0.001);
      expect(rate).toBeLessThan(0.5);
    }
    const optimizer = adam(0.003);
    let last = first;
    for (let step = 0; step < 60 && last > 0.3; step++) {
      last = tf.tidy(() => (optimizer.minimize(loss, true) as tf.Scalar).dataSync()[0]!);
    }
    expect(last).toBeLessThan(0.3);
    model.dispose();
    optimizer.dispose();
  },
);
