import { describe, expect, it } from "vitest";
import { bitsOf, field } from "../../test/mpeg4/bit-writer.js";
import { InvalidSyntaxError, TruncatedStreamError } from "../errors.js";
import { BitReader } from "./bit-reader.js";
import { readSpriteTrajectory } from "./sprite-trajectory.js";

const reader = (...texts: string[]) => new BitReader(bitsOf(...texts));

describe("sprite_trajectory()", () => {
  it("reads x and y of each point, with a marker behind each", () => {
    const bits = reader("00 1 010 0 1", "011 11 1 1110 000000 1");
    expect(readSpriteTrajectory(bits, 2, true)).toEqual({ du: [0, 3], dv: [-1, -63] });
    expect(bits.position).toBe(25);
  });

  it.each([
    ["00", 0],
    ["010", 1],
    ["011", 2],
    ["100", 3],
    ["101", 4],
    ["110", 5],
    ["1110", 6],
    ["11110", 7],
    ["111110", 8],
    ["1111110", 9],
    ["11111110", 10],
    ["111111110", 11],
    ["1111111110", 12],
    ["11111111110", 13],
    ["111111111110", 14],
  ])("knows code %s of Table B-33", (code, length) => {
    const largest = 2 ** length - 1;
    const text = `${code} ${length === 0 ? "" : field(largest, length)} 1`;
    const { du, dv } = readSpriteTrajectory(reader(text, text), 1, true);
    expect([du, dv]).toEqual([[largest], [largest]]);
    if (length === 0) return;
    const smallest = `${code} ${field(0, length)}`;
    expect(readSpriteTrajectory(reader(smallest, text), 1, false).du).toEqual([-largest]);
  });

  it("refuses an unassigned code, a missing marker and the end of the data", () => {
    expect(() => readSpriteTrajectory(reader("111111111111"), 1, true)).toThrow(/dmv_length.*Table B-33/);
    expect(() => readSpriteTrajectory(reader("00 0 00 1"), 1, true)).toThrow(InvalidSyntaxError);
    expect(() => readSpriteTrajectory(reader("00 1 00"), 1, true)).toThrow(InvalidSyntaxError);
    expect(() => readSpriteTrajectory(new BitReader(bitsOf("110 0"), {}, 0, 4), 1, true)).toThrow(TruncatedStreamError);
    expect(readSpriteTrajectory(reader(""), 0, true)).toEqual({ du: [], dv: [] });
  });
});
