import { describe, expect, it } from "vitest";
import { bitsOf, field, layerUnit } from "../../test/mpeg4/bit-writer.js";
import { InvalidSyntaxError, LimitExceededError, TruncatedStreamError } from "../errors.js";
import { BitReader } from "./bit-reader.js";
import { readGroupOfVop } from "./group-of-vop.js";
import { readVideoObjectLayer } from "./video-object-layer.js";
import { readVopHeader, readVopType } from "./video-object-plane.js";

const layer = readVideoObjectLayer(new BitReader(layerUnit(), {}, 32), 1);
const reader = (...texts: string[]) => new BitReader(bitsOf(...texts));

const progressive = { interlaced: false, spriteWarpingPoints: 0 };

describe("VideoObjectPlane()", () => {
  it("tells type and whether it is coded", () => {
    expect(readVopType(reader("00 0 1 00000 1 1"), layer)).toEqual({
      type: "I",
      moduloTimeBase: 0,
      timeIncrement: 0,
      coded: true,
    });
    expect(readVopType(reader("01 110 1 11000 1 0"), layer)).toEqual({
      type: "P",
      moduloTimeBase: 2,
      timeIncrement: 24,
      coded: false,
    });
    expect(readVopType(reader("10 0 1 00001 1 1"), layer)).toMatchObject({ type: "B", timeIncrement: 1, coded: true });
  });

  it("refuses missing markers and endless seconds", () => {
    expect(readVopType(reader("11 0 1 00000 1 1"), layer)).toMatchObject({ type: "S" });
    expect(() => readVopType(reader("00 0 0 00000 1 1"), layer)).toThrow(InvalidSyntaxError);
    expect(() => readVopType(new BitReader(new Uint8Array(20_000).fill(0x3f, 0, 1).fill(0xff, 1)), layer)).toThrow(
      LimitExceededError,
    );
    expect(() => readVopType(reader("00 0 1 00"), layer)).toThrow(TruncatedStreamError);
  });

  it("reads the rest of an I-VOP's header", () => {
    const bits = reader("010", field(31, 5));
    expect(readVopHeader(bits, "I", progressive)).toEqual({
      roundingType: 0,
      intraDcThreshold: 15,
      quantiser: 31,
      forwardCode: 0,
      backwardCode: 0,
      topFieldFirst: false,
      alternateScan: false,
      sprite: null,
    });
    expect(bits.position).toBe(8);
  });

  it("reads the rest of a P-VOP's header", () => {
    const bits = reader("1 000", field(5, 5), field(3, 3));
    expect(readVopHeader(bits, "P", progressive)).toMatchObject({
      roundingType: 1,
      intraDcThreshold: 99,
      quantiser: 5,
      forwardCode: 3,
      backwardCode: 0,
      sprite: null,
    });
    expect(bits.position).toBe(12);
  });

  it("reads the rest of an S-VOP's header", () => {
    const bits = reader("1 000", "010 1 1 00 1", field(5, 5), field(3, 3));
    const values = { roundingType: 1, intraDcThreshold: 99, quantiser: 5, forwardCode: 3 };
    const sprite = { du: [1], dv: [0] };
    expect(readVopHeader(bits, "S", { ...progressive, spriteWarpingPoints: 1 })).toMatchObject({ ...values, sprite });
    expect(bits.position).toBe(20);
  });

  it("reads the rest of a B-VOP's header, which has two vector ranges and no rounding type", () => {
    const bits = reader("111", field(9, 5), field(2, 3), field(7, 3));
    expect(readVopHeader(bits, "B", progressive)).toMatchObject({
      roundingType: 0,
      intraDcThreshold: 0,
      quantiser: 9,
      forwardCode: 2,
      backwardCode: 7,
    });
    expect(bits.position).toBe(14);
  });

  it("reads the two flags of an interlaced layer behind intra_dc_vlc_thr", () => {
    const bits = reader("0 000 1 0", field(9, 5), field(2, 3));
    const interlaced = { ...progressive, interlaced: true };
    expect(readVopHeader(bits, "P", interlaced)).toMatchObject({
      topFieldFirst: true,
      alternateScan: false,
      quantiser: 9,
      forwardCode: 2,
    });
    expect(readVopHeader(reader("000 0 1", field(9, 5)), "I", interlaced)).toMatchObject({
      topFieldFirst: false,
      alternateScan: true,
    });
  });

  it("refuses a quantiser or vector range of 0", () => {
    expect(() => readVopHeader(reader("000", field(0, 5)), "I", progressive)).toThrow(/vop_quant is 0, allowed: 1…31/);
    expect(() => readVopHeader(reader("0 000", field(1, 5), "000"), "P", progressive)).toThrow(
      /vop_fcode_forward is 0/,
    );
    expect(() => readVopHeader(reader("000", field(1, 5), "001 000"), "B", progressive)).toThrow(/vop_fcode_backward/);
  });
});

describe("Group_of_VideoObjectPlane()", () => {
  it("reads its time and flags", () => {
    expect(readGroupOfVop(reader(field(1, 5), field(2, 6), "1", field(3, 6), "1 0"))).toEqual({
      seconds: 3723,
      closed: true,
      brokenLink: false,
    });
  });

  it("refuses times that are none", () => {
    expect(() => readGroupOfVop(reader(field(24, 5), field(0, 6), "1", field(0, 6), "1 0"))).toThrow(
      /time_code_hours is 24/,
    );
    expect(() => readGroupOfVop(reader(field(0, 5), field(60, 6), "1", field(0, 6), "1 0"))).toThrow(
      /time_code_minutes/,
    );
    expect(() => readGroupOfVop(reader(field(0, 5), field(0, 6), "0", field(0, 6), "1 0"))).toThrow(/marker_bit/);
  });
});
