import { expect, it } from "vitest";
import type { MotionField } from "./frame.js";
import { motionRows } from "./motion-rows.js";

/** Two macroblocks: one 16×16 partition with vector (−3, 5), one of 8×8 blocks whose last is intra. */
const motion: MotionField = {
  columns: 4,
  rows: 2,
  blockSize: 8,
  unitsPerPixel: 2,
  lists: 1,
  vectors: Int16Array.of(-3, 5, -3, 5, 1, 2, 3, 4, -3, 5, -3, 5, 5, 6, 0, 0),
  references: Int32Array.of(7, 7, 7, 7, 7, 7, 7, -1),
  intra: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1),
  partition: Uint8Array.of(16, 16, 8, 8, 16, 16, 8, 0),
};

it("lists macroblocks in raster order, with centres and cut-off sources", () => {
  const rows = motionRows({ motion });
  expect(rows.map(({ w, dst_x, dst_y, src_x, src_y }) => [w, dst_x, dst_y, src_x, src_y])).toEqual([
    [16, 8, 8, 7, 10],
    [8, 20, 4, 20, 5],
    [8, 28, 4, 29, 6],
    [8, 20, 12, 22, 15],
  ]);
  expect(rows[0]).toEqual({
    source: -1,
    w: 16,
    h: 16,
    src_x: 7,
    src_y: 10,
    dst_x: 8,
    dst_y: 8,
    motion_x: -3,
    motion_y: 5,
    motion_scale: 2,
    reference: 7,
  });
});

it("cuts quarter-pel sources off towards the block", () => {
  const rows = motionRows({ motion: { ...motion, unitsPerPixel: 4 } });
  expect(rows[0]).toMatchObject({ motion_x: -3, motion_y: 5, motion_scale: 4, dst_x: 8, dst_y: 8, src_x: 8, src_y: 9 });
});

it("has no rows for I-frames and intra macroblocks", () => {
  expect(motionRows({ motion: null })).toEqual([]);
  const intra = { ...motion, references: new Int32Array(8).fill(-1), partition: new Uint8Array(8) };
  expect(motionRows({ motion: intra })).toEqual([]);
});

it("shows 0 for a vector that libavcodec forgets", () => {
  const rows = motionRows({ motion: { ...motion, forgotten: [2] } });
  expect(rows.map(({ motion_x, motion_y, src_x }) => [motion_x, motion_y, src_x]).slice(0, 2)).toEqual([
    [-3, 5, 7],
    [0, 0, 20],
  ]);
});
