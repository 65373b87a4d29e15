import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, use } from "./backends.js";
import { compare, numbers, type Twin } from "./finite-differences.js";
import { convolve, type Shape4, type Windows } from "./plain-loops.js";
import { convolveVolume, type Shape5, visitVolume } from "./plain-volumes.js";

const upTo = (max: number) => fc.integer({ min: 1, max });
const seed = fc.integer({ min: 1, max: 1e6 });

/** Fails unless a twin's value and gradients are those of the loops. */
function expectEqual(twin: Twin, seed: number, step?: number): void {
  const { forward, gradients } = compare(twin, seed, step);
  expect(forward).toBeLessThan(2e-6);
  expect(Math.max(...gradients)).toBeLessThan(5e-6);
}

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it("dilated convolutions, plain and depthwise", () => {
    const cases = fc
      .record({
        batch: upTo(2),
        extents: fc.tuple(upTo(8), upTo(8)),
        channels: upTo(3),
        last: fc.constantFrom(1, 2, 3, 8),
        taps: fc.tuple(upTo(3), upTo(3)),
        dilation: fc.tuple(upTo(3), upTo(3)),
        pad: fc.constantFrom<Windows["pad"]>("same", "valid", 1, 2),
        depthwise: fc.boolean(),
        seed,
      })
      .filter(({ extents, taps, dilation, pad }) => {
        const around = typeof pad === "number" ? 2 * pad : 0;
        return pad === "same" || extents.every((e, i) => e + around >= (taps[i]! - 1) * dilation[i]! + 1);
      });
    fc.assert(
      fc.property(cases, ({ batch, extents, channels, last, taps, dilation, pad, depthwise, seed }) => {
        const x: Shape4 = [batch, ...extents, channels];
        const w: Shape4 = [...taps, channels, depthwise ? 1 + (last % 3) : last];
        const operation = (depthwise ? tf.depthwiseConv2d : tf.conv2d) as typeof tf.conv2d;
        const twin: Twin = {
          shapes: [x, w],
          tensors: (a, b) => operation(a as tf.Tensor4D, b as tf.Tensor4D, 1, pad, "NHWC", dilation),
          loops: (a, b) => convolve(a!, x, b!, w, { stride: [1, 1], dilation, pad }, depthwise),
        };
        expectEqual(twin, seed);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it("a fused dilated convolution without bias, with and without activation", () => {
    const [x, w]: [Shape4, Shape4] = [
      [1, 6, 5, 2],
      [3, 2, 2, 3],
    ];
    const fused = (activation: "relu" | "linear"): Twin => ({
      shapes: [x, w],
      tensors: (a, b) =>
        tf.fused.conv2d({
          x: a as tf.Tensor4D,
          filter: b as tf.Tensor4D,
          strides: 1,
          pad: "same",
          dilations: [2, 3],
          activation,
        }),
      loops: (a, b) =>
        convolve(a!, x, b!, w, { stride: [1, 1], dilation: [2, 3], pad: "same" }).map((v) =>
          activation === "relu" ? Math.max(0, v) : v,
        ),
    });
    expectEqual(fused("relu"), 3, 1e-6);
    expectEqual(fused("linear"), 3, 1e-6);
  });

  it("dilated convolutions over volumes, and transposed ones", () => {
    const cases = fc.record({
      extents: fc.tuple(upTo(5), upTo(5), upTo(5)),
      channels: upTo(2),
      out: upTo(3),
      taps: fc.tuple(upTo(2), upTo(3), upTo(2)),
      dilation: fc.tuple(upTo(2), upTo(2), upTo(3)),
      stride: fc.tuple(upTo(2), upTo(2), upTo(3)),
      seed,
    });
    fc.assert(
      fc.property(cases, ({ extents, channels, out, taps, dilation, stride, seed }) => {
        const x: Shape5 = [1, ...extents, channels];
        const w: Shape5 = [...taps, channels, out];
        expectEqual(
          {
            shapes: [x, w],
            tensors: (a, b) => tf.conv3d(a as tf.Tensor5D, b as tf.Tensor5D, 1, "same", "NDHWC", dilation),
            loops: (a, b) => convolveVolume(a!, x, b!, w, { stride: [1, 1, 1], dilation, pad: "same" }),
          },
          seed,
        );
        const small: Shape5 = [
          1,
          Math.ceil(x[1] / stride[0]),
          Math.ceil(x[2] / stride[1]),
          Math.ceil(x[3] / stride[2]),
          out,
        ];
        expectEqual(
          {
            shapes: [small, w],
            tensors: (a, b) => tf.conv3dTranspose(a as tf.Tensor5D, b as tf.Tensor5D, [...x], stride, "same"),
            loops: (a, b) => {
              const y = new Float64Array(tf.util.sizeFromShape([...x]));
              visitVolume(x, w, { stride, pad: "same" }, (from, to, tap) => {
                for (let c = 0; c < channels; c++)
                  for (let o = 0; o < out; o++)
                    y[from * channels + c]! += a![to * out + o]! * b![(tap * channels + c) * out + o]!;
              });
              return y;
            },
          },
          seed,
        );
      }),
      { numRuns: 15, seed: 5 },
    );
  });

  it("products of matrices whose batches are broadcast, in part, on either side, and of unequal rank", () => {
    const cases = fc.record({
      m: upTo(3),
      k: upTo(4),
      n: upTo(3),
      batch: fc.constantFrom<[number[], number[]]>(
        [[2], [1]],
        [[], [3]],
        [
          [2, 1],
          [1, 3],
        ],
        [[2, 3], [3]],
        [
          [2, 1],
          [2, 3],
        ],
        [[1], [2, 2]],
      ),
      ta: fc.boolean(),
      tb: fc.boolean(),
      swap: fc.boolean(),
      seed,
    });
    fc.assert(
      fc.property(cases, ({ m, k, n, batch, ta, tb, swap, seed }) => {
        const [aBatch, bBatch] = swap ? [batch[1], batch[0]] : batch;
        const outer = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
        const twin: Twin = {
          shapes: [
            [...aBatch, ...(ta ? [k, m] : [m, k])],
            [...bBatch, ...(tb ? [n, k] : [k, n])],
          ],
          tensors: (a, b) => tf.matMul(a!, b!, ta, tb),
          loops: (a, b) => {
            const out = new Float64Array(tf.util.sizeFromShape(outer) * m * n);
            out.forEach((_, at) => {
              const [j, i] = [at % n, Math.floor(at / n) % m];
              const place = tf.util.indexToLoc(Math.floor(at / (n * m)), outer.length, tf.util.computeStrides(outer));
              const matrix = (own: readonly number[]) =>
                own.reduce(
                  (sum, extent, axis) => sum * extent + (extent === 1 ? 0 : place[axis + outer.length - own.length]!),
                  0,
                );
              const [from, to] = [matrix(aBatch) * m * k, matrix(bBatch) * k * n];
              for (let l = 0; l < k; l++)
                out[at]! += a![from + (ta ? l * m + i : i * k + l)]! * b![to + (tb ? j * k + l : l * n + j)]!;
            });
            return out;
          },
        };
        expectEqual(twin, seed);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it("Einstein sums of one, two and three operands", () => {
    const equations = [
      "ab->ba",
      "ab->ab",
      "ab->a",
      "ab->",
      "abc->b",
      "ab,bc->ac",
      "ab,cb->ac",
      "ba,bc->ca",
      "a,b->ab",
      "ab,ab->",
      "ab,ab->ab",
      "abc,cd->abd",
      "bqhd,bkhd->bhqk",
      "bhqk,bkhd->bqhd",
      "ab,c->b",
      "abc,ad->bd",
      "abd,bcd->acb",
      "ab,bc,cd->ad",
      "ab,cb,cb->a",
      ",a->a",
    ];
    const cases = fc.record({
      equation: fc.constantFrom(...equations),
      extents: fc.array(upTo(4), { minLength: 26, maxLength: 26 }),
      seed,
    });
    fc.assert(
      fc.property(cases, ({ equation, extents, seed }) => {
        const [inputs, output] = equation.split("->") as [string, string];
        const terms = inputs.split(",");
        const labels = [...new Set(inputs.replaceAll(",", ""))];
        const extent = (label: string) => extents[label.charCodeAt(0) - 97]!;
        const shape = (term: string) => [...term].map(extent);
        const twin: Twin = {
          shapes: terms.map(shape),
          tensors: (...xs) => tf.einsum(equation, ...xs),
          loops: (...xs) => {
            const out = new Float64Array(tf.util.sizeFromShape(shape(output)));
            const all = labels.map(extent);
            for (let at = 0; at < tf.util.sizeFromShape(all); at++) {
              let rest = at;
              const place = new Map(
                labels.map((label, i) => {
                  const index = rest % all[i]!;
                  rest = Math.floor(rest / all[i]!);
                  return [label, index];
                }),
              );
              const offset = (term: string) =>
                [...term].reduce((sum, label) => sum * extent(label) + place.get(label)!, 0);
              out[offset(output)]! += terms.reduce((p, term, i) => p * xs[i]![offset(term)]!, 1);
            }
            return out;
          },
        };
        expectEqual(twin, seed);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it("strided slices, forwards, backwards, with masks", () => {
    const axis = fc.record({
      extent: fc.integer({ min: 1, max: 6 }),
      begin: fc.integer({ min: 0, max: 5 }),
      end: fc.integer({ min: 0, max: 6 }),
      stride: fc.constantFrom(1, 2, 3, -1, -2),
      whole: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 3 }), seed, (axes, seed) => {
        const shape = axes.map(({ extent }) => extent);
        const mask = axes.reduce((bits, { whole }, i) => bits | (whole ? 1 << i : 0), 0);
        const taken = axes.map(({ extent, begin, end, stride, whole }) => {
          const indices: number[] = [];
          const [from, to] = whole
            ? stride > 0
              ? [0, extent]
              : [extent - 1, -1]
            : [Math.min(begin, stride > 0 ? extent : extent - 1), end];
          for (let i = from; stride > 0 ? i < Math.min(to, extent) : i > to; i += stride) indices.push(i);
          return indices;
        });
        fc.pre(taken.every((indices) => indices.length > 0));
        const twin: Twin = {
          shapes: [shape],
          tensors: (x) =>
            tf.stridedSlice(
              x!,
              axes.map((a) => a.begin),
              axes.map((a) => a.end),
              axes.map((a) => a.stride),
              mask,
              mask,
            ),
          loops: (x) => {
            let places = [0];
            taken.forEach((indices, i) => {
              places = places.flatMap((place) => indices.map((index) => place * shape[i]! + index));
            });
            return Float64Array.from(places, (place) => x![place]!);
          },
        };
        expectEqual(twin, seed);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  const moved: Record<string, Twin> = {
    "strided slice that drops and adds axes": {
      shapes: [[3, 4, 5]],
      tensors: (x) => tf.stridedSlice(x!, [1, 0, 1], [2, 0, 5], [1, 1, 1], 0, 0, 0, 2, 1),
      loops: (x) => x!.slice(25, 40),
    },
    "strided slice that drops an axis and strides along another": {
      shapes: [[3, 4]],
      tensors: (x) => tf.stridedSlice(x!, [1, 3], [2, 0], [1, -2], 0, 2, 0, 0, 1),
      loops: (x) => Float64Array.of(x![7]!, x![5]!),
    },
    "gatherND, with repeats": {
      shapes: [[3, 4, 2]],
      tensors: (x) =>
        tf.gatherND(
          x!,
          tf.tensor2d(
            [
              [2, 1],
              [0, 3],
              [2, 1],
            ],
            [3, 2],
            "int32",
          ),
        ),
      loops: (x) => Float64Array.from([18, 19, 6, 7, 18, 19], (i) => x![i]!),
    },
    depthToSpace: {
      shapes: [[2, 2, 3, 8]],
      tensors: (x) => tf.depthToSpace(x as tf.Tensor4D, 2),
      loops: (x) =>
        Float64Array.from({ length: 96 }, (_, at) => {
          const [d, column, row, n] = [at % 2, Math.floor(at / 2) % 6, Math.floor(at / 12) % 4, Math.floor(at / 48)];
          const channel = ((row % 2) * 2 + (column % 2)) * 2 + d;
          return x![((n * 2 + Math.floor(row / 2)) * 3 + Math.floor(column / 2)) * 8 + channel]!;
        }),
    },
    topk: {
      shapes: [[3, 5]],
      tensors: (x) => tf.topk(x!, 2).values,
      loops: (x) =>
        Float64Array.from(
          [0, 1, 2].flatMap((row) => [...x!.slice(row * 5, row * 5 + 5)].sort((p, q) => q - p).slice(0, 2)),
        ),
      at: [numbers(15, 4)],
    },
  };

  it.each(Object.keys(moved))("%s", (name) => expectEqual(moved[name]!, 9));
});
