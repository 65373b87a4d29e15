import { expect, test } from "vitest";
import { initialReferenceLists } from "./initial-reference-lists.js";
import { modifiedReferenceList } from "./modify-reference-list.js";
import { newFrame } from "./picture-slots.js";
import { numbering, type ReferenceFrame, type ReferencePicture } from "./reference-frame.js";

function frame(frameNum: number, order: number, marks: Partial<ReferenceFrame> = {}): ReferenceFrame {
  return { ...newFrame(frameNum, frameNum, 0), fields: 3, shortTerm: 3, top: order, bottom: order + 1, ...marks };
}

const names = (list: readonly (ReferencePicture | null)[]) =>
  list.map((entry) => (entry ? `${entry.frame.frameNum}${["", "t", "b", ""][entry.structure]}` : "-"));
const asP = { isB: false, structure: 3, picOrderCnt: 0, ordersAreSent: true } as const;

test("P: short-term frames from the last one back, then long-term frames by their index", () => {
  const frames = [
    frame(1, 2),
    frame(2, 4),
    frame(3, 6, { shortTerm: 0, longTerm: 3, longTermFrameIdx: 1 }),
    frame(4, 8, { shortTerm: 0, longTerm: 3, longTermFrameIdx: 0 }),
    frame(15, 0, { frameNumWrap: -1 }),
    frame(5, 10, { shortTerm: 1 }),
  ];
  expect(names(initialReferenceLists(frames, asP)[0]!)).toEqual(["2", "1", "15", "4", "3"]);
});

test("B: list 0 goes back from the picture and then forward, list 1 the other way round", () => {
  const frames = [frame(0, 0), frame(1, 16), frame(2, 8), frame(3, 24)];
  const lists = initialReferenceLists(frames, { ...asP, isB: true, picOrderCnt: 12 });
  expect(lists.map(names)).toEqual([
    ["2", "0", "1", "3"],
    ["1", "3", "2", "0"],
  ]);
});

test("B: where both lists were the same, the second begins with its second entry", () => {
  const lists = initialReferenceLists([frame(0, 0), frame(1, 2)], { ...asP, isB: true, picOrderCnt: 12 });
  expect(lists.map(names)).toEqual([
    ["1", "0"],
    ["0", "1"],
  ]);
});

test("fields alternate, beginning with the same parity; when one parity runs out the others follow (8.2.4.2.5)", () => {
  const frames = [frame(1, 2, { shortTerm: 2 }), frame(2, 4), frame(3, 6, { fields: 1, shortTerm: 1 })];
  expect(names(initialReferenceLists(frames, { ...asP, structure: 2 })[0]!)).toEqual(["2b", "3t", "1b", "2t"]);
  expect(names(initialReferenceLists(frames, { ...asP, structure: 1 })[0]!)).toEqual(["3t", "2b", "2t", "1b"]);
});

test("modifications put pictures in front, by differences of PicNum and by LongTermPicNum", () => {
  const frames = [
    frame(1, 2),
    frame(2, 4),
    frame(3, 6),
    frame(9, 0, { shortTerm: 0, longTerm: 3, longTermFrameIdx: 0 }),
  ];
  const numbers = numbering(3, 4, 16);
  const initial = initialReferenceLists(frames, asP)[0]!;
  const modified = (...steps: [0 | 1 | 2, number][]) => {
    const list = steps.map(([idc, value]) => ({ idc, value }));
    return names(modifiedReferenceList(initial, list, 4, frames, numbers));
  };
  expect(modified()).toEqual(["3", "2", "1", "9"]);
  expect(modified([0, 3])).toEqual(["1", "3", "2", "9"]);
  // 4 − 3 = 1, then 1 + 1 = 2, then the long-term one
  expect(modified([0, 3], [1, 1], [2, 0])).toEqual(["1", "2", "9", "3"]);
  expect(modified([0, 4])).toEqual(["-", "2", "1", "9"]);
});

test("entries that no picture is there for are missing", () => {
  const initial = initialReferenceLists([frame(1, 2)], asP)[0]!;
  expect(names(modifiedReferenceList(initial, [], 3, [], numbering(3, 2, 16)))).toEqual(["1", "-", "-"]);
});

test("frames that were never sent are not in lists of B slices, unless their order follows from frame_num", () => {
  const frames = [frame(0, 0), frame(1, 2, { nonExisting: true }), frame(2, 4)];
  const asB = { ...asP, isB: true, picOrderCnt: 12 };
  expect(names(initialReferenceLists(frames, asB)[0]!)).toEqual(["2", "0"]);
  expect(names(initialReferenceLists(frames, { ...asB, ordersAreSent: false })[0]!)).toEqual(["2", "1", "0"]);
});
