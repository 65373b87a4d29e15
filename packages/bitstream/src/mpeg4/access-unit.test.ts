import fc from "fast-check";
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

  it("finds what a look at every byte finds, near and far", () => {
    const byte = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 1, 0xb6) }, fc.integer({ min: 0, max: 255 }));
    const places = fc.array(fc.tuple(fc.nat(70_000), fc.array(byte, { maxLength: 6 })), { maxLength: 4 });
    fc.assert(
      fc.property(places, fc.integer({ min: 0, max: 70_000 }), fc.nat(600), (patches, length, from) => {
        const bytes = new Uint8Array(length).fill(0xff);
        for (const [at, patch] of patches) bytes.set(patch.slice(0, Math.max(0, length - at)), Math.min(at, length));
        expect(nextStartCode(bytes, from)).toBe(lookAtEveryByte(bytes, from));
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it("finds prefixes across the seams of what is searched at once", () => {
    for (let at = 32 * 1024 - 8; at < 32 * 1024 + 270; at++) {
      const bytes = new Uint8Array(66_000).fill(0xff);
      bytes.set([0, 0, 1], at);
      expect(nextStartCode(bytes, 0)).toBe(at);
    }
  });
});

function lookAtEveryByte(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 <= bytes.length; at++) {
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1) return at;
  }
  return -1;
}

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
