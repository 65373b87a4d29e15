import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { measure } from "../src/index.js";

beforeAll(() => tf.setBackend("cpu"));

/** Neurons that fire where the pattern has a 1. */
const spikes = (pattern: number[], shape: number[] = [pattern.length]) =>
  tf.cast(tf.greater(tf.tensor(pattern, shape), 0), "float32");

/** A product with weights [n, 5] behind whatever was done to the spikes. */
const product = (x: tf.Tensor) => tf.matMul(tf.reshape(x, [1, x.size]) as tf.Tensor2D, tf.ones([x.size, 5]));

const row = (x: () => tf.Tensor) => {
  const { perLayer, macs } = measure(() => product(x()));
  const { accumulates, spikes, sites, spikeRate, coding } = perLayer.at(-1)!;
  return { macs, accumulates, spikes, sites, spikeRate, coding };
};

const image = () => spikes([1, 0, 0, 1], [1, 2, 2, 1]) as tf.Tensor4D;

describe("what happens to spikes on their way", () => {
  it.each<[string, () => tf.Tensor, number, number]>([
    ["padded with zeros: those are no sites", () => tf.pad(spikes([1, 0]), [[1, 2]]), 1, 2],
    ["padded, then sliced", () => tf.slice(tf.pad(spikes([1, 0, 1]), [[2, 2]]), [1], [3]), 1, 2],
    ["padded, then gathered", () => tf.gather(tf.pad(spikes([1, 1]), [[1, 1]]), [0, 1, 1, 3]), 2, 2],
    ["padded, then tiled and turned over", () => tf.reverse(tf.tile(tf.pad(spikes([1, 0]), [[1, 0]]), [2])), 2, 4],
    [
      "padded, then transposed",
      () =>
        tf.transpose(
          tf.pad(spikes([1, 0], [1, 2]), [
            [0, 1],
            [0, 1],
          ]),
        ),
      1,
      2,
    ],
    ["joined", () => tf.concat([spikes([1, 0]), tf.pad(spikes([1]), [[0, 1]])]), 2, 3],
    ["stacked and taken apart", () => tf.unstack(tf.stack([spikes([1, 0]), spikes([1, 1])]))[1]!, 2, 2],
    ["split", () => tf.split(spikes([1, 0, 1, 1]), 2)[1]!, 2, 2],
    ["every other one", () => tf.stridedSlice(spikes([1, 0, 1, 0, 1]), [0], [5], [2]), 3, 3],
    ["grown by copying", () => tf.image.resizeNearestNeighbor(image(), [4, 4]), 8, 16],
    ["max-pooled", () => tf.maxPool(image(), 2, 1, "same"), 4, 4],
    ["the maximum over time", () => tf.max(spikes([1, 0, 0, 0], [2, 2]), 0), 1, 2],
    [
      "batched by blocks, with padding",
      () =>
        tf.spaceToBatchND(
          image(),
          [2, 2],
          [
            [0, 2],
            [0, 0],
          ],
        ),
      2,
      4,
    ],
    ["depth to space", () => tf.depthToSpace(spikes([1, 0, 1, 0], [1, 1, 1, 4]) as tf.Tensor4D, 2), 2, 4],
    ["mirrored at the border: copies are sites", () => tf.mirrorPad(spikes([1, 0]), [[1, 1]], "symmetric"), 2, 4],
    ["gated by other spikes", () => tf.mul(spikes([1, 1, 0]), spikes([1, 0, 1])), 1, 3],
    ["gated by a mask of zeros and ones", () => tf.mul(spikes([1, 1, 0]), tf.tensor1d([0, 1, 1])), 1, 3],
    ["either of two", () => tf.maximum(spikes([1, 0, 0]), spikes([0, 1, 0])), 2, 3],
    [
      "as booleans",
      () => tf.cast(tf.logicalAnd(tf.greater(tf.tensor1d([1, 1]), 0), tf.greater(tf.tensor1d([1, -1]), 0)), "float32"),
      1,
      2,
    ],
    ["chosen by a condition", () => tf.where(tf.tensor1d([1, 0], "bool"), spikes([1, 0]), spikes([0, 1])), 2, 2],
    ["rectified", () => tf.relu(spikes([1, 0])), 1, 2],
    ["spread over a new axis", () => tf.broadcastTo(spikes([1, 0], [1, 2]), [3, 2]), 3, 6],
  ])("%s", (_, x, count, sites) => {
    expect(row(x)).toEqual({
      macs: 0,
      accumulates: 5 * count,
      spikes: count,
      sites,
      spikeRate: count / sites,
      coding: "binary",
    });
  });

  it.each<[string, () => tf.Tensor, number]>([
    ["a residual sum: 2 is two spikes", () => tf.add(spikes([1, 1, 0]), spikes([1, 0, 0])), 3],
    ["three of them", () => tf.addN([spikes([1, 1]), spikes([1, 0]), spikes([1, 1])]), 5],
    ["ternary: −1 is a spike of the other sign", () => tf.sub(spikes([1, 0, 0]), spikes([0, 1, 0])), 2],
    ["a sum that was pooled and padded", () => tf.pad(tf.add(spikes([1]), spikes([1])), [[1, 1]]), 2],
  ])("graded: %s", (_, x, count) => {
    expect(row(x)).toMatchObject({ macs: 0, accumulates: 5 * count, spikes: count, coding: "graded" });
  });

  it.each<[string, () => tf.Tensor]>([
    ["averaged", () => tf.avgPool(image(), 2, 1, "valid")],
    ["summed over time", () => tf.sum(spikes([1, 0, 1, 1], [2, 2]), 0)],
    ["scaled", () => tf.mul(spikes([1, 0]), 0.5)],
    ["grown by interpolation", () => tf.image.resizeBilinear(image(), [3, 3])],
    ["inverted", () => tf.sub(1, spikes([1, 0]))],
    ["padded with ones", () => tf.pad(spikes([1, 0]), [[1, 1]], 1)],
    ["beside ordinary numbers", () => tf.concat([spikes([1, 0]), tf.tensor1d([1])])],
    ["times analog numbers", () => tf.mul(spikes([1, 1]), tf.tensor1d([0.3, 1]))],
  ])("no longer spikes: %s", (_, x) => {
    expect(row(x)).toMatchObject({ accumulates: 0, spikes: null, sites: null, coding: null });
    expect(row(x).macs).toBeGreaterThan(0);
  });
});

