import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, use } from "../../test/backends.js";
import { isBackendError } from "../errors.js";
import { trace } from "./trace.js";

const kernels = (calls: readonly { kernel: string }[]) => calls.map(({ kernel }) => kernel);

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it("records name, shapes, types, attributes, and which tensor went where", () => {
    const x = tf.ones([1, 4, 4, 2]) as tf.Tensor4D;
    const w = tf.ones([3, 3, 2, 5]) as tf.Tensor4D;
    const { result, calls } = trace(() => tf.relu(tf.conv2d(x, w, 2, "same")));
    expect(kernels(calls)).toEqual(["Conv2D", "Relu"]);
    const [conv, relu] = calls;
    expect(conv!.inputs.x).toEqual({ shape: [1, 4, 4, 2], dtype: "float32", tensor: x.id });
    expect(conv!.outputs[0]!.shape).toEqual([1, 2, 2, 5]);
    expect(conv!.attributes).toMatchObject({ strides: 2, pad: "same" });
    expect(relu!.inputs.x!.tensor).toBe(conv!.outputs[0]!.tensor);
    expect(relu!.outputs[0]!.tensor).toBe(result.id);
    expect(tf.engine().runKernel).toBe(Object.getPrototypeOf(tf.engine()).runKernel);
    tf.dispose([x, w, result]);
  });

  it("records lists of inputs, absent inputs, several outputs", () => {
    const { result, calls } = trace(() => tf.split(tf.concat([tf.ones([2, 2]), tf.zeros([2, 2])]), 2));
    const concat = calls.find(({ kernel }) => kernel === "Concat")!;
    expect(Object.keys(concat.inputs)).toEqual(["0", "1"]);
    expect(calls.find(({ kernel }) => kernel === "SplitV")!.outputs).toHaveLength(2);
    const x = tf.ones([1, 3, 3, 1]) as tf.Tensor4D;
    const fused = trace(() => tf.fused.conv2d({ x, filter: tf.ones([1, 1, 1, 1]) as tf.Tensor4D, strides: 1, pad: 0 }));
    expect(Object.keys(fused.calls.find(({ kernel }) => kernel === "FusedConv2D")!.inputs)).toEqual(["x", "filter"]);
    tf.dispose([result, x, fused.result]);
  });

  it("counts what a kernel does inside as that kernel", () => {
    tf.registerKernel({
      kernelName: "TestOuter",
      backendName: backend,
      kernelFunc: ({ inputs }) => tf.mul(inputs.x as tf.Tensor, 2),
    });
    const x = tf.ones([2]);
    const { result, calls } = trace(() => tf.engine().runKernel("TestOuter", { x }) as tf.Tensor);
    expect(kernels(calls)).toEqual(["TestOuter"]);
    tf.unregisterKernel("TestOuter", backend);
    tf.dispose([x, result]);
  });

  it("names each operation once, however many kernels it is made of on this backend", () => {
    const x = tf.randomNormal([2, 6, 6, 3]) as tf.Tensor4D;
    const w = tf.randomNormal([3, 3, 3, 2]) as tf.Tensor4D;
    const step = (x: tf.Tensor, w: tf.Tensor) => {
      const y = tf.maxPool(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 1), 2, 2, "same");
      return tf.sum(tf.einsum("bhwc,bhwd->cd", y, y));
    };
    const { result, calls } = trace(() => tf.grads(step)([x, w]));
    const count = (kernel: string) => calls.filter((call) => call.kernel === kernel).length;
    for (const kernel of ["Conv2D", "MaxPool", "Conv2DBackpropFilter", "Conv2DBackpropInput", "MaxPoolGrad"])
      expect([kernel, count(kernel)]).toEqual([kernel, 1]);
    expect([count("Einsum"), count("BatchMatMul")]).toEqual([3, 0]); // one forward, one for each operand
    tf.dispose([x, w, result]);
  });

  it("leaves the engine as it was, and no tensors", () => {
    const own = Object.getOwnPropertyNames(tf.engine());
    const x = tf.ones([2]);
    const once = () => trace(() => tf.square(x)).result.dispose();
    once();
    const before = tf.memory().numTensors;
    once();
    expect(tf.memory().numTensors).toBe(before);
    expect(Object.getOwnPropertyNames(tf.engine())).toEqual(own);
    x.dispose();
  });

  it("records gradients, and lets an observer compute", () => {
    const seen: number[] = [];
    const w = tf.ones([3, 3, 2, 5]) as tf.Tensor4D;
    const f = (x: tf.Tensor) => tf.sum(tf.conv2d(x as tf.Tensor4D, w, 1, "same"));
    const inspect = (_: unknown, inputs: Readonly<Record<string, tf.Tensor>>) => {
      const first = Object.values(inputs)[0];
      if (first) seen.push(tf.tidy(() => tf.sum(tf.abs(first)).dataSync()[0]!));
    };
    const x = tf.ones([1, 4, 4, 2]);
    const { result, calls } = trace(() => tf.grad(f)(x), { inspect });
    expect(kernels(calls)).toContain("Conv2D");
    expect(kernels(calls)).toContain("Conv2DBackpropInput");
    expect(kernels(calls)).not.toContain("Abs");
    expect(seen).toContain(32);
    tf.dispose([x, w, result]);
  });
});

