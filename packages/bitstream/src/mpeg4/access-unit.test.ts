import { describe, expect, it } from "vitest";
import { hex } from "../../test/mpeg4/bit-writer.js";
import { nextAccessUnit } from "./access-unit.js";
import { nextStartCode } from "./start-codes.js";

describe("nextStartCode", () => {
  it("finds a prefix whose code is there", () => {
    expect(nextStartCode(hex("000001b6"), 0)).toBe(0);
    expect(nextStartCode(hex("00000001b6"), 0)).toBe(1);
    expect(nextStartCode(hex("ff0000000001b6"), 0)).toBe(3);
    expect(nextStartCode(hex("0001000001b3"), 0)).toBe(2);
    expect(nextStartCode(hex("010001000001b3"), 1)).toBe(3);
  });

  it("finds none without its code, in none and behind the last", () => {
    expect(nextStartCode(hex("000001"), 0)).toBe(-1);
    expect(nextStartCode(hex(""), 0)).toBe(-1);
    expect(nextStartCode(hex("000001b6"), 1)).toBe(-1);
    expect(nextStartCode(hex("000002b6000101"), 0)).toBe(-1);
  });
});

describe("nextAccessUnit", () => {
  const stream = hex("000001b0 f5 000001b6 aabb 000001b3 00 000001b6 cc 000001b1 000001b6 dd");

  it("ends a unit before the headers of the next, and behind the end of the sequence", () => {
    expect(nextAccessUnit(stream, 0, true)).toBe(11);
    expect(nextAccessUnit(stream, 11, true)).toBe(25);
    expect(nextAccessUnit(stream, 25, true)).toBe(stream.length);
    expect(nextAccessUnit(stream, stream.length, true)).toBe(-1);
  });

  it("waits for more unless the stream ends", () => {
    expect(nextAccessUnit(stream, 25, false)).toBe(-1);
    expect(nextAccessUnit(stream.subarray(0, 11), 0, false)).toBe(-1);
    expect(nextAccessUnit(hex(""), 0, true)).toBe(-1);
  });
});
