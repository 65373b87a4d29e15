import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, leaked, use } from "./backends.js";
import { compare, type Twin } from "./finite-differences.js";
import { convolve, type Shape4, type Windows } from "./plain-loops.js";

/** Random convolutions, small enough for differences of every value. */
const convolutions = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.integer({ min: 1, max: 5 }),
    out: fc.constantFrom(1, 2, 3, 8, 9, 16),
    kh: fc.integer({ min: 1, max: 5 }),
    kw: fc.integer({ min: 1, max: 5 }),
    stride: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    pad: fc.constantFrom<Windows["pad"]>("same", "valid", 1, 2),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .filter(({ height, width, kh, kw, pad }) => {
    const more = typeof pad === "number" ? 2 * pad : 0;
    return pad === "same" || (height + more >= kh && width + more >= kw);
  })
  .filter(
    ({ batch, height, width, channels, out, kh, kw }) => batch * height * width * channels * kh * kw * out < 60_000,
  )
  .filter(({ batch, height, width, channels, out, kh, kw }) => {
    const forward = batch * height * width * channels * kh * kw * out;
    return forward * (batch * height * width * channels + kh * kw * channels * out) < 2e7;
  });

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it("gradients of conv2d equal differences of plain loops, on random shapes, strides and paddings", () => {
    fc.assert(
      fc.property(convolutions, ({ batch, height, width, channels, out, kh, kw, stride, pad, seed }) => {
        const x: Shape4 = [batch, height, width, channels];
        const w: Shape4 = [kh, kw, channels, out];
        const twin: Twin = {
          shapes: [x, w],
          tensors: (a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad),
          loops: (a, b) => convolve(a!, x, b!, w, { stride, pad }),
        };
        const { forward, gradients } = compare(twin, seed);
        expect(forward).toBeLessThan(2e-6);
        expect(Math.max(...gradients)).toBeLessThan(3e-6);
      }),
      { numRuns: backend === "cpu" ? 15 : 60 },
    );
  });

  it("gradients of depthwise convolutions", () => {
    fc.assert(
      fc.property(convolutions, ({ batch, height, width, channels, kh, kw, stride: [s], pad, seed }) => {
        const x: Shape4 = [batch, height, width, channels];
        const w: Shape4 = [kh, kw, channels, 1 + (seed % 3)];
        const twin: Twin = {
          shapes: [x, w],
          tensors: (a, b) => tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, s, pad),
          loops: (a, b) => convolve(a!, x, b!, w, { stride: [s, s], pad }, true),
        };
        const { forward, gradients } = compare(twin, seed);
        expect(forward).toBeLessThan(2e-6);
        expect(Math.max(...gradients)).toBeLessThan(3e-6);
      }),
      { numRuns: 25 },
    );
  });

  it("gradients of depthwise convolutions of many channels, in lanes and a rest", () => {
    for (const [channels, multiplier, stride, dilation] of [
      [8, 1, 1, 1],
      [19, 1, 2, 1],
      [16, 1, 1, 2],
      [5, 3, 2, 1],
      [140, 1, 1, 1],
    ] as const) {
      const x: Shape4 = channels > 100 ? [1, 2, 6, channels] : [2, 5, 4, channels];
      const w: Shape4 = [3, 2, channels, multiplier];
      const windows: Windows = { stride: [stride, stride], dilation: [dilation, dilation], pad: "same" };
      const twin: Twin = {
        shapes: [x, w],
        tensors: (a, b) =>
          tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, "same", "NHWC", [dilation, dilation]),
        loops: (a, b) => convolve(a!, x, b!, w, windows, true),
      };
      const { forward, gradients } = compare(twin, channels);
      expect(forward).toBeLessThan(2e-6);
      expect(Math.max(...gradients)).toBeLessThan(3e-6);
    }
  });

  it("a fused convolution's gradients, its bias's too, under every activation it takes", () => {
    const x: Shape4 = [2, 5, 6, 3];
    const w: Shape4 = [3, 3, 3, 4];
    const activations = {
      linear: (v: number) => v,
      relu: (v: number) => Math.max(0, v),
      leakyrelu: (v: number) => (v > 0 ? v : 0.2 * v),
    };
    for (const [activation, f] of Object.entries(activations)) {
      const twin: Twin = {
        shapes: [x, w, [4]],
        tensors: (a, b, bias) =>
          tf.fused.conv2d({
            x: a as tf.Tensor4D,
            filter: b as tf.Tensor4D,
            bias: bias!,
            strides: 1,
            pad: "same",
            activation: activation as "relu",
            leakyreluAlpha: 0.2,
          }),
        loops: (a, b, bias) =>
          convolve(a!, x, b!, w, { stride: [1, 1], pad: "same" }).map((v, i) => f(v + bias![i % 4]!)),
      };
      const { forward, gradients } = compare(twin, 5, 1e-6);
      expect(forward, activation).toBeLessThan(2e-6);
      expect(Math.max(...gradients), activation).toBeLessThan(3e-6);
    }
  });

  it("leaves nothing behind", () => {
    const [x, w] = [tf.ones([2, 6, 6, 3]) as tf.Tensor4D, tf.ones([3, 3, 3, 4]) as tf.Tensor4D];
    const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
      tf.sum(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, "same")),
    );
    expect(leaked(() => tf.dispose(gradients([x, w])))).toEqual([0, 0]);
    tf.dispose([x, w]);
  });
});

