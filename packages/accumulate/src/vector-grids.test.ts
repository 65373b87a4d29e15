import type { MotionField } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { lumaGrid } from "./vector-grids.js";

/** One macroblock whose top field moves by (3, 1) and whose bottom field by (1, 2), in half pixels. */
const fields: MotionField = {
  columns: 2,
  rows: 2,
  blockSize: 8,
  unitsPerPixel: 2,
  lists: 1,
  vectors: Int16Array.of(3, 1, 3, 1, 1, 2, 1, 2),
  references: new Int32Array(4),
  intra: new Uint8Array(4),
  partition: new Uint8Array(4).fill(16),
  fieldPrediction: new Uint8Array(4).fill(1),
};

it("gives a field-predicted macroblock the mean motion of its fields, in lines of the frame", () => {
  expect([...lumaGrid(fields).vectors]).toEqual([1, 1.5, 1, 1.5, 1, 1.5, 1, 1.5]);
});

it("takes vectors as they are where frames are predicted", () => {
  expect([...lumaGrid({ ...fields, fieldPrediction: null }).vectors]).toEqual([1.5, 0.5, 1.5, 0.5, 0.5, 1, 0.5, 1]);
});