describe("scopes", () => {
  let inner: tfl.Sequential;
  let outer: tfl.LayersModel;
  beforeAll(async () => {
    await tf.setBackend("cpu");
    const first = tfl.layers.dense({ units: 3, inputShape: [4], name: "first" });
    inner = tfl.sequential({ name: "inner", layers: [first, tfl.layers.dense({ units: 2, name: "second" })] });
    const input = tfl.input({ shape: [4] });
    outer = tfl.model({ inputs: input, outputs: inner.apply(input) as tfl.SymbolicTensor, name: "outer" });
  });

  it("are the layers' names, nested, and named tidies", () => {
    const x = tf.ones([1, 4]);
    const run = () => tf.tidy("mine", () => outer.apply(x) as tf.Tensor);
    const { result, calls } = trace(run, { layers: [outer] });
    const products = calls.filter(({ kernel }) => kernel === "_FusedMatMul");
    expect(products.map(({ scope }) => scope)).toEqual(["mine/outer/inner/first", "mine/outer/inner/second"]);
    expect(Object.hasOwn(inner.layers[0]!, "call")).toBe(false);
    const plain = trace(run).calls.filter(({ kernel }) => kernel === "_FusedMatMul");
    expect(plain.map(({ scope }) => scope)).toEqual(["mine", "mine"]);
    tf.dispose([x, result]);
  });
});

describe("what goes wrong", () => {
  beforeAll(() => tf.setBackend("cpu"));

  it("an exception passes, and everything is as before", () => {
    const layer = { name: "bad", call: (x: tf.Tensor) => tf.neg(x) };
    const { call } = layer;
    const x = tf.scalar(1);
    const failing = () => {
      layer.call(x);
      throw new RangeError("mine");
    };
    expect(() => tf.tidy(() => void trace(failing, { layers: [layer] }))).toThrow(RangeError);
    expect(layer.call).toBe(call);
    expect(tf.engine().runKernel).toBe(Object.getPrototypeOf(tf.engine()).runKernel);
  });

  it("an observer's exception passes too, and the next trace is whole", () => {
    const inspect = () => {
      throw new RangeError("observer");
    };
    const x = tf.scalar(1);
    expect(() => tf.tidy(() => void trace(() => tf.neg(x), { inspect }))).toThrow("observer");
    const { calls, result } = trace(() => tf.neg(x));
    tf.dispose([x, result]);
    expect(kernels(calls)).toEqual(["Neg"]);
  });

  it("a promise is refused", () => {
    let error: unknown;
    try {
      trace(async () => {});
    } catch (e) {
      error = e;
    }
    expect(isBackendError(error, "TraceError")).toBe(true);
  });

  it("traces nest: both see the inner calls", () => {
    tf.tidy(() => {
      const { result, calls } = trace(() => trace(() => tf.neg(tf.scalar(1))).calls);
      expect(kernels(calls)).toEqual(["Neg"]);
      expect(kernels(result)).toEqual(["Neg"]);
    });
  });
});
