import { expect, test } from "vitest";
import { byteStream, lengthPrefixed, smallPps, smallSlice, smallSps } from "../../test/write-bits.js";
import { nalUnits, unescaped } from "./nal-unit.js";

const units = [smallSps(), smallPps(), smallSlice({ frameNum: 0, lsb: 0, type: "I", idr: true })];
const types = (data: Uint8Array, lengthSize: number) => nalUnits(data, lengthSize).map(({ type }) => type);

test("units are found by start codes and by lengths, whatever was announced", () => {
  expect(types(byteStream(...units), 0)).toEqual([7, 8, 5]);
  expect(types(lengthPrefixed(...units), 4)).toEqual([7, 8, 5]);
  expect(types(byteStream(...units), 4)).toEqual([7, 8, 5]);
  expect(types(lengthPrefixed(...units), 0)).toEqual([7, 8, 5]);
});

test("a unit of 256 to 511 bytes looks like a start code and is none", () => {
  const long = new Uint8Array(300).fill(0x41);
  expect(types(lengthPrefixed(long), 4)).toEqual([1]);
});

test("the beginning of a packet is split as far as it goes", () => {
  const data = lengthPrefixed(...units);
  expect(types(data.subarray(0, data.length - 2), 4)).toEqual([7, 8, 5]);
  expect(types(new Uint8Array(3), 4)).toEqual([]);
});

test("zero bytes behind a unit are none of it; emulation prevention bytes are taken out", () => {
  const data = Uint8Array.of(0, 0, 1, 0x67, 0, 0, 3, 1, 0, 0, 3, 0, 0, 3, 9, 0, 0, 0);
  const [unit] = nalUnits(data, 0);
  expect(unit).toMatchObject({ type: 7, referenceIdc: 3, start: 3, end: 15 });
  expect([...unescaped(data, unit!, 99)]).toEqual([0x67, 0, 0, 1, 0, 0, 0, 0, 9]);
  expect([...unescaped(data, unit!, 4)]).toEqual([0x67, 0, 0, 1]);
});
