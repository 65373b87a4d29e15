import { traceShapes, withoutValues } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { expect, it } from "vitest";
import { createModel, descriptionOf, modelInfo, modelNames, summarise, summaryText } from "../src/index.js";

/** Whole networks, on tensors that have shapes and no values: no memory, and hardly any time. */
it.each(modelNames)("%s has its parameters and output at its full size", (name) => {
  const info = modelInfo(name);
  const held = tf.memory().numTensors;
  withoutValues(() => {
    const model = createModel(name, undefined, { weights: "zeros" });
    const sizes = model.trainableWeights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(info.parameters);
    for (const batch of [1, 2]) {
      const inputs = info.inputs.map(({ shape, dtype }) => tf.zeros([batch, ...shape], dtype));
      const { result, calls } = traceShapes(() => model.predictOnBatch(inputs) as tf.Tensor);
      expect(result.shape).toEqual([batch, ...info.output]);
      expect(calls.length).toBeGreaterThan(0);
      tf.dispose([result, ...inputs]);
    }
    const summary = summarise(model);
    expect(summary.parameters).toBe(info.parameters);
    expect(summary.parts.map(({ part }) => part).sort()).toEqual(
      info.parts
        .filter(({ parameters }) => parameters > 0)
        .map(({ part }) => part)
        .sort(),
    );
    for (const { part, parameters } of info.parts) {
      if (parameters > 0)
        expect([part, summary.parts.find((each) => each.part === part)?.parameters]).toEqual([part, parameters]);
    }
    expect(summaryText(summary)).toContain(`total`);
    expect(descriptionOf(model).name).toBe(name);
    model.dispose();
  });
  expect(tf.memory().numTensors).toBe(held);
});
