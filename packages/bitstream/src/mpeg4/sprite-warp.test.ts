import { describe, expect, it } from "vitest";
import { spriteWarp } from "./sprite-warp.js";

/** Sixteenths of a pixel, so that trajectories are in 1/32. */
const ACCURACY = 3;
const PIXEL = 2 ** 20;

/** Where luma pixel (x, y) comes from, in pixels. */
function position(warp: NonNullable<ReturnType<typeof spriteWarp>>, x: number, y: number): [number, number] {
  const { offset, right, down } = warp;
  return [(offset[0] + right[0] * x + down[0] * y) / PIXEL, (offset[1] + right[1] * x + down[1] * y) / PIXEL];
}

describe("spriteWarp", () => {
  it("is no motion without points, and a translation with one", () => {
    const still = spriteWarp({ du: [], dv: [] }, 176, 144, ACCURACY, false)!;
    expect(still).toMatchObject({ translation: true, offset: [0, 0], chromaOffset: [0, 0] });
    const moved = spriteWarp({ du: [5], dv: [-3] }, 176, 144, ACCURACY, false)!;
    expect(moved).toMatchObject({ translation: true, offset: [40, -24], chromaOffset: [20, -12] });
    const half = spriteWarp({ du: [5], dv: [-3] }, 176, 144, 0, false)!;
    expect(half).toMatchObject({ translation: true, offset: [5, -3], chromaOffset: [3, -1] });
    expect(spriteWarp({ du: [5], dv: [-3] }, 176, 144, ACCURACY, true)).toMatchObject({ offset: [5, -3] });
  });

  it("is a translation where all points move alike", () => {
    for (const points of [2, 3]) {
      const trajectory = { du: [64, 0, 0].slice(0, points), dv: [-6, 0, 0].slice(0, points) };
      expect(spriteWarp(trajectory, 176, 144, ACCURACY, false)).toMatchObject({
        translation: true,
        offset: [512, -48],
      });
    }
  });

  it("moves the picture's corners where three points say, to half a step of the accuracy", () => {
    const trajectory = { du: [32, -64, 16], dv: [8, 40, -96] };
    const unit = 1 / 2; // of du and dv, in pixels
    const warp = spriteWarp(trajectory, 170, 130, ACCURACY, false)!;
    expect(warp.translation).toBe(false);
    const corners: [number, number][] = [
      [0, 0],
      [170, 0],
      [0, 130],
    ];
    for (const [i, [x, y]] of corners.entries()) {
      const [px, py] = position(warp, x, y);
      const du = trajectory.du[0]! + (i ? trajectory.du[i]! : 0);
      const dv = trajectory.dv[0]! + (i ? trajectory.dv[i]! : 0);
      expect(Math.abs(px - x - du * unit)).toBeLessThan(1 / 16);
      expect(Math.abs(py - y - dv * unit)).toBeLessThan(1 / 16);
    }
  });

  it("turns and zooms without shear with two points", () => {
    const warp = spriteWarp({ du: [0, -24], dv: [0, 40] }, 176, 144, ACCURACY, false)!;
    expect(warp.down).toEqual([-warp.right[1], warp.right[0]]);
    const [px, py] = position(warp, 176, 0);
    expect(px).toBeCloseTo(176 - 12, 1);
    expect(py).toBeCloseTo(20, 1);
  });

  it("gives up beyond 32 bits", () => {
    expect(spriteWarp({ du: [0, 16_383], dv: [0, 0] }, 8, 8, ACCURACY, false)).toBeNull();
    expect(spriteWarp({ du: [0, 1], dv: [0, 1] }, 4096, 2304, 0, false)).toBeNull();
  });
});
