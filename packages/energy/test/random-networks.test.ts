import "@tensorflow/tfjs-backend-cpu";
import { convolveFrames } from "@cvar/snn";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { measure } from "../src/index.js";
import { type PlainAxis, plainConvolution, plainProduct, plainTransposed, reach } from "./plain-counts.js";

beforeAll(() => tf.setBackend("cpu"));

const KINDS = [
  "plain",
  "depthwise",
  "grouped",
  "dilated",
  "transposed",
  "line",
  "volume",
  "dense",
  "attention",
] as const;

const layers = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    taps: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 2, max: 3 }),
    padding: fc.constantFrom<"same" | "valid" | number>("same", "valid", 1),
    filters: fc.integer({ min: 1, max: 3 }),
    threshold: fc.double({ min: -0.5, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 4 },
);

type Layer = typeof layers extends fc.Arbitrary<(infer L)[]> ? L : never;

/** A layer as a network runs it, and what plain loops say that its spikes cost. */
interface Stage {
  readonly output: tf.Tensor4D;
  readonly expected: number;
}

/** Fires, multiplies, counts. `x` is [batch, height, width, channels]; null if nothing would be left of the picture. */
function stage(x: tf.Tensor4D, layer: Layer, seed: number): Stage | null {
  const spikes = tf.cast(tf.greater(x, layer.threshold), "float32") as tf.Tensor4D;
  const values = spikes.dataSync();
  const [batch, height, width, channels] = x.shape;
  const weights = (shape: number[]) => tf.randomNormal(shape, 0, 1, "float32", seed);
  const { stride, padding, filters } = layer;
  const [kh] = layer.taps;
  // With a number of zeros TensorFlow.js takes the height of the kernel for its width too.
  const kw = typeof padding === "number" ? kh : layer.taps[1];
  const axis = (extent: number, taps: number, more: Partial<PlainAxis> = {}): PlainAxis => ({
    ...{ extent, taps, stride, dilation: 1, padding },
    ...more,
  });
  const fits = (...axes: PlainAxis[]) => axes.every((each) => reach(each).outputs > 0);
  switch (layer.kind) {
    case "plain": {
      const axes = [axis(height, kh), axis(width, kw)];
      if (!fits(...axes)) return null;
      const w = weights([kh, kw, channels, filters]) as tf.Tensor4D;
      const expected = plainConvolution(values, batch, axes, channels, filters);
      return { output: tf.conv2d(spikes, w, stride, padding), expected };
    }
    case "depthwise": {
      const axes = [axis(height, kh), axis(width, kw)];
      if (!fits(...axes)) return null;
      const w = weights([kh, kw, channels, filters]) as tf.Tensor4D;
      const expected = plainConvolution(values, batch, axes, channels, channels * filters, channels);
      return { output: tf.depthwiseConv2d(spikes, w, stride, padding), expected };
    }
    case "grouped": {
      const zeros = typeof padding === "number" ? padding : 0;
      const axes = [axis(height, kh, { padding: zeros }), axis(width, kw, { padding: zeros })];
      if (!fits(...axes)) return null;
      const twice = tf.tile(spikes, [1, 1, 1, 2]);
      const kernel = weights([kh, kw, channels, 2 * filters]) as tf.Tensor4D;
      const expected = plainConvolution(twice.dataSync(), batch, axes, 2 * channels, 2 * filters, 2);
      const frames = tf.reshape<tf.Rank>(twice, [batch, 1, height, width, 2 * channels]);
      const y = convolveFrames(frames, { kernel, stride, padding: zeros, groups: 2 });
      return { output: tf.squeeze(y, [1]) as tf.Tensor4D, expected };
    }
    case "dilated": {
      const apart = { stride: 1, dilation: layer.dilation };
      const axes = [axis(height, kh, apart), axis(width, kw, apart)];
      if (!fits(...axes)) return null;
      const w = weights([kh, kw, channels, filters]) as tf.Tensor4D;
      const expected = plainConvolution(values, batch, axes, channels, filters);
      return { output: tf.conv2d(spikes, w, 1, padding, "NHWC", layer.dilation), expected };
    }
    case "transposed": {
      const grown = [height, width].map((extent, i) => {
        const taps = [kh, kw][i]!;
        const outputs = padding === "valid" ? (extent - 1) * stride + Math.max(taps, stride) : extent * stride;
        const { before } = reach({
          extent: outputs,
          taps,
          stride,
          dilation: 1,
          padding: padding === "valid" ? "valid" : "same",
        });
        return { ...axis(extent, taps), outputs, before };
      });
      const w = weights([kh, kw, filters, channels]) as tf.Tensor4D;
      const shape: [number, number, number, number] = [batch, grown[0]!.outputs, grown[1]!.outputs, filters];
      const pad = padding === "valid" ? "valid" : "same";
      const expected = plainTransposed(values, batch, grown, channels, filters);
      return { output: tf.conv2dTranspose(spikes, w, shape, stride, pad), expected };
    }
    case "line": {
      const pad = padding === 1 ? "same" : (padding as "same" | "valid");
      const axes = [axis(width, kw, { padding: pad })];
      if (!fits(...axes)) return null;
      const lines = tf.reshape(spikes, [batch * height, width, channels]) as tf.Tensor3D;
      const y = tf.conv1d(lines, weights([kw, channels, filters]) as tf.Tensor3D, stride, pad);
      const expected = plainConvolution(values, batch * height, axes, channels, filters);
      return { output: tf.reshape(y, [batch, height, -1, filters]) as tf.Tensor4D, expected };
    }
    case "volume": {
      const pad = padding === 1 ? "same" : (padding as "same" | "valid");
      // TensorFlow.js pads volumes by a negative number where the stride is larger than the kernel.
      const [th, tw] = [Math.max(kh, stride), Math.max(kw, stride)];
      const axes = [
        axis(batch, 1, { padding: pad, stride: 1 }),
        axis(height, th, { padding: pad }),
        axis(width, tw, { padding: pad }),
      ];
      if (!fits(...axes)) return null;
      const cube = tf.reshape<tf.Rank>(spikes, [1, batch, height, width, channels]) as tf.Tensor5D;
      const w = weights([1, th, tw, channels, filters]) as tf.Tensor5D;
      const y = tf.conv3d(cube, w, [1, stride, stride], pad);
      const expected = plainConvolution(values, 1, axes, channels, filters);
      return { output: tf.squeeze(y as tf.Tensor, [0]) as tf.Tensor4D, expected };
    }
    case "dense": {
      const y = tf.matMul(tf.reshape(spikes, [-1, channels]), weights([channels, filters]));
      const rows = batch * height * width;
      const at = (i: number, k: number) => values[i * channels + k]!;
      const expected = plainProduct(at, () => 1, [rows, channels, filters], { a: true, b: false });
      return { output: tf.reshape(y, [batch, height, width, filters]) as tf.Tensor4D, expected };
    }
    case "attention": {
      const tokens = tf.reshape(spikes, [batch, height * width, channels]);
      const n = height * width;
      let expected = 0;
      for (let b = 0; b < batch; b++) {
        const at = (i: number, k: number) => values[(b * n + i) * channels + k]!;
        expected += plainProduct(at, (k, j) => at(j, k), [n, channels, n], { a: true, b: true });
      }
      const y = tf.matMul(tokens, tokens, false, true);
      return { output: tf.reshape(y, [batch, n, n, 1]) as tf.Tensor4D, expected };
    }
  }
}

