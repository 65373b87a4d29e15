import { expect, test } from "vitest";
import { missingFrameNums } from "./frame-num-gap.js";
import { newFrame } from "./picture-slots.js";
import { markReferences, NO_REFERENCES, type References } from "./reference-marking.js";
import type { MarkingOperation } from "./reference-marking-syntax.js";
import type { SliceHeader, Structure } from "./slice-header.js";

interface Coded {
  readonly structure?: Structure;
  readonly idr?: boolean;
  readonly longTermReference?: boolean;
  readonly operations?: readonly MarkingOperation[] | null;
}

function header(frameNum: number, coded: Coded = {}): SliceHeader {
  const { structure = 3, idr = false, longTermReference = false, operations = null } = coded;
  const pps = { sps: { maxNumRefFrames: 3, log2MaxFrameNum: 4 } };
  return { frameNum, structure, idr, marking: { longTermReference, operations }, pps } as unknown as SliceHeader;
}

/** Marks frames one after the other. */
function marked(...pictures: (readonly [frameNum: number, Coded?])[]): References {
  let references = NO_REFERENCES;
  for (const [frameNum, coded = {}] of pictures) {
    const { structure = 3 } = coded;
    const last = references.frames.at(-1);
    const second = last && last.fields === 3 - structure && last.frameNum === frameNum;
    const current = second ? last : newFrame(frameNum, frameNum, 0);
    current.fields |= structure;
    references = markReferences(references, header(frameNum, coded), current);
  }
  return references;
}

const names = ({ frames }: References) =>
  frames.map(({ frameNum, shortTerm, longTerm, longTermFrameIdx }) =>
    [frameNum, shortTerm ? `s${shortTerm}` : "", longTerm ? `l${longTerm}@${longTermFrameIdx}` : ""].join(""),
  );

test("the sliding window keeps the last frames, across the wrap of frame_num", () => {
  expect(names(marked([0, { idr: true }], [1], [2], [3]))).toEqual(["1s3", "2s3", "3s3"]);
  expect(names(marked([14], [15], [0], [1]))).toEqual(["15s3", "0s3", "1s3"]);
});

test("the second field of a reference frame needs no room", () => {
  const fields = [0, 1, 2, 3].flatMap((n) => [[n, { structure: 1 }] as const, [n, { structure: 2 }] as const]);
  expect(names(marked(...fields))).toEqual(["1s3", "2s3", "3s3"]);
});

test("a frame with a short-term and a long-term field counts twice (8.2.5.3)", () => {
  const toLong = [
    { operation: 4, maxLongTermFrames: 1 },
    { operation: 3, differenceOfPicNums: 2, longTermFrameIdx: 0 },
  ] as const;
  // PicNum of frame 0's top field is 1, and CurrPicNum 3.
  const before = marked([0, { structure: 1 }], [0, { structure: 2 }], [1, { structure: 1, operations: toLong }]);
  expect(names(before)).toEqual(["0s2l1@0", "1s1"]);
  const after = markReferences(before, header(2), { ...newFrame(2, 2, 0), fields: 3 });
  expect(names(after)).toEqual(["0l1@0", "1s1", "2s3"]);
});

test("operations 1 to 4 and 6 mark single frames", () => {
  const unused = { operation: 1, differenceOfPicNums: 2 } as const;
  expect(names(marked([0], [1], [2, { operations: [unused] }]))).toEqual(["1s3", "2s3"]);
  const limit = { operation: 4, maxLongTermFrames: 2 } as const;
  const toLong = { operation: 3, differenceOfPicNums: 1, longTermFrameIdx: 1 } as const;
  const longTerm = marked([0], [1, { operations: [limit, toLong] }]);
  expect(names(longTerm)).toEqual(["0l3@1", "1s3"]);
  expect(longTerm.longTermLimit).toBe(2);
  const own = { operation: 6, longTermFrameIdx: 1 } as const;
  expect(names(marked([0], [1, { operations: [limit, toLong] }], [2, { operations: [own] }]))).toEqual([
    "1s3",
    "2l3@1",
  ]);
  const free = { operation: 2, longTermPicNum: 1 } as const;
  expect(names(marked([0], [1, { operations: [limit, toLong] }], [2, { operations: [free] }]))).toEqual(["1s3", "2s3"]);
  const fewer = { operation: 4, maxLongTermFrames: 1 } as const;
  expect(names(marked([0], [1, { operations: [limit, toLong] }], [2, { operations: [fewer] }]))).toEqual([
    "1s3",
    "2s3",
  ]);
});

test("operation 5 and IDR pictures end all that came before", () => {
  expect(names(marked([0], [1], [2, { operations: [{ operation: 5 }] }]))).toEqual(["2s3"]);
  expect(names(marked([0], [1], [0, { idr: true }]))).toEqual(["0s3"]);
  expect(names(marked([1], [0, { idr: true, longTermReference: true }]))).toEqual(["0l3@0"]);
});

test("streams that keep more than they may lose the oldest frames", () => {
  const keep = { operations: [] };
  expect(names(marked([0, keep], [1, keep], [2, keep], [3, keep], [4, keep]))).toEqual(["2s3", "3s3", "4s3"]);
});

test("a gap in frame_num is as long as the frames that are missing, and no longer than what is referred to", () => {
  expect(missingFrameNums(header(5), 4)).toEqual([]);
  expect(missingFrameNums(header(5), 5)).toEqual([]);
  expect(missingFrameNums(header(0), 15)).toEqual([]);
  expect(missingFrameNums(header(1), 14)).toEqual([15, 0]);
  expect(missingFrameNums(header(12), 2)).toEqual([9, 10, 11]);
  expect(missingFrameNums(header(5), null)).toEqual([]);
  expect(missingFrameNums(header(0, { idr: true }), 9)).toEqual([]);
});
