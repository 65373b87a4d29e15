import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  addPositionEncoding,
  classifierHead,
  foldTokens,
  gelu,
  layerNorm,
  mapsToTokens,
  mixModalities,
  patchEmbedding,
  residualDenseBlock,
  rrdb,
} from "../src/index.js";
import { filled } from "./finite-differences.js";
import { differenceFromPlain } from "./plain-gradient.js";
import {
  type PlainMap,
  plainGelu,
  plainLayerNorm,
  plainLinear,
  plainSymmetricConvolution,
  type Row,
} from "./plain-network.js";

// biome-ignore lint/suspicious/noExplicitAny: nested arrays of each equation's own rank
type Nested = any;

const t4 = (x: tf.Tensor) => x as tf.Tensor4D;
const conv = (kernel: tf.Tensor, bias: tf.Tensor) => ({ kernel: t4(kernel), bias: bias as tf.Tensor1D });
const pairs = <T>(list: readonly T[]): [T, T][] =>
  Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i]!, list[2 * i + 1]!]);

/** Applies f to the values of maps of one size, pixel by pixel. */
const pixelwise = (maps: PlainMap[], f: (...pixels: Row[]) => Row): PlainMap =>
  maps[0]!.map((line, i) => line.map((_, j) => f(...maps.map((map) => map[i]![j]!))));
const withBias = (map: PlainMap, bias: Row) => pixelwise([map], (pixel) => pixel.map((value, o) => value + bias[o]!));
const convolved = (map: PlainMap, kernel: Nested, bias: Row) => withBias(plainSymmetricConvolution(map, kernel), bias);
const joined = (maps: PlainMap[]) => pixelwise(maps, (...pixels) => pixels.flat());
const plus = (a: PlainMap, b: PlainMap, scale: number) =>
  pixelwise([a, b], (x, y) => x.map((value, c) => scale * value + y[c]!));

/** Wang et al. 2018, Fig. 4: each convolution sees everything before it. */
function plainDense(x: PlainMap, weights: [Nested, Row][]): PlainMap {
  const maps = [x];
  for (const [kernel, bias] of weights.slice(0, -1)) {
    maps.push(pixelwise([convolved(joined(maps), kernel, bias)], (p) => p.map((v) => (v > 0 ? v : 0.2 * v))));
  }
  return plus(convolved(joined(maps), ...weights.at(-1)!), x, 0.2);
}

const [nf, gc] = [2, 1];
const dense = (seed: number) =>
  [0, 1, 2].flatMap((i) => {
    const outputs = i === 2 ? nf : gc;
    return [filled([3, 3, nf + i * gc, outputs], seed + i, 0.5), filled([outputs], seed + i + 5)] as tf.Tensor[];
  });

const EQUATIONS: Record<
  string,
  { ours(...x: tf.Tensor[]): tf.Tensor; plain(...x: Nested[]): Nested; inputs: tf.Tensor[] }
