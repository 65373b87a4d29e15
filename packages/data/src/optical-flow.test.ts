import { expect, it } from "vitest";
import { opticalFlow } from "./optical-flow.js";

const SIDE = 48;
/** A smooth picture without a period, at any place. */
const grey = (x: number, y: number) => Math.sin(x * 0.35 + 0.7 * Math.sin(y * 0.11)) + Math.cos(y * 0.27 + x * 0.05);
const picture = (at: (x: number, y: number) => readonly [number, number]) =>
  Float32Array.from({ length: SIDE * SIDE }, (_, i) => grey(...at(i % SIDE, Math.floor(i / SIDE))));
const still = picture((x, y) => [x, y]);

/** Mean distance to the right flow, away from the border, where content enters that was not there. */
function meanError(flow: Float32Array, right: (x: number, y: number) => readonly [number, number]): number {
  const errors: number[] = [];
  for (let y = 8; y < SIDE - 8; y++) {
    for (let x = 8; x < SIDE - 8; x++) {
      const [dx, dy] = right(x, y);
      const at = 2 * (y * SIDE + x);
      errors.push(Math.hypot(flow[at]! - dx, flow[at + 1]! - dy));
    }
  }
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

it.each([
  [0.5, 0],
  [2, -1.5],
  [-5, 3],
])("finds a shift by (%f, %f): the way that pixels have come", (dx, dy) => {
  const now = picture((x, y) => [x - dx, y - dy]);
  expect(meanError(opticalFlow(still, now, SIDE), () => [dx, dy])).toBeLessThan(0.15 * Math.hypot(dx, dy));
});

it("finds a zoom, which moves each pixel otherwise, and no motion where there is none", () => {
  const way = (x: number, y: number) => [(x - SIDE / 2) * 0.08, (y - SIDE / 2) * 0.08] as const;
  const now = picture((x, y) => [x - way(x, y)[0], y - way(x, y)[1]]);
  expect(meanError(opticalFlow(still, now, SIDE), way)).toBeLessThan(0.15);
  expect(meanError(opticalFlow(still, still, SIDE), () => [0, 0])).toBe(0);
  const flat = new Float32Array(25);
  expect(opticalFlow(flat, flat, 5).every((value) => value === 0)).toBe(true);
});
