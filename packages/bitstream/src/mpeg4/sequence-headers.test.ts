import { describe, expect, it } from "vitest";
import { field, hex, join, layerUnit, unit, vopUnit } from "../../test/mpeg4/bit-writer.js";
import { UnknownFormatError } from "../errors.js";
import { readHeaders } from "./sequence-headers.js";

const sequence = unit(0xb0, field(3, 8));
const visualObject = unit(0xb5, "0 0001 0");
const encoder = join(unit(0xb2), new TextEncoder().encode("Lavc61.3.100"));

describe("readHeaders", () => {
  it("collects what stands before the first VOP", () => {
    const headers = readHeaders(
      join(sequence, visualObject, unit(0x00), layerUnit(), encoder, vopUnit(0, true)),
      "mp4v",
    );
    expect(headers).toMatchObject({
      profile: "Simple@L3",
      width: 32,
      height: 16,
      frameRate: null,
      encoder: "Lavc61.3.100",
    });
    expect(headers.state).toMatchObject({ fourcc: "mp4v", visualObjectVersion: 1 });
  });

  it("does without a sequence header", () => {
    expect(readHeaders(layerUnit())).toMatchObject({ profile: "Simple", encoder: null });
  });

  it("knows what is no MPEG-4 video", () => {
    expect(() => readHeaders(hex(""))).toThrow(UnknownFormatError);
    expect(() => readHeaders(new TextEncoder().encode("not a video at all"))).toThrow(UnknownFormatError);
    expect(() => readHeaders(join(sequence, vopUnit(0, true), layerUnit()))).toThrow(UnknownFormatError);
  });
});
