import { expect, it } from "vitest";
import { gridSideOf, interpolatePositions } from "./interpolate-positions.js";

/** 3×3 grid, one feature. */
const GRID = [0, 1, 4, 2, 8, -3, 5, 6, 7];

// torch 2.3.1: interpolate(tensor(GRID).reshape(1, 1, 3, 3), (n, n), mode=…, align_corners=False).flatten()
const BILINEAR_2 = [1.0625, 2.375, 4.8125, 5.0];
const BILINEAR_5 = [
  0.0, 0.4, 1.0, 2.8, 4.0, 0.8, 2.0, 3.8, 2.24, 1.2, 2.0, 4.4, 8.0, 1.4, -3.0, 3.8, 5.0, 6.8, 4.52, 3.0, 5.0, 5.4, 6.0,
  6.6, 7.0,
];
const BICUBIC_2 = [0.89157, 2.27818, 4.99139, 5.07036];
const BICUBIC_5 = [
  -0.24192, -0.30301, 0.328, 3.02397, 5.08903, 0.2432, 2.07771, 3.86, 2.08045, 0.24758, 1.424, 5.12, 8.0, 1.7, -4.056,
  3.6632, 5.59621, 7.28, 4.66323, 2.16826, 5.23808, 5.33482, 5.808, 7.16247, 8.1666,
];

it.each([
  ["bilinear", 2, BILINEAR_2],
  ["bilinear", 5, BILINEAR_5],
  ["bicubic", 2, BICUBIC_2],
  ["bicubic", 5, BICUBIC_5],
] as const)("%s to %i×%i agrees with PyTorch", (how, to, expected) => {
  const result = interpolatePositions(new Float32Array(GRID), { tokens: 0, grids: 1 }, 3, to, how);
  for (const [i, value] of result.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  expect(result.length).toBe(expected.length);
});

it("copies rows that are no grid, and takes each grid for itself", () => {
  const rows = [100, 200, ...GRID.flatMap((v) => [v, 10 * v]), ...GRID.flatMap((v) => [-v, 0])];
  const result = interpolatePositions(new Float32Array(rows), { tokens: 1, grids: 2 }, 3, 2, "bilinear");
  expect(result.length).toBe(2 * (1 + 2 * 4));
  expect([...result.subarray(0, 2)]).toEqual([100, 200]);
  for (let i = 0; i < 4; i++) {
    expect(result[2 + 2 * i]).toBeCloseTo(BILINEAR_2[i]!, 4);
    expect(result[3 + 2 * i]).toBeCloseTo(10 * BILINEAR_2[i]!, 3);
    expect(result[10 + 2 * i]).toBeCloseTo(-BILINEAR_2[i]!, 4);
    expect(result[11 + 2 * i]).toBe(0);
  }
});

it("knows square grids", () => {
  expect(gridSideOf(197, { tokens: 1, grids: 1 })).toBe(14);
  expect(gridSideOf(588, { tokens: 0, grids: 3 })).toBe(14);
  expect(gridSideOf(590, { tokens: 0, grids: 3 })).toBeNull();
  expect(gridSideOf(1, { tokens: 1, grids: 1 })).toBeNull();
  expect(gridSideOf(0, { tokens: 1, grids: 1 })).toBeNull();
});
