import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { backends, leaked, use } from "../../test/backends.js";
import { bothTraces } from "../../test/same-trace.js";
import { gelu } from "../activations.js";
import { isBackendError } from "../errors.js";
import { adam } from "../optimizers/adam.js";
import { trace } from "../trace/trace.js";
import { registerShape } from "./shape-kernels.js";
import { traceShapes } from "./trace-shapes.js";
import { withoutValues } from "./without-values.js";

function network(): tfl.Sequential {
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [9, 8, 3], filters: 4, kernelSize: 3, strides: 2, activation: "relu" }),
      tfl.layers.batchNormalization(),
      tfl.layers.depthwiseConv2d({ kernelSize: 2 }),
      tfl.layers.maxPooling2d({ poolSize: 2, padding: "same" }),
      tfl.layers.flatten(),
      tfl.layers.dropout({ rate: 0.5 }),
      tfl.layers.dense({ units: 5, activation: "softmax" }),
    ],
  });
}

function thrown(f: () => unknown): unknown {
  try {
    f();
  } catch (error) {
    return error;
  }
  return null;
}

describe.each(backends)("beside %s", (backend) => {
  let model: tfl.Sequential;
  beforeAll(async () => {
    await use(backend);
    model = network();
  });

  it("a model's calls are those of a real run, and so are those of its training", () => {
    const x = tf.ones([2, 9, 8, 3]);
    const inference = bothTraces(() => model.predictOnBatch(x));
    expect(inference.shapes).toEqual(inference.real);
    expect(inference.real.length).toBeGreaterThan(7);
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const loss = () => tf.mean(tf.square(model.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar;
    const training = bothTraces(() => Object.values(tf.variableGrads(loss, weights).grads));
    expect(training.shapes).toEqual(training.real);
    expect(training.shapes.some((call) => (call as { kernel: string }).kernel === "Conv2DBackpropFilter")).toBe(true);
    x.dispose();
  });

  it("the backend and the engine are as before, also after an exception", () => {
    const own = Object.getOwnPropertyNames(tf.engine());
    const fail = () => {
      expect(tf.getBackend()).not.toBe(backend);
      throw new RangeError("mine");
    };
    expect(() => traceShapes(fail)).toThrow(RangeError);
    expect(tf.getBackend()).toBe(backend);
    expect(Object.getOwnPropertyNames(tf.engine())).toEqual(own);
    expect(Array.from(tf.tidy(() => tf.add(1, 2)).dataSync())).toEqual([3]);
  });

  it("leaves nothing behind, and the weights where they are, with their values", async () => {
    const before = await Promise.all(model.getWeights().map((weight) => weight.data()));
    const step = () =>
      tf.tidy(() => {
        const optimizer = adam(0.1);
        const loss = () => tf.sum(model.apply(tf.ones([1, 9, 8, 3]), { training: true }) as tf.Tensor) as tf.Scalar;
        const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
        const { calls } = traceShapes(() => optimizer.minimize(loss, false, weights));
        optimizer.dispose();
        return calls.length;
      });
    expect(leaked(() => void step())).toEqual([0, 0]);
    const x = tf.ones([1, 9, 8, 3]);
    expect(leaked(() => tf.dispose(traceShapes(() => model.predictOnBatch(x)).result))).toEqual([0, 0]);
    x.dispose();
    expect(await Promise.all(model.getWeights().map((weight) => weight.data()))).toEqual(before);
  });

  it("a variable of another backend may be made and disposed of inside", () => {
    const value = tf.tensor1d([1, 2]);
    const once = () => withoutValues(() => tf.variable(value).dispose());
    expect(leaked(once)).toEqual([0, 0]);
    expect(Array.from(value.dataSync())).toEqual([1, 2]);
    value.dispose();
  });

  it("what is read has no values, and the error says so", () => {
    const x = tf.ones([2]);
    const error = thrown(() => traceShapes(() => tf.tidy(() => void tf.square(x).dataSync())));
    expect(isBackendError(error, "NoValuesError")).toBe(true);
    expect((error as Error).message).toMatch(/real run/);
    expect(withoutValues(() => Array.from(x.dataSync()))).toEqual([1, 1]);
    const { result } = traceShapes(() => tf.square(x));
    expect(
      isBackendError(
        thrown(() => result.dataSync()),
        "NoValuesError",
      ),
    ).toBe(true);
    expect(
      isBackendError(
        thrown(() => tf.tidy(() => tf.neg(result).dataSync())),
        "NoValuesError",
      ),
    ).toBe(true);
    tf.dispose([x, result]);
  });
});

describe("without values", () => {
  beforeAll(() => use("cpu"));

  it("kernels without a rule are named, and can be given one", () => {
    const mine = (x: tf.Tensor) => tf.engine().runKernel("TestMine", { x }, { times: 2 }) as tf.Tensor;
    const x = tf.ones([3]);
    const run = () => {
      const { result, calls } = traceShapes(() => mine(x));
      tf.dispose(result);
      return calls;
    };
    const error = thrown(run);
    expect(isBackendError(error, "UnknownShapeError")).toBe(true);
    expect((error as Error).message).toMatch(/TestMine.*registerShape/);
    registerShape("TestMine", ({ x }, { times }) => ({ shape: [x!.shape[0]! * times], dtype: "int32" }));
    expect(run()[0]!.outputs[0]).toMatchObject({ shape: [6], dtype: "int32" });
    registerShape("TestMine", () => [{ shape: [], dtype: "bool" }]);
    expect(run()[0]!.outputs).toMatchObject([{ shape: [], dtype: "bool" }]);
    x.dispose();
  });

  it("kernels whose shapes depend on values are refused", () => {
    const error = thrown(() => tf.tidy(() => void traceShapes(() => tf.unique(tf.tensor1d([1, 1, 2])))));
    expect(isBackendError(error, "UnknownShapeError")).toBe(true);
  });

  it("shapes that do not fit are errors here too", () => {
    expect(() => withoutValues(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3])))).toThrow();
    expect(() => withoutValues(() => tf.add(tf.ones([2, 3]), tf.ones([2])))).toThrow();
    expect(() => withoutValues(() => tf.reshape(tf.ones([2, 3]), [4, -1]))).toThrow();
  });

  it("a promise is refused, nesting is not", () => {
    expect(
      isBackendError(
        thrown(() => withoutValues(async () => {})),
        "TraceError",
      ),
    ).toBe(true);
    expect(
      isBackendError(
        thrown(() => traceShapes(async () => {})),
        "TraceError",
      ),
    ).toBe(true);
    const { result, calls } = traceShapes(() => withoutValues(() => tf.tidy(() => tf.neg(tf.ones([2])).shape)));
    expect([result, calls.length]).toEqual([[2], 1]);
  });

  it("reads nothing in debug mode, and leaves it on", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    tf.env().set("DEBUG", true);
    expect(withoutValues(() => tf.tidy(() => tf.neg(tf.ones([2])).shape))).toEqual([2]);
    await Promise.resolve(); // where reading would be refused
    expect(tf.env().getBool("DEBUG")).toBe(true);
    tf.env().set("DEBUG", false);
    warn.mockRestore();
  });

  it("a backend that is still starting goes on to start", async () => {
    const before = tf.getBackend();
    const starting = tf.setBackend(backends.includes("wasm") ? "wasm" : before);
    expect(withoutValues(() => tf.tidy(() => tf.neg(tf.ones([2])).shape))).toEqual([2]);
    expect(await starting).toBe(true);
    expect(Array.from(tf.tidy(() => tf.add(1, 2)).dataSync())).toEqual([3]);
    await tf.setBackend(before);
  });

  it("needs no backend", () => {
    const engine = tf.engine() as unknown as { backendName: string | null; backendInstance: unknown };
    const { backendName, backendInstance } = engine;
    Object.assign(engine, { backendName: null, backendInstance: null });
    try {
      expect(withoutValues(() => tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 4])).shape))).toEqual([2, 4]);
      expect(engine.backendName).toBe(null);
    } finally {
      Object.assign(engine, { backendName, backendInstance });
    }
  });

  it.runIf(backends.includes("wasm"))("follows the backend that is active, or the one that it is told to", async () => {
    const x = tf.ones([2, 3]);
    const kernels = (like?: string | null) =>
      traceShapes(() => tf.tidy(() => gelu(x).shape), { like }).calls.map(({ kernel }) => kernel);
    expect(kernels()).not.toContain("CvarGelu");
    expect(kernels("wasm")).toEqual(["CvarGelu"]);
    await use("wasm");
    expect(kernels()).toEqual(["CvarGelu"]);
    expect(kernels(null)).not.toContain("CvarGelu");
    x.dispose();
  });

  it("a model of any size can be built of shapes alone", () => {
    const build = () => {
      const dense = tfl.layers.dense({ units: 4096, inputShape: [4096], kernelInitializer: "zeros" });
      return tfl.sequential({ layers: [dense, tfl.layers.dense({ units: 10 })] });
    };
    const once = () => {
      const model = withoutValues(build);
      const x = tf.zeros([1, 4096]);
      const { result } = traceShapes(() => model.predictOnBatch(x));
      expect((result as tf.Tensor).shape).toEqual([1, 10]);
      expect(
        isBackendError(
          thrown(() => tf.tidy(() => model.apply(x) as tf.Tensor)),
          "NoValuesError",
        ),
      ).toBe(true);
      tf.dispose([result as tf.Tensor, x]);
      model.dispose();
    };
    expect(leaked(once)).toEqual([0, 0]);
    expect(trace(() => tf.tidy(() => tf.neg(tf.ones([1])).shape)).calls).toHaveLength(1);
  });
});
