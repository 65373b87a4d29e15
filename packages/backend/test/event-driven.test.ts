import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { convGeometry } from "../src/conv-geometry.js";
import { eventConvolution, eventFilterGradient, isEventDriven } from "../src/kernels/event-driven.js";
import type { WasmBackend } from "../src/wasm/backend.js";
import { leaked, use } from "./backends.js";
import { numbers } from "./finite-differences.js";
import { convolve, type Shape4, visit, type Windows } from "./plain-loops.js";

beforeAll(() => use("wasm"));

const backend = () => tf.backend() as unknown as WasmBackend;

const cases = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 8 }),
    width: fc.integer({ min: 1, max: 8 }),
    channels: fc.constantFrom(4, 8),
    out: fc.constantFrom(4, 8, 12),
    kh: fc.integer({ min: 1, max: 5 }),
    kw: fc.integer({ min: 1, max: 5 }),
    pad: fc.constantFrom<Windows["pad"]>("same", "valid", 1, 3),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .filter(({ height, width, kh, kw, pad }) => {
    const more = typeof pad === "number" ? 2 * pad : 0;
    return pad === "same" || (height + more >= kh && width + more >= kw);
  });

it("the convolution by events and its filter gradient equal plain loops, at every border", () => {
  fc.assert(
    fc.property(cases, ({ batch, height, width, channels, out, kh, kw, pad, seed }) => {
      tf.tidy(() => {
        const x: Shape4 = [batch, height, width, channels];
        const w: Shape4 = [kh, kw, channels, out];
        const windows: Windows = { stride: [1, 1], pad };
        const g = convGeometry(x, w, { strides: 1, pad });
        // Nine in ten are zero; the others are any numbers, not only ones.
        const xs = numbers(tf.util.sizeFromShape([...x]), seed).map((v) => (Math.abs(v) < 0.1 ? v * 10 : 0));
        const ws = numbers(kh * kw * channels * out, seed + 1);
        const dys = numbers(tf.util.sizeFromShape(g.outShape), seed + 2);
        const [tx, tw, tdy] = [tf.tensor(xs, [...x]), tf.tensor(ws, [...w]), tf.tensor(dys, g.outShape)];

        const y = tf.engine().makeTensorFromTensorInfo(eventConvolution(backend(), tx, tw, g));
        const expected = convolve(Float64Array.from(xs), x, Float64Array.from(ws), w, windows);
        expect(y.size).toBe(expected.length);
        expect(furthest(y.dataSync(), expected)).toBeLessThan(1e-5);

        const dw = tf.zeros([...w]);
        eventFilterGradient(backend(), tx, tdy, dw, g);
        const gradient = new Float64Array(ws.length);
        visit(x, w, windows, (n, iy, ix, oy, ox, r, s) => {
          for (let c = 0; c < channels; c++)
            for (let o = 0; o < out; o++) {
              const product =
                xs[((n * height + iy) * width + ix) * channels + c]! *
                dys[((n * g.outHeight + oy) * g.outWidth + ox) * out + o]!;
              gradient[((r * kw + s) * channels + c) * out + o]! += product;
            }
        });
        expect(furthest(dw.dataSync(), gradient)).toBeLessThan(1e-5);
      });
    }),
    { numRuns: 60 },
  );
});

it("is chosen for sparse inputs alone, and the answer is the dense one", () => {
  tf.tidy(() => {
    const shape: Shape4 = [4, 32, 32, 8];
    const w = tf.randomNormal([3, 3, 8, 8], 0, 1, "float32", 1) as tf.Tensor4D;
    const g = convGeometry(shape, w.shape, { strides: 1, pad: "same" });
    const uniform = tf.randomUniform([...shape], 0, 1, "float32", 2);
    const spikes = tf.cast(tf.less(uniform, 0.05), "float32") as tf.Tensor4D;
    expect(isEventDriven(backend(), spikes, g)).toBe(true);
    expect(isEventDriven(backend(), uniform, g)).toBe(false);
    expect(isEventDriven(backend(), spikes, convGeometry(shape, w.shape, { strides: 2, pad: "same" }))).toBe(false);
    // A number too small to matter, added everywhere, makes the same input dense.
    const dense = tf.add(spikes, 1e-30) as tf.Tensor4D;
    expect(isEventDriven(backend(), dense, g)).toBe(false);
    const pair = (x: tf.Tensor4D) => {
      const [, dw] = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same"))),
      )([x, w]);
      return [tf.conv2d(x, w, 1, "same").dataSync(), dw!.dataSync()];
    };
    const [sparse, full] = [pair(spikes), pair(dense)];
    expect(furthest(sparse[0]!, Float64Array.from(full[0]!))).toBeLessThan(1e-5);
    expect(furthest(sparse[1]!, Float64Array.from(full[1]!))).toBeLessThan(1e-5);
    expect(leaked(() => tf.dispose(tf.conv2d(spikes, w, 1, "same")))).toEqual([0, 0]);
  });
});

function furthest(found: ArrayLike<number>, expected: Float64Array): number {
  let [worst, largest] = [0, 1];
  expected.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(found[i]! - value));
    largest = Math.max(largest, Math.abs(value));
  });
  return worst / largest;
}
