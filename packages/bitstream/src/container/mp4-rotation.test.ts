import { expect, it } from "vitest";
import type { Box } from "./mp4-boxes.js";
import { rotationOf } from "./mp4-rotation.js";

/** A track whose header has the matrix {a, b, c, d}, 16.16 fixed point. */
function track(version: 0 | 1, matrix: readonly number[]): Box {
  const body = new Uint8Array(version === 0 ? 84 : 96);
  body[0] = version;
  const view = new DataView(body.buffer, version === 0 ? 40 : 52);
  for (const [i, offset] of [0, 4, 12, 16].entries()) view.setInt32(offset, matrix[i]! * 65_536);
  const tkhd = new Uint8Array(8 + body.length);
  new DataView(tkhd.buffer).setUint32(0, tkhd.length);
  tkhd.set([0x74, 0x6b, 0x68, 0x64], 4);
  tkhd.set(body, 8);
  return { type: "trak", offset: 0, bytes: tkhd, body: tkhd };
}

it.each([
  [[1, 0, 0, 1], 0],
  [[0, 1, -1, 0], 90],
  [[-1, 0, 0, -1], 180],
  [[0, -1, 1, 0], 270],
  [[-1, 0, 0, 1], 0],
  [[2, 0, 0, 1], 0],
] as const)("matrix %j turns by %i degrees", (matrix, degrees) => {
  expect(rotationOf(track(0, matrix))).toBe(degrees);
  expect(rotationOf(track(1, matrix))).toBe(degrees);
});