it("spikes and accumulates of random networks are those of plain loops", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(layers, fc.integer({ min: 1, max: 1e6 }), (network, seed) => {
      const expected: number[] = [];
      const measured = measure(() => {
        let x = tf.randomNormal([2, 4, 5, 2], 0, 1, "float32", seed) as tf.Tensor4D;
        for (const [i, layer] of network.entries()) {
          const made = stage(x, layer, seed + i);
          if (!made) break;
          seen.add(layer.kind);
          expected.push(made.expected);
          if (made.output.size > 1500) break;
          x = made.output;
        }
        return x;
      });
      expect(measured.macs).toBe(0);
      const perStage = measured.layers.map(({ accumulates }) => accumulates);
      // A grouped convolution is one layer per group; consecutive groups are added up.
      expect(measured.accumulates).toBe(expected.reduce((a, b) => a + b, 0));
      if (network.every(({ kind }) => kind !== "grouped")) expect(perStage).toEqual(expected);
      for (const { accumulates, everySite, spikingMacs } of measured.perLayer) {
        expect(accumulates).toBeLessThanOrEqual(everySite);
        expect(everySite).toBeLessThanOrEqual(spikingMacs);
      }
    }),
    { numRuns: 100 },
  );
  expect([...seen].sort()).toEqual([...KINDS].sort());
});
