import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, use } from "./backends.js";
import { compare, numbers, type Twin } from "./finite-differences.js";
import { ranks, type Windows } from "./plain-loops.js";
import { convolveVolume, poolVolume, type Shape5 } from "./plain-volumes.js";

const upTo = (max: number) => fc.integer({ min: 1, max });
const triple = (max: number) => fc.tuple(upTo(max), upTo(max), upTo(max));

const sizes = {
  batch: upTo(2),
  extents: triple(5),
  channels: upTo(3),
  taps: triple(3),
  stride: triple(4),
  pad: fc.constantFrom<Windows["pad"]>("same", "valid", 1, 2),
  seed: fc.integer({ min: 1, max: 1e6 }),
};

/** True where at least one window fits, and every window touches the volume. */
function fits({ extents, taps, pad }: { extents: number[]; taps: number[]; pad: Windows["pad"] }, reach = 1): boolean {
  const around = typeof pad === "number" ? pad : 0;
  return pad === "same" || extents.every((e, i) => e + 2 * around >= (taps[i]! - 1) * reach + 1);
}

const convolutions = fc
  .record({ ...sizes, out: fc.constantFrom(1, 2, 3, 5) })
  .filter((c) => fits(c))
  .filter(({ batch, extents: [d, h, w], channels, taps: [q, r, s], out }) => {
    const [inputs, weights] = [batch * d * h * w * channels, q * r * s * channels * out];
    return (inputs + weights) * batch * d * h * w * q * r * s < 1.5e6;
  });

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it("conv3d and its gradients, on random shapes, strides and paddings", () => {
    fc.assert(
      fc.property(convolutions, ({ batch, extents, channels, taps, stride, pad, out, seed }) => {
        const x: Shape5 = [batch, ...extents, channels];
        const w: Shape5 = [...taps, channels, out];
        const twin: Twin = {
          shapes: [x, w],
          tensors: (a, b) => tf.conv3d(a as tf.Tensor5D, b as tf.Tensor5D, stride, pad as "same"),
          loops: (a, b) => convolveVolume(a!, x, b!, w, { stride, pad }),
        };
        const { forward, gradients } = compare(twin, seed);
        expect(forward).toBeLessThan(2e-6);
        expect(Math.max(...gradients)).toBeLessThan(3e-6);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it("pooling of volumes and its gradient, negative volumes too", () => {
    const pools = fc
      .record({ ...sizes, kind: fc.constantFrom<"average" | "max">("average", "max"), shift: fc.constantFrom(0, -40) })
      // A window that lies wholly in the padding has no maximum.
      .filter(({ pad, taps }) => typeof pad !== "number" || taps.every((tap) => tap > pad))
      .filter((c) => fits(c));
    fc.assert(
      fc.property(pools, ({ batch, extents, channels, taps, stride, pad, kind, shift, seed }) => {
        const shape: Shape5 = [batch, ...extents, channels];
        const operation = kind === "max" ? tf.maxPool3d : tf.avgPool3d;
        const twin: Twin = {
          shapes: [shape],
          tensors: (x) => operation(x as tf.Tensor5D, taps, stride, pad as "same"),
          loops: (x) => poolVolume(x!, shape, taps, { stride, pad }, kind),
          // Values far enough apart that no difference changes which one is the largest.
          at: [ranks(numbers(tf.util.sizeFromShape([...shape]), seed)).map((rank) => rank / 64 + shift)],
        };
        const { forward, gradients } = compare(twin, seed, 1e-4);
        expect(forward).toBeLessThan(2e-6);
        expect(gradients[0]).toBeLessThan(5e-6);
      }),
      { numRuns: 60, seed: 3 },
    );
  });
});
