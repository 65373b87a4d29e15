import { expect, test } from "vitest";
import { macroblockGroups } from "./slice-group-map.js";
import type { SliceGroups } from "./slice-groups.js";
import type { SliceHeader } from "./slice-header.js";

/** The map of a picture of 4 × 4 macroblocks, row by row. */
function map(groups: SliceGroups, cycle = 0, sps: object = {}, structure = 3): string[] {
  const size = { mbWidth: 4, mbHeight: 4, frameMbsOnly: true, mbaff: false, ...sps };
  const header = { pps: { sps: size }, structure, sliceGroupChangeCycle: cycle } as unknown as SliceHeader;
  return [...macroblockGroups(header, groups)].join("").match(/.{4}/g) ?? [];
}

test("interleaved, dispersed, foreground and explicit groups (8.2.2.1 to 8.2.2.3, 8.2.2.7)", () => {
  expect(map({ count: 2, type: 0, runLengths: [3, 2] })).toEqual(["0001", "1000", "1100", "0110"]);
  expect(map({ count: 2, type: 1 })).toEqual(["0101", "1010", "0101", "1010"]);
  expect(map({ count: 4, type: 1 })).toEqual(["0123", "2301", "0123", "2301"]);
  expect(map({ count: 2, type: 2, rectangles: [[5, 10]] })).toEqual(["1111", "1001", "1001", "1111"]);
  const ids = Uint8Array.from({ length: 16 }, (_, i) => i % 3);
  expect(map({ count: 3, type: 6, ids })).toEqual(["0120", "1201", "2012", "0120"]);
});

test("groups that change: box-out, raster scan and wipe (8.2.2.4 to 8.2.2.6)", () => {
  const evolving = (type: 3 | 4 | 5, changeDirection: boolean) => ({ count: 2, type, changeDirection, changeRate: 2 });
  expect(map(evolving(3, false), 2)).toEqual(["1111", "1001", "1001", "1111"]);
  expect(map(evolving(3, true), 8)).toEqual(["0000", "0000", "0000", "0000"]);
  expect(map(evolving(4, false), 3)).toEqual(["0000", "0011", "1111", "1111"]);
  expect(map(evolving(4, true), 3)).toEqual(["1111", "1111", "1100", "0000"]);
  expect(map(evolving(5, false), 3)).toEqual(["0011", "0011", "0111", "0111"]);
  expect(map(evolving(5, false), 100)).toEqual(["0000", "0000", "0000", "0000"]);
});

test("map units are macroblocks of fields, pairs of MBAFF frames, or two rows of frames (8.2.2.8)", () => {
  const groups = { count: 2, type: 0 as const, runLengths: [4, 4] };
  const fields = { frameMbsOnly: false };
  expect(map(groups, 0, fields, 1)).toEqual(["0000", "1111"]);
  expect(map(groups, 0, fields)).toEqual(["0000", "0000", "1111", "1111"]);
  expect(map({ ...groups, runLengths: [1, 1] }, 0, { ...fields, mbaff: true })).toEqual([
    "0011",
    "0011",
    "0011",
    "0011",
  ]);
});