describe("the wasm kernels alone", () => {
  beforeAll(() => use("wasm"));

  it("take dilations, which tfjs's gradient does not pass on", () => {
    const x: Shape4 = [2, 9, 8, 3];
    const w: Shape4 = [3, 2, 3, 5];
    for (const dilations of [
      [1, 2],
      [2, 1],
      [3, 2],
    ] as const) {
      tf.tidy(() => {
        const attributes = { strides: 1, pad: "same", dataFormat: "NHWC", dilations: [...dilations] };
        const [a, b] = [tf.randomNormal([...x], 0, 1, "float32", 1), tf.randomNormal([...w], 0, 1, "float32", 2)];
        const dy = tf.randomNormal([2, 9, 8, 5], 0, 1, "float32", 3);
        const run = (kernel: string, inputs: tf.NamedTensorMap, attrs: object) =>
          tf.engine().runKernel(kernel, inputs, { ...attributes, ...attrs } as unknown as tf.NamedAttrMap) as tf.Tensor;
        const dw = run("Conv2DBackpropFilter", { x: a, dy }, { filterShape: w });
        const dx = run("Conv2DBackpropInput", { dy, filter: b }, { inputShape: x });
        // <dY, conv(x, w)> is bilinear: its gradients satisfy <dX, x> = <dW, w> = <dY, conv(x, w)>.
        const dot = (p: tf.Tensor, q: tf.Tensor) => tf.sum(tf.mul(p, q)).dataSync()[0]!;
        const y = tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same", "NHWC", [...dilations]);
        expect(dot(dw, b)).toBeCloseTo(dot(dy, y), 2);
        expect(dot(dx, a)).toBeCloseTo(dot(dy, y), 2);
        const loops = convolve(Float64Array.from(a.dataSync()), x, Float64Array.from(b.dataSync()), w, {
          stride: [1, 1],
          dilation: dilations,
          pad: "same",
        });
        expect(Math.max(...loops.map((v, i) => Math.abs(v - y.dataSync()[i]!)))).toBeLessThan(1e-4);
      });
    }
  });

  it("sum half a million positions without losing more than single precision must", () => {
    tf.tidy(() => {
      // Sums of products of ±1 and small integers are exact in double precision, and known.
      const shape: Shape4 = [64, 56, 56, 2];
      const x = tf.fill([...shape], 0.1) as tf.Tensor4D;
      const dy = tf.fill([64, 56, 56, 8], 1) as tf.Tensor4D;
      const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", filterShape: [1, 1, 2, 8] };
      const dw = tf
        .engine()
        .runKernel("Conv2DBackpropFilter", { x, dy }, attrs as unknown as tf.NamedAttrMap) as tf.Tensor;
      const exact = Math.fround(0.1) * 64 * 56 * 56;
      for (const value of dw.dataSync()) expect(Math.abs(value / exact - 1)).toBeLessThan(2e-5);
      const sum = tf.sum(tf.fill([64 * 56 * 56, 8], 0.1), 0);
      for (const value of sum.dataSync()) expect(Math.abs(value / exact - 1)).toBeLessThan(2e-6);
    });
  });

  it("of a depthwise layer, which passes null as dilation", () => {
    const layer = tfl.layers.depthwiseConv2d({ kernelSize: 3, padding: "same", useBias: false });
    const x = tf.ones([1, 4, 4, 2]);
    layer.apply(x);
    const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => tf.sum(layer.apply(x) as tf.Tensor), weights);
    const filter = [...Object.values(grads)[0]!.dataSync()];
    tf.dispose([value, grads]);
    // How many of the 16 outputs each tap reaches, twice: two channels.
    expect(filter).toEqual([9, 12, 9, 12, 16, 12, 9, 12, 9].flatMap((taps) => [taps, taps]));
    layer.dispose();
    x.dispose();
  });

  it("refuse channels-first data by name", () => {
    const [x, dy] = [tf.zeros([1, 2, 4, 4]), tf.zeros([1, 3, 4, 4])];
    const attrs = { strides: 1, pad: "same", dataFormat: "NCHW", filterShape: [3, 3, 2, 3] };
    expect(() => tf.engine().runKernel("Conv2DBackpropFilter", { x, dy }, attrs as unknown as tf.NamedAttrMap)).toThrow(
      expect.objectContaining({ _tag: "KernelInputError" }),
    );
    tf.dispose([x, dy]);
  });
});
