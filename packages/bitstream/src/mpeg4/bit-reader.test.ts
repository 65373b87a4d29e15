import { describe, expect, it } from "vitest";
import { hex } from "../../test/mpeg4/bit-writer.js";
import { InvalidSyntaxError, TruncatedStreamError } from "../errors.js";
import { BitReader } from "./bit-reader.js";

describe("BitReader", () => {
  it("reads 0, 1, 31 and 32 bits, unsigned", () => {
    const bits = new BitReader(hex("ffffffff 80000001 ffffffff"));
    expect(bits.read(0, "nothing")).toBe(0);
    expect(bits.read(32, "all ones")).toBe(0xffff_ffff);
    expect(bits.read(1, "one")).toBe(1);
    expect(bits.read(31, "thirty-one")).toBe(1);
    expect(bits.position).toBe(64);
    expect(bits.left).toBe(32);
  });

  it("crosses bytes", () => {
    const bits = new BitReader(hex("a5 5a"));
    expect([bits.read(3, "a"), bits.read(7, "b"), bits.read(6, "c")]).toEqual([0b101, 0b0010101, 0b011010]);
  });

  it("throws at the end, and says where", () => {
    const bits = new BitReader(hex("ff"), { frame: 3, byteOffset: 100 });
    bits.read(7, "most");
    expect(bits.read(0, "nothing")).toBe(0);
    expect(() => bits.read(2, "two bits")).toThrow(TruncatedStreamError);
    expect(bits.read(1, "the last")).toBe(1);
    expect(() => bits.flag("one more")).toThrow(/the data ends inside one more.*frame 3, byte 101, bit 8/);
    expect(() => bits.read(32, "many")).toThrow(TruncatedStreamError);
  });

  it("reads only its part of the bytes", () => {
    const bits = new BitReader(hex("0f f0"), {}, 4, 12);
    expect(bits.read(8, "middle")).toBe(0xff);
    expect(() => bits.read(1, "behind")).toThrow(TruncatedStreamError);
  });

  it("checks markers and ranges", () => {
    expect(() => new BitReader(hex("00")).marker("6.2.5")).toThrow(/marker_bit is 0, allowed: 1 \(6.2.5\).*bit 0/);
    const error = (() => {
      try {
        new BitReader(hex("e0")).ranged(3, "vop_fcode_forward", 1, 6, "6.3.5");
      } catch (thrown) {
        return thrown;
      }
      return null;
    })();
    expect(error).toBeInstanceOf(InvalidSyntaxError);
    expect(error).toMatchObject({ element: "vop_fcode_forward", value: 7, range: "1…6", where: { bit: 0 } });
    expect(new BitReader(hex("e0")).ranged(3, "x", 1, 7, "6.3.5")).toBe(7);
  });
});
