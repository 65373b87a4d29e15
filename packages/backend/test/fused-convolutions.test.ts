import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { trace } from "../src/trace/trace.js";
import { backends, use } from "./backends.js";

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it("a dilated layer without activation trains, traced or not, and the engine is left as it was", async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.conv2d({ inputShape: [6, 6, 2], filters: 1, kernelSize: 3, dilationRate: 2, padding: "same" }),
      ],
    });
    model.compile({ optimizer: tf.train.sgd(0.02), loss: "meanSquaredError" });
    const [x, y] = [tf.randomNormal([4, 6, 6, 2], 0, 1, "float32", 1), tf.ones([4, 6, 6, 1])];
    const { history } = await model.fit(x, y, { epochs: 5, verbose: 0 });
    expect(Number(history.loss!.at(-1))).toBeLessThan(Number(history.loss![0]));
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { calls } = trace(() =>
      tf.dispose(tf.variableGrads(() => tf.mean(model.apply(x) as tf.Tensor) as tf.Scalar, weights).grads),
    );
    expect(calls.map(({ kernel }) => kernel)).toEqual(expect.arrayContaining(["FusedConv2D", "Conv2DBackpropFilter"]));
    expect(Object.hasOwn(tf.engine(), "runKernel")).toBe(false);
    tf.dispose([x, y]);
    model.dispose();
  });

  it("a gradient that somebody gives to such a convolution stays theirs", () => {
    tf.tidy(() => {
      const x = tf.ones([1, 5, 5, 1]) as tf.Tensor4D;
      const filter = tf.ones([3, 3, 1, 1]) as tf.Tensor4D;
      const theirs = tf.customGrad((...args) => ({
        value: tf.fused.conv2d({ x: args[0] as tf.Tensor4D, filter, strides: 1, pad: "same", dilations: 2 }),
        gradFunc: () => tf.fill([1, 5, 5, 1], 7),
      }));
      expect([
        ...tf
          .grad((v: tf.Tensor) => tf.sum(theirs(v)))(x)
          .dataSync(),
      ]).toEqual(new Array(25).fill(7));
    });
  });
});
