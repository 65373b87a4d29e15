import fc from "fast-check";
import { expect, it } from "vitest";
import { groupSampler, neighbourSampler } from "./neighbours.js";
import { samplePoints } from "./sampler.js";

const groups = (count: number, frameCount = 12) => Array.from({ length: count }, () => ({ frameCount }));
const offsets = (points: readonly { gop: number; neighbour?: number }[]) => points.map((p) => p.neighbour! - p.gop);

it("in testing the first group looks ahead, the others back", () => {
  const every = samplePoints(neighbourSampler({ neighbours: "every", seed: 0 }), groups(4));
  expect(every.map(({ gop }) => gop)).toEqual([0, 1, 2, 3]);
  expect(offsets(every)).toEqual([1, -1, -1, -1]);
  const uniform = samplePoints(neighbourSampler({ neighbours: "uniform", seed: 0 }), groups(3));
  expect(uniform.map(({ gop }) => gop)).toEqual([0, 0, 0, 1, 1, 2, 2, 2]);
  expect(offsets(uniform)).toEqual([1, 1, 1, -1, -1, -1, -1, -1]);
});

it("in training Δt is drawn, and leads to the only neighbour at the ends", () => {
  const drawn = Array.from(
    { length: 600 },
    (_, seed) => samplePoints(neighbourSampler({ neighbours: "random", seed }), groups(3))[0]!,
  );
  const at = (gop: number) => offsets(drawn.filter((point) => point.gop === gop));
  expect(new Set(at(0))).toEqual(new Set([1]));
  expect(new Set(at(2))).toEqual(new Set([-1]));
  expect(at(1).length).toBeGreaterThan(150);
  const ahead = at(1).filter((offset) => offset === 1).length;
  expect(Math.abs(ahead - at(1).length / 2)).toBeLessThan(0.15 * at(1).length);
});

it("a video of one group is its own neighbour", () => {
  for (const neighbours of ["random", "uniform", "every"] as const) {
    const points = samplePoints(neighbourSampler({ neighbours, seed: 3 }), groups(1));
    expect(new Set(offsets(points))).toEqual(new Set([0]));
  }
});

it("draws motion and residual apart, each frame about equally often", () => {
  const counts = { motion: new Array(12).fill(0), residual: new Array(12).fill(0) };
  let same = 0;
  for (let seed = 0; seed < 2200; seed++) {
    const [point] = samplePoints(neighbourSampler({ neighbours: "random", seed }), groups(5));
    counts.motion[point!.motion[0]!]++;
    counts.residual[point!.residual[0]!]++;
    same += Number(point!.motion[0] === point!.residual[0]);
  }
  for (const drawn of [counts.motion, counts.residual]) {
    expect(drawn[0]).toBe(0);
    for (const count of drawn.slice(1)) expect(Math.abs(count - 200)).toBeLessThan(60);
  }
  expect(Math.abs(same - 200)).toBeLessThan(60);
});

it("draws from the frames that may be traced alone; the I-frame where there are none", () => {
  const point = (seed: number, traced: number[]) =>
    samplePoints(neighbourSampler({ neighbours: "random", seed }), groups(5), () => traced)[0]!;
  const seen = new Set(Array.from({ length: 100 }, (_, seed) => point(seed, [2, 5]).motion[0]));
  expect(seen).toEqual(new Set([2, 5]));
  expect(point(1, [])).toMatchObject({ motion: [0], residual: [0] });
});

it("stays inside the video and is the same for the same seed", () => {
  const kind = fc.constantFrom("random" as const, "uniform" as const, "every" as const);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), kind, (count, seed, neighbours) => {
      const points = samplePoints(neighbourSampler({ neighbours, seed }), groups(count));
      expect(points).toEqual(samplePoints(neighbourSampler({ neighbours, seed }), groups(count)));
      for (const { gop, neighbour } of points) {
        expect(gop >= 0 && gop < count && neighbour! >= 0 && neighbour! < count).toBe(true);
        expect(Math.abs(neighbour! - gop)).toBe(count > 1 ? 1 : 0);
      }
    }),
    { seed: 5 },
  );
});

it("groups without neighbours are the same groups and frames", () => {
  for (const which of ["uniform", "every"] as const) {
    const beside = samplePoints(neighbourSampler({ neighbours: which, seed: 5 }), groups(4));
    const alone = samplePoints(groupSampler({ groups: which, seed: 5 }), groups(4));
    expect(alone).toEqual(beside.map(({ neighbour: _, ...point }) => point));
  }
  const drawn = Array.from(
    { length: 300 },
    (_, seed) => samplePoints(groupSampler({ groups: "random", seed }), groups(3)) as { gop: number }[],
  );
  expect(drawn.every(({ length }) => length === 1)).toBe(true);
  const counts = [0, 1, 2].map((gop) => drawn.filter(([point]) => point!.gop === gop).length);
  expect(Math.min(...counts)).toBeGreaterThan(70);
  expect(() => samplePoints(groupSampler({ groups: "every", seed: 0 }), [])).toThrow("no I-frame");
});
