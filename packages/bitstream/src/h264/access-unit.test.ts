import { expect, test } from "vitest";
import { byteStream, smallPps, smallSlice, smallSps } from "../../test/write-bits.js";
import type { SplitterNotes } from "../codec.js";
import { nextAccessUnit, resync } from "./access-unit.js";
import { readPictureHeaders } from "./picture-headers.js";
import { readHeaders } from "./sequence-headers.js";

const SEI = Uint8Array.of(6, 6, 1, 0xc4, 0x80);

/** The units of a stream, by how many NAL units each has. */
function split(...units: Uint8Array[]): number[] {
  const data = byteStream(...units);
  const notes: SplitterNotes = {};
  const ends = units.map((_, i) => byteStream(...units.slice(0, i + 1)).length);
  const counts: number[] = [];
  for (let at = 0; at < data.length; ) {
    const end = nextAccessUnit(data, at, true, notes);
    counts.push(ends.filter((byte) => byte > at && byte <= end).length);
    at = end;
  }
  return counts;
}

const idr = smallSlice({ frameNum: 0, lsb: 0, type: "I", idr: true });

test("slices of one picture stay together; what stands before the next belongs to it", () => {
  const second = smallSlice({ frameNum: 0, lsb: 0, type: "I", idr: true, firstMb: 2 });
  const next = smallSlice({ frameNum: 1, lsb: 2 });
  const aso = smallSlice({ frameNum: 2, lsb: 4, firstMb: 2 });
  const first = smallSlice({ frameNum: 2, lsb: 4 });
  expect(split(smallSps(), smallPps(), SEI, idr, second, SEI, next, aso, first)).toEqual([5, 2, 2]);
});

test("two fields of one frame are one unit, also with messages between them", () => {
  const field = (frameNum: number, lsb: number, bottom: 0 | 1) => smallSlice({ frameNum, lsb, bottom });
  const start = [smallSps({ fields: true }), smallPps()];
  const first = smallSlice({ frameNum: 0, lsb: 0, type: "I", idr: true, bottom: 0 });
  expect(
    split(...start, first, SEI, field(0, 1, 1), field(1, 2, 0), field(1, 3, 1), field(2, 4, 0), field(3, 6, 0)),
  ).toEqual([5, 2, 1, 1]);
});

test("without parameter sets a slice with the first macroblock begins a picture", () => {
  expect(split(idr, smallSlice({ frameNum: 1, lsb: 2 }), smallSlice({ frameNum: 1, lsb: 2, firstMb: 2 }))).toEqual([
    1, 2,
  ]);
});

test("a unit ends only where the next one is seen", () => {
  const data = byteStream(smallSps(), smallPps(), idr);
  expect(nextAccessUnit(data, 0, false)).toBe(-1);
  expect(nextAccessUnit(data, 0, true)).toBe(data.length);
});

test("resynchronises at a parameter set, a message or a picture's first slice", () => {
  const rest = smallSlice({ frameNum: 1, lsb: 2, firstMb: 2 });
  const data = byteStream(rest, idr);
  expect(resync(data, 0)).toBe(rest.length + 4);
  expect(resync(byteStream(rest), 0)).toBe(-1);
  expect(resync(byteStream(SEI, rest), 0)).toBe(0);
});

test("types, key frames and places of pictures, by headers alone", () => {
  const headers = readHeaders(byteStream(smallSps(), smallPps(), idr));
  expect(headers).toMatchObject({ profile: "Main@L3", width: 32, height: 32, reorderDepth: 16 });
  const packets = [
    byteStream(idr),
    byteStream(smallSlice({ frameNum: 1, lsb: 8 })),
    byteStream(smallSlice({ frameNum: 2, lsb: 4, type: "B", referenceIdc: 0 })),
    byteStream(SEI, smallSlice({ frameNum: 2, lsb: 12, type: "I" })),
    byteStream(idr),
  ];
  let before: ReturnType<typeof readPictureHeaders>["after"] | undefined;
  const pictures = packets.map((data) => {
    const read = readPictureHeaders({ data, byteOffset: 0, timestamp: null }, headers, before);
    before = read.after;
    const { type, keyFrame, order, reference } = read.pictures[0]!;
    return [type, keyFrame, order! % 2 ** 33, Math.floor(order! / 2 ** 33), reference];
  });
  expect(pictures).toEqual([
    ["I", true, 0, 1, true],
    ["P", false, 8, 1, true],
    ["B", false, 4, 1, false],
    ["I", true, 12, 1, true],
    ["I", true, 0, 2, true],
  ]);
});

test("a packet of one field says which half of the frame it holds", () => {
  const headers = readHeaders(byteStream(smallSps({ fields: true }), smallPps()));
  const packet = (...units: Uint8Array[]) => ({ data: byteStream(...units), byteOffset: 0, timestamp: null });
  const top = smallSlice({ frameNum: 0, lsb: 0, type: "I", idr: true, bottom: 0 });
  const bottom = smallSlice({ frameNum: 0, lsb: 1, bottom: 1 });
  const first = readPictureHeaders(packet(top), headers);
  expect(first.pictures).toMatchObject([{ type: "I", half: "first", keyFrame: true }]);
  expect(readPictureHeaders(packet(bottom), headers, first.after).pictures).toMatchObject([
    { type: "P", half: "second" },
  ]);
  const [whole, none] = readPictureHeaders(packet(top, bottom), headers).pictures;
  expect(whole).toMatchObject({ type: "I", keyFrame: true });
  expect([whole?.half, none]).toEqual([undefined, undefined]);
});