describe("matrix products of spikes", () => {
  const a = () => spikes([1, 0, 1, 1, 0, 0], [2, 3]) as tf.Tensor2D;
  const b = () => spikes([1, 1, 0, 0, 0, 1], [3, 2]) as tf.Tensor2D;

  it("counts whichever operand spikes", () => {
    const left = measure(() => tf.matMul(a(), tf.fill([3, 4], 0.5)));
    expect([left.accumulates, left.perLayer[0]!.everySite, left.spikingMacs]).toEqual([3 * 4, 24, 24]);
    const right = measure(() => tf.matMul(tf.fill([5, 3], 0.5), b()));
    expect([right.accumulates, right.perLayer[0]!.everySite]).toEqual([3 * 5, 30]);
    const turned = measure(() => tf.matMul(tf.fill([3, 5], 0.5), b(), true));
    expect(turned.accumulates).toBe(15);
  });

  it("where both spike, counts the pairs that spike together", () => {
    const both = measure(() => tf.matMul(a(), b()));
    const together = tf.tidy(() => tf.sum(tf.matMul(a(), b())).dataSync()[0]);
    expect(both.accumulates).toBe(together);
    expect(both.perLayer[0]!.everySite).toBe(12);
    expect([both.spikes, both.spikeRate]).toEqual([3 + 3, 6 / 12]);
    const attention = measure(() => tf.matMul(a(), spikes([1, 1, 1, 0, 1, 0], [2, 3]) as tf.Tensor2D, false, true));
    expect(attention.accumulates).toBe(2 + 0 + 1 + 0);
  });

  it("broadcasts", () => {
    const shared = measure(() => tf.matMul(tf.reshape(a(), [1, 2, 3]), tf.ones([4, 3, 2])));
    expect(shared.accumulates).toBe(3 * 2 * 4);
    const heads = measure(() => tf.matMul(tf.reshape(a(), [1, 2, 3]), tf.tile(tf.reshape(b(), [1, 3, 2]), [4, 1, 1])));
    expect(heads.accumulates).toBe(4 * measure(() => tf.matMul(a(), b())).accumulates);
  });
});

