import { expect, it } from "vitest";
import { bitsOf } from "../../test/mpeg4/bit-writer.js";
import { TruncatedStreamError, UnsupportedFeatureError } from "../errors.js";
import { BitReader } from "./bit-reader.js";
import { readVisualObject } from "./visual-object.js";
import { profileName, readVisualObjectSequence } from "./visual-object-sequence.js";

it("reads the profile and level of a sequence", () => {
  expect(readVisualObjectSequence(new BitReader(bitsOf("00000001")))).toEqual({ profileAndLevel: 1 });
  expect(() => readVisualObjectSequence(new BitReader(bitsOf("")))).toThrow(TruncatedStreamError);
  expect([profileName(1), profileName(0x08), profileName(0xf5), profileName(0xee)]).toEqual([
    "Simple@L1",
    "Simple@L0",
    "Advanced Simple@L5",
    null,
  ]);
});

it("reads a visual object", () => {
  const bits = new BitReader(bitsOf("1 0010 001", "0001", "1 101 0 1 00000001 00000001 00000001"));
  expect(readVisualObject(bits)).toEqual({ version: 2 });
  expect(bits.position).toBe(8 + 4 + 30);
  expect(readVisualObject(new BitReader(bitsOf("0 0001 0")))).toEqual({ version: 1 });
});

it("refuses what is not video, and stops at the end", () => {
  expect(() => readVisualObject(new BitReader(bitsOf("0 0010 0")))).toThrow(UnsupportedFeatureError);
  expect(() => readVisualObject(new BitReader(bitsOf("1 0000 001 0001 0")))).toThrow(/visual_object_verid is 0/);
  expect(() => readVisualObject(new BitReader(bitsOf("0 0001 1 101 0 1")))).toThrow(TruncatedStreamError);
});