> = {
  "patch embedding, cropped": {
    ours: (x, k, b) => patchEmbedding(t4(x), conv(k!, b!)),
    plain: (xs: PlainMap[], k: Nested, b: Row) => xs.map((x) => plainPatches(x, k, b, 2, 1)),
    inputs: [filled([1, 5, 3, 2], 1), filled([2, 2, 2, 3], 2), filled([3], 3)],
  },
  "patch embedding, padded": {
    ours: (x, k, b) => patchEmbedding(t4(x), conv(k!, b!), [3, 2]),
    plain: (xs: PlainMap[], k: Nested, b: Row) => xs.map((x) => plainPatches(x, k, b, 3, 2)),
    inputs: [filled([1, 5, 3, 2], 1), filled([2, 2, 2, 3], 2), filled([3], 3)],
  },
  "position encoding": {
    ours: (x, position, time) =>
      addPositionEncoding(x as tf.Tensor3D, tf.tensor1d([2, 0], "int32"), {
        position: position as tf.Tensor3D,
        time: time as tf.Tensor3D,
      }),
    plain: (xs: Row[][], [position]: Row[][], [time]: Row[][]) =>
      xs.map((x, b) => x.map((row, n) => row.map((v, i) => v + position![n]![i]! + time![[2, 0][b]!]![i]!))),
    inputs: [filled([2, 4, 3], 1), filled([1, 4, 3], 2), filled([1, 3, 3], 3)],
  },
  "layer norm": {
    ours: (x, scale, shift) => layerNorm(x, { scale: scale as tf.Tensor1D, shift: shift as tf.Tensor1D }),
    plain: plainLayerNorm,
    inputs: [filled([3, 5], 1), filled([5], 2), filled([5], 3)],
  },
  gelu: {
    ours: (x) => gelu(x),
    plain: (rows: Row[]) => rows.map((row) => row.map(plainGelu)),
    inputs: [filled([2, 9], 1, 3)],
  },
  "token folding": {
    ours: (...maps) => foldTokens(mapsToTokens(maps as tf.Tensor4D[]), [2, 3]),
    plain: (...maps: PlainMap[][]) => maps[0]!.map((_, b) => maps.map((samples) => samples[b])),
    inputs: [filled([2, 2, 3, 2], 1), filled([2, 2, 3, 2], 2)],
  },
  "Multi-Modal Mixer": {
    ours: (maps, skip, k1, b1, k2, b2) =>
      mixModalities(maps as tf.Tensor5D, [t4(skip!)], { fold: conv(k1!, b1!), fuse: conv(k2!, b2!) }),
    plain: (maps: PlainMap[][], skips: PlainMap[], k1: Nested, b1: Row, k2: Nested, b2: Row) =>
      maps.map((modalities, b) => {
        const folded = modalities.map((map) => convolved(map, k1, b1)).reduce((sum, map) => plus(sum, map, 1));
        return convolved(joined([folded, skips[b]!]), k2, b2);
      }),
    inputs: [
      filled([1, 2, 2, 3, 2], 1),
      filled([1, 2, 3, 1], 2),
      filled([3, 3, 2, 3], 3),
      filled([3], 4),
      filled([1, 1, 4, 3], 5),
      filled([3], 6),
    ],
  },
  "residual dense block": {
    ours: (x, ...weights) =>
      residualDenseBlock(
        t4(x),
        pairs(weights).map(([k, b]) => conv(k, b)),
      ),
    plain: (xs: PlainMap[], ...weights: Nested[]) => xs.map((x) => plainDense(x, pairs(weights))),
    inputs: [filled([1, 3, 2, nf], 1), ...dense(10)],
  },
  RRDB: {
    ours: (x, ...weights) => {
      const all = pairs(weights).map(([k, b]) => conv(k, b));
      return rrdb(t4(x), [all.slice(0, 3), all.slice(3)]);
    },
    plain: (xs: PlainMap[], ...weights: Nested[]) =>
      xs.map((x) => plus(plainDense(plainDense(x, pairs(weights).slice(0, 3)), pairs(weights).slice(3)), x, 0.2)),
    inputs: [filled([1, 3, 2, nf], 1), ...dense(10), ...dense(30)],
  },
  "average pooling and classifier": {
    ours: (x, kernel, bias) => classifierHead(t4(x), { kernel: kernel as tf.Tensor2D, bias: bias as tf.Tensor1D }),
    plain: (xs: PlainMap[], kernel: Row[], bias: Row) =>
      plainLinear(
        xs.map((x) => kernel.map((_, c) => x.flat().reduce((sum, pixel) => sum + pixel[c]!, 0) / x.flat().length)),
        { kernel, bias },
      ),
    inputs: [filled([2, 2, 3, 4], 1), filled([4, 3], 2), filled([3], 3)],
  },
};

/** One vector per patch: every pixel of it times its weights; pixels outside of the map are zeros. */
function plainPatches(x: PlainMap, kernel: Row[][][], bias: Row, rows: number, columns: number): PlainMap {
  const side = kernel.length;
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_unused, c) =>
      bias.map((offset, o) => {
        let sum = offset;
        kernel.forEach((line, i) => {
          line.forEach((tap, j) => {
            const pixel = x[r * side + i]?.[c * side + j];
            tap.forEach((weights, channel) => {
              sum += (pixel?.[channel] ?? 0) * weights[o]!;
            });
          });
        });
        return sum;
      }),
    ),
  );
}

describe.each(Object.entries(EQUATIONS))("%s", (_name, { ours, plain, inputs }) => {
  it("is its equation in plain loops, value and gradients", () => {
    const { value, gradients } = differenceFromPlain(ours, plain, inputs);
    expect(value).toBeLessThan(1e-5);
    expect(Math.max(...gradients)).toBeLessThan(1e-4);
  });
});
