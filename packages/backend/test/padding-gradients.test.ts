import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, use } from "./backends.js";
import { compare, numbers, type Twin } from "./finite-differences.js";
import { axis, convolve, pool, ranks, type Shape4, type Windows } from "./plain-loops.js";

const upTo = (max: number) => fc.integer({ min: 1, max });
const padding = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }));

const cases = fc
  .record({
    extents: fc.tuple(upTo(7), upTo(7)),
    channels: upTo(3),
    last: fc.constantFrom(1, 2, 8),
    taps: fc.tuple(upTo(3), upTo(3)),
    stride: fc.tuple(upTo(3), upTo(3)),
    pairs: fc.tuple(padding, padding),
    rounding: fc.constantFrom<NonNullable<Windows["rounding"]>>("floor", "round", "ceil"),
    kind: fc.constantFrom("plain", "depthwise", "average", "max"),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  // Every window touches the picture: the padding is smaller than the filter, and no window starts behind the end.
  .filter(({ extents, taps, stride, pairs, rounding }) =>
    extents.every((extent, i) => {
      const [before, after] = pairs[i]!;
      if (before >= taps[i]! || after >= taps[i]! || extent + before + after < taps[i]!) return false;
      const { outputs } = axis(extent, taps[i]!, stride[i]!, 1, pairs[i]!, rounding);
      return (outputs - 1) * stride[i]! - before < extent;
    }),
  );

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it("different paddings on all sides, and every rounding of the number of windows", () => {
    fc.assert(
      fc.property(cases, ({ extents, channels, last, taps, stride, pairs, rounding, kind, seed }) => {
        const x: Shape4 = [2, ...extents, channels];
        const windows: Windows = { stride, pad: "valid", pairs, rounding };
        const around = [[0, 0], ...pairs, [0, 0]] as tf.backend_util.ExplicitPadding;
        const pooling = kind === "average" || kind === "max";
        const s = kind === "depthwise" ? stride[0] : stride;
        if (kind === "depthwise") fc.pre(stride[0] === stride[1]);
        const w: Shape4 = [...taps, channels, last];
        const twin: Twin = pooling
          ? {
              shapes: [x],
              tensors: (a) =>
                (kind === "max" ? tf.maxPool : tf.avgPool)(a as tf.Tensor4D, taps, stride, around, rounding),
              loops: (a) => pool(a!, x, taps, windows, kind),
              at: [ranks(numbers(tf.util.sizeFromShape([...x]), seed)).map((rank) => rank / 64 - 1)],
            }
          : {
              shapes: [x, w],
              tensors: (a, b) =>
                kind === "depthwise"
                  ? tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, s, around as never, "NHWC", 1, rounding)
                  : tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, s, around, "NHWC", 1, rounding),
              loops: (a, b) => convolve(a!, x, b!, w, windows, kind === "depthwise"),
            };
        const { forward, gradients } = compare(twin, seed);
        expect(forward).toBeLessThan(2e-6);
        expect(Math.max(...gradients)).toBeLessThan(5e-6);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});
