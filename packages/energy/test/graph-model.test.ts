import { trace } from "@cvar/backend";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { countOperations, isEnergyError, measure } from "../src/index.js";
import { smallGraphModel } from "./graph-model.js";

describe("a frozen graph", () => {
  let model: Awaited<ReturnType<typeof smallGraphModel>>;
  beforeAll(async () => {
    await tf.setBackend("cpu");
    model = await smallGraphModel();
  });
  const [conv, depth, head] = [64 * 4 * 27, 64 * 4 * 9, 64 * 5];

  it("is counted by its nodes, with a batch of one unless another is given", () => {
    const count = countOperations(model);
    expect(count.macs).toBe(conv + depth + head);
    expect(count.parameters).toBe(3 * 3 * 3 * 4 + 4 + 3 * 3 * 4 + 64 * 5);
    const busy = count.perLayer
      .filter(({ macs }) => macs > 0)
      .map(({ scope, macs, parameters }) => [scope, macs, parameters]);
    expect(busy).toEqual([
      ["net/conv/Relu", conv, 112],
      ["net/depth/depthwise", depth, 36],
      ["net/head/MatMul", head, 320],
    ]);
    expect(countOperations(model, { picture: [3, 8, 8, 3] }).macs).toBe(3 * count.macs);
    expect(countOperations(model, undefined, { convention: "ptflops" }).byKind.bias).toBe(64 * 4);
  });

  it("is as it was: it runs, on what it was given, and is traced as before", () => {
    const before = tf.memory().numTensors;
    countOperations(model);
    expect(tf.memory().numTensors).toBe(before);
    const x = tf.ones([1, 8, 8, 3]);
    const { result, calls } = trace(() => model.predict(x) as tf.Tensor);
    expect(result.dataSync()).toHaveLength(5);
    expect(calls.every(({ scope }) => scope === "")).toBe(true);
    expect(measure(() => tf.tidy(() => model.predict(x) as tf.Tensor)).macs).toBe(conv + depth + head);
    tf.dispose([x, result]);
  });

  it("refuses a shape that the graph does not have", () => {
    expect(() => countOperations(model, [1, 8, 8, 7])).toThrow(
      /countOperations: input "picture" is .*, not \[1, 8, 8, 7\]/,
    );
  });

  it("says which input is not there", () => {
    let error: unknown;
    try {
      countOperations(model, { image: [1, 8, 8, 3] });
    } catch (e) {
      error = e;
    }
    expect(isEnergyError(error, "UsageError")).toBe(true);
    expect((error as Error).message).toMatch(/picture/);
  });
});
