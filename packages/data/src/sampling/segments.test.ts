import fc from "fast-check";
import { expect, it } from "vitest";
import { type GopFacts, samplePoints } from "./sampler.js";
import { segmentSampler } from "./segments.js";

/** Groups of 12, the last one shorter. */
const twelves = (frames: number): GopFacts[] =>
  Array.from({ length: Math.ceil(frames / 12) }, (_, k) => ({ frameCount: Math.min(12, frames - 12 * k) }));

const of = (lengths: readonly number[]) => lengths.map((frameCount) => ({ frameCount }));

const places = (groups: GopFacts[], segments: number, random: number | null = null, imageOnly = false) =>
  samplePoints(segmentSampler({ segments, random, imageOnly }), groups).map(({ gop, motion }) => [gop, motion[0]]);

it("takes the middle frame of each segment, where CoViAR's loader takes it", () => {
  // From the formulas of CoViAR's dataset.py, calculated with numpy.
  expect(places(twelves(100), 3)).toEqual([
    [1, 5],
    [4, 2],
    [6, 11],
  ]);
  expect(places(twelves(25), 8)).toEqual([
    [0, 2],
    [0, 5],
    [0, 8],
    [0, 11],
    [1, 2],
    [1, 5],
    [1, 8],
    [1, 11],
  ]);
  expect(places(twelves(7), 3)).toEqual([
    [0, 2],
    [0, 3],
    [0, 5],
  ]);
  expect(places(twelves(2), 4)).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
  const often = places(twelves(6), 25).map(([, position]) => position);
  expect(often).toEqual([1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5]);
});

it("takes the frame before where the middle is an I-frame", () => {
  expect(places(twelves(24), 1)).toEqual([[0, 11]]); // the middle is frame 12, an I-frame
});

it("draws from each segment all of its frames but the video's last, and no other", () => {
  const drawn = (frames: number, segments: number) => {
    const all = Array.from({ length: 600 }, (_, seed) => places(twelves(frames), segments, seed));
    return Array.from({ length: segments }, (_, k) => {
      const at = all.map((one) => 12 * one[k]![0]! + one[k]![1]!);
      return [Math.min(...at), Math.max(...at), new Set(at).size];
    });
  };
  // CoViAR's ranges [1, 34), [34, 66), [66, 99): each frame, with the I-frames 12 k counted as the frame before.
  expect(drawn(100, 3)).toEqual([
    [1, 33, 31],
    [34, 65, 29],
    [66, 98, 30],
  ]);
  expect(drawn(13, 3)).toEqual([
    [1, 4, 4],
    [5, 7, 3],
    [8, 11, 4],
  ]);
});

it("takes the I-frame of whatever frame is drawn when I-frames alone are read", () => {
  expect(places(twelves(100), 3, null, true)).toEqual([
    [1, 0],
    [4, 0],
    [6, 0],
  ]);
});

it("looks for a group with motion: before, then after; a video of I-frames alone has none", () => {
  expect(places(of([4, 1, 1, 1, 1, 1, 1]), 2)).toEqual([
    [0, 3],
    [0, 3],
  ]);
  expect(places(of([1, 1, 1, 1, 3]), 2)).toEqual([
    [4, 1],
    [4, 1],
  ]);
  expect(places(of([1, 1, 1]), 3)).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
  ]);
  expect(places(of([1]), 2)).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(() => places([], 2)).toThrow("no I-frame");
});

it("goes to the last traced frame before a B-frame, or the first after it", () => {
  const sampler = segmentSampler({ segments: 3, random: null });
  const [early, middle, late] = samplePoints(sampler, of([10]), () => [3, 6]);
  expect([early!.motion, middle!.motion, late!.motion]).toEqual([[3], [3], [6]]);
  expect(samplePoints(sampler, of([10]), () => [])[1]!.residual).toEqual([0]);
});

it("stays inside the video, in order, the same for the same seed, whatever the groups", () => {
  const groups = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 });
  const random = fc.option(fc.nat(), { nil: null });
  const check = (lengths: number[], segments: number, seed: number | null, imageOnly: boolean) => {
    const all = of(lengths);
    const options = { segments, random: seed, imageOnly };
    const points = samplePoints(segmentSampler(options), all);
    expect(points).toEqual(samplePoints(segmentSampler(options), all));
    expect(points.map(({ triplet }) => triplet)).toEqual(points.map((_, k) => k));
    const moving = lengths.some((length) => length > 1);
    let last = -1;
    for (const { gop, motion, residual } of points) {
      expect(motion).toEqual(residual);
      expect(motion[0]).toBeLessThan(lengths[gop]!);
      expect(motion[0]! > 0).toBe(moving && !imageOnly);
      const frame = lengths.slice(0, gop).reduce((sum, each) => sum + each, 0) + motion[0]!;
      // Groups of one frame are stepped over, to the group before if there is one: order holds where there are none.
      if (lengths.every((length) => length > 1)) expect(frame).toBeGreaterThanOrEqual(last);
      last = frame;
    }
  };
  fc.assert(fc.property(groups, fc.integer({ min: 1, max: 30 }), random, fc.boolean(), check), { seed: 5 });
});
