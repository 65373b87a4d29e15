import { trace } from "@cvar/backend";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { axesOf, productsOfSpikes } from "../../test/brute-force.js";
import { countAccumulates, spikeValues } from "./accumulates.js";

beforeAll(() => tf.setBackend("cpu"));

const geometries = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 1, max: 7 }),
  channels: fc.integer({ min: 1, max: 3 }),
  out: fc.integer({ min: 1, max: 3 }),
  kh: fc.integer({ min: 1, max: 4 }),
  kw: fc.integer({ min: 1, max: 4 }),
  sy: fc.integer({ min: 1, max: 3 }),
  sx: fc.integer({ min: 1, max: 3 }),
  pad: fc.constantFrom<"same" | "valid" | number>("same", "valid", 1),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/** The one call of a kernel that multiplies, and a random binary tensor as its input. */
function spikesOf(shape: number[], seed: number): tf.Tensor {
  return tf.cast(tf.greater(tf.randomUniform(shape, 0, 1, "float32", seed), 0.6), "float32");
}

it("counts a convolution's products of spikes as a loop over all of them does", () => {
  fc.assert(
    fc.property(geometries, fc.boolean(), (g, depthwise) => {
      fc.pre(
        g.pad === "same" ||
          (g.height + 2 * (g.pad === 1 ? 1 : 0) >= g.kh && g.width + 2 * (g.pad === 1 ? 1 : 0) >= g.kw),
      );
      tf.tidy(() => {
        const input: [number, number, number, number] = [g.batch, g.height, g.width, g.channels];
        const filter: [number, number, number, number] = [g.kh, g.kw, g.channels, g.out];
        const x = spikesOf(input, g.seed) as tf.Tensor4D;
        const w = tf.ones(filter) as tf.Tensor4D;
        const stride: [number, number] = depthwise ? [g.sx, g.sx] : [g.sy, g.sx];
        const run = () => (depthwise ? tf.depthwiseConv2d(x, w, stride, g.pad) : tf.conv2d(x, w, stride, g.pad));
        const call = trace(run).calls.find(({ kernel }) => kernel.includes("onv"))!;
        const at = x.bufferSync();
        const axes = axesOf(input, filter, stride, g.pad, [1, 1], depthwise);
        const expected = productsOfSpikes((n, y, c, k) => at.get(n, y, c, k), g.batch, axes, g.channels, g.out);
        expect(countAccumulates(call, { x: spikeValues(x.dataSync()) })!.accumulates).toBe(expected);
        // With weights of one, the output sums the same products.
        expect(tf.sum(run()).dataSync()[0]).toBe(expected);
      });
    }),
    { numRuns: 60 },
  );
});

it("counts dilated taps, transposed convolutions, volumes and products with weights of one", () => {
  const total = (run: () => tf.Tensor, kernel: string, spikes: tf.Tensor) => {
    const { result, calls } = trace(run);
    const call = calls.find((c) => c.kernel === kernel)!;
    const name = Object.entries(call.inputs).find(([, { tensor }]) => tensor === spikes.id)![0];
    return [
      countAccumulates(call, { [name]: spikeValues(spikes.dataSync()) })!.accumulates,
      tf.sum(result).dataSync()[0],
    ];
  };
  fc.assert(
    fc.property(geometries, (g) => {
      tf.tidy(() => {
        const image = spikesOf([g.batch, g.height, g.width, g.channels], g.seed) as tf.Tensor4D;
        const dilated = total(
          () => tf.conv2d(image, tf.ones([2, 3, g.channels, g.out]), 1, "same", "NHWC", [g.sy + 1, g.sx + 1]),
          "Conv2D",
          image,
        );
        expect(dilated[0]).toBe(dilated[1]);
        const size: [number, number, number, number] = [g.batch, g.height * g.sy, g.width * g.sy, g.out];
        const up = total(
          () => tf.conv2dTranspose(image, tf.ones([g.kh, g.kw, g.out, g.channels]), size, g.sy, "same"),
          "Conv2DBackpropInput",
          image,
        );
        expect(up[0]).toBe(up[1]);
        const cube = spikesOf([g.batch, 4, g.height, g.width, g.channels], g.seed) as tf.Tensor5D;
        const filter = tf.ones([2, g.kh, g.kw, g.channels, g.out]) as tf.Tensor5D;
        const volume = total(() => tf.conv3d(cube, filter, [1, g.sy, g.sx], "same"), "Conv3D", cube);
        expect(volume[0]).toBe(volume[1]);
        const a = spikesOf([g.batch, 1, g.height, g.width], g.seed);
        const product = total(() => tf.matMul(a, tf.ones([g.batch, 3, g.width, g.out])), "BatchMatMul", a);
        expect(product[0]).toBe(product[1]);
        const t = total(() => tf.matMul(a, tf.ones([g.batch, 1, g.out, g.height]), true, true), "BatchMatMul", a);
        expect(t[0]).toBe(t[1]);
      });
    }),
    { numRuns: 30 },
  );
});

it("says that values other than 0 and 1 are no spikes", () => {
  const x = tf.tensor2d([[0, 1, 0.5]]);
  const { calls, result } = trace(() => tf.matMul(x, tf.ones([3, 2])));
  const call = calls.find((c) => c.kernel === "BatchMatMul")!;
  expect(countAccumulates(call, { a: spikeValues(x.dataSync()) })).toBeNull();
  tf.dispose([x, result]);
});
