import type { MotionField } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { chromaGrid, lumaGrid, NONE } from "./vector-grids.js";

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

const first = () => 0;

it("gives the lines of each field their own motion, in lines of the frame", () => {
  const top = lumaGrid(fields, first, 0);
  expect([...top.vectors]).toEqual([1.5, 1, 1.5, 1, 1.5, 1, 1.5, 1]);
  const bottom = lumaGrid(fields, first, 1);
  // From the bottom field's line 1 to the top field's line 2·(0 + 1) is one line down, not two.
  expect([...bottom.vectors]).toEqual([0.5, 1, 0.5, 1, 0.5, 1, 0.5, 1]);
  // Chroma: as many of its own lines for the field, and the same one between the fields.
  expect([...chromaGrid(top).vectors]).toEqual([0.75, 0.5]);
  expect([...chromaGrid(bottom).vectors]).toEqual([0.25, 0]);
});

it("takes vectors as they are where frames are predicted", () => {
  const grid = lumaGrid({ ...fields, fieldPrediction: null }, first);
  expect([...grid.vectors]).toEqual([1.5, 0.5, 1.5, 0.5, 0.5, 1, 0.5, 1]);
  expect([...grid.sources]).toEqual([0, NONE, 0, NONE, 0, NONE, 0, NONE]);
});

it("puts a block's only prediction first, and numbers references as they are seen", () => {
  const names: number[] = [];
  const numberOf = (name: number) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
  const lists = 2 as const;
  const vectors = Int16Array.of(2, 4, 6, 8, 0, 0, 6, 8, 2, 4, 0, 0, 0, 0, 0, 0);
  const references = Int32Array.of(3, 9, -1, 9, 3, -1, -1, -1);
  const intra = Uint8Array.of(0, 0, 0, 1);
  const grid = lumaGrid({ ...fields, fieldPrediction: null, lists, vectors, references, intra }, numberOf);
  expect(names).toEqual([3, 9]);
  expect([...grid.sources]).toEqual([0, 1, 1, NONE, 0, NONE, NONE, NONE]);
  expect([...grid.vectors]).toEqual([1, 2, 3, 4, 1, 2, 0, 0]);
  expect([...grid.second!]).toEqual([3, 4, 0, 0, 0, 0, 0, 0]);
});