describe("sparse activations", () => {
  it("counts products without a zero", () => {
    const x = tf.tensor4d([1, 0, 0, 2], [1, 2, 2, 1]);
    const cost = measure(() => tf.relu(tf.conv2d(x, tf.ones([3, 3, 1, 2]), 1, "same")));
    expect([cost.macs, cost.effectiveMacs]).toEqual([4 * 9 * 2, 2 * 4 * 2]);
    expect(
      measure(() => tf.conv2d(x, tf.ones([1, 1, 1, 1]), 1, "same"), undefined, { effective: false }),
    ).toMatchObject({
      effectiveMacs: null,
      perLayer: [{ effectiveMacs: null }],
    });
    const w = tf.tensor2d([
      [1, 0],
      [1, 1],
    ]);
    const dense = measure(() => tf.matMul(tf.tensor2d([[0, 3]]), w));
    expect([dense.macs, dense.effectiveMacs]).toEqual([4, 2]); // a zero weight is still read
    const products = measure(() => tf.matMul(tf.neg(tf.tensor2d([[0, 3]])), tf.relu(tf.neg(w))));
    expect([products.macs, products.effectiveMacs]).toEqual([4, 0]); // both computed: zeros of either count
    tf.dispose([x, w]);
  });
});

describe("Einstein summations", () => {
  const a = () => spikes([1, 0, 1, 1, 0, 0, 1, 1], [2, 2, 2]);
  const b = () => spikes([1, 1, 0, 0, 0, 1, 1, 0], [2, 2, 2]);

  it("count as the matrix product that they are", () => {
    const pairs: [() => tf.Tensor, () => tf.Tensor][] = [
      [a, b],
      [a, () => tf.fill([2, 2, 2], 0.5)],
      [() => tf.fill([2, 2, 2], 0.5), b],
      [() => tf.relu(tf.sub(1, a())), () => tf.relu(tf.sub(1, b()))],
    ];
    for (const [x, y] of pairs) {
      const product = measure(() => tf.matMul(x(), y(), false, true)).perLayer[0]!;
      const summation = measure(() => tf.einsum("bik,bjk->bij", x(), y())).perLayer[0]!;
      const { macs, accumulates, everySite, spikingMacs, effectiveMacs, spikes: n } = product;
      expect(summation).toMatchObject({ macs, accumulates, everySite, spikingMacs, effectiveMacs, spikes: n });
    }
  });
});

it("the gradient for a filter is counted as any other product", () => {
  const x = tf.ones([1, 4, 4, 2]);
  const attributes = {
    strides: 1,
    pad: "same",
    dataFormat: "NHWC",
    dimRoundingMode: undefined,
    filterShape: [3, 3, 2, 5],
  };
  const gradient = () =>
    tf.engine().runKernel("Conv2DBackpropFilter", { x, dy: tf.ones([1, 4, 4, 5]) }, attributes as never);
  expect(measure(gradient)).toMatchObject({ macs: 16 * 9 * 2 * 5, perLayer: [{ kernel: "Conv2DBackpropFilter" }] });
  x.dispose();
});
