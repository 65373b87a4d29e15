import { describe, expect, it } from "vitest";
import { bitsOf, field, join } from "../../test/mpeg4/bit-writer.js";
import type { DecodedPicture, DecoderOptions, PictureDecoder } from "../codec.js";
import { InvalidSyntaxError, TruncatedStreamError, UnsupportedFeatureError } from "../errors.js";
import { BitReader } from "./bit-reader.js";
import { h263 } from "./h263.js";
import { mpeg4 } from "./index.js";
import { readShortHeader } from "./short-header.js";

const START = `${field(32, 22)} ${field(5, 8)} 1 0 000`;
const SUB_QCIF = 48;
/** Format, type (0 I, 1 P), no optional modes, quantiser 4, no CPM, no supplement. */
const head = (type: number, format = 1) => `${START} ${field(format, 3)} ${type} 0000 ${field(4, 5)} 0 0`;
/** Intra, no AC: mcbpc, cbpy 0 (0011), six DCs. */
const intra = (dc: number) => `1 0011 ${field(dc, 8).repeat(6)}`;
const group = (number: number, quantiser: number) => `${field(1, 17)} ${field(number, 5)} 00 ${field(quantiser, 5)}`;
const OPTIONS: DecoderOptions = { output: "pictures", residual: "coded" };

const read = (...texts: string[]) => readShortHeader(new BitReader(bitsOf(...texts)));

function decode(decoder: PictureDecoder, frame: number, ...texts: string[]): DecodedPicture {
  const number = { decodeIndex: frame, displayIndex: frame, past: frame - 1, future: -1 };
  return decoder.decode({ data: bitsOf(...texts), byteOffset: 0, timestamp: null }, [number])[0]!;
}

describe("video_plane_with_short_header()", () => {
  it("names sizes and types", () => {
    const sizes = [1, 2, 3, 4, 5].map((format) => {
      const { width, height, rowsOfGroup } = read(head(0, format));
      return [width, height, rowsOfGroup];
    });
    expect(sizes).toEqual([
      [128, 96, 1],
      [176, 144, 1],
      [352, 288, 1],
      [704, 576, 2],
      [1408, 1152, 4],
    ]);
    expect(read(head(1))).toMatchObject({ type: "P", quantiser: 4, roundingType: 0, extended: null });
  });

  it("passes over supplements", () => {
    const bits = new BitReader(bitsOf(`${head(0).slice(0, -1)} 1 10101010 1 00000000 0 1`));
    readShortHeader(bits);
    expect(bits.position).toBe(50 + 18);
  });

  it.each([
    ["E", "0100"],
    ["F", "0010"],
    ["G", "0001"],
  ])("refuses annex %s by name", (annex, modes) => {
    expect(() => read(`${START} 010 0 ${modes} ${field(4, 5)} 0 0`)).toThrow(UnsupportedFeatureError);
    expect(() => read(`${START} 010 0 ${modes} ${field(4, 5)} 0 0`)).toThrow(`H.263 annex ${annex} `);
  });

  it("refuses what no picture has", () => {
    expect(() => read(head(0, 0))).toThrow(/source_format is 0/);
    expect(() => read(head(0, 6))).toThrow(/source_format is 6/);
    expect(() => read(head(0).replace("1 0 000", "0 0 000"))).toThrow(InvalidSyntaxError);
    expect(() => read(field(32, 22))).toThrow(TruncatedStreamError);
  });

  it("reads PLUSPTYPE: a size of its own, rounding, and what a later picture need not repeat", () => {
    const start = `${START} 111`;
    const plus = `001 110 0 0000000000 1000 000 0 0 1 001 0 0010 ${field(49, 9)} 1 ${field(30, 9)} ${field(7, 5)} 0`;
    const first = read(`${start} ${plus}`);
    expect(first).toMatchObject({ type: "I", width: 200, height: 120, quantiser: 7, roundingType: 1, rowsOfGroup: 1 });
    const later = `${start} 000 001 0 0 0 001 0 ${field(9, 5)} 0`;
    expect(first).toMatchObject({ vectorCoding: "restricted", slices: false });
    expect(() => read(later)).toThrow(/ufep is 0/);
    const second = readShortHeader(new BitReader(bitsOf(later)), first.extended);
    expect(second).toMatchObject({ type: "P", width: 200, height: 120, quantiser: 9, roundingType: 0 });
  });

  it("reads which modes it uses", () => {
    expect(read(`${START} 010 1 1000 ${field(4, 5)} 0 0`)).toMatchObject({ type: "P", vectorCoding: "long" });
    const modes = (which: string, rest: string) =>
      `${START} 111 001 010 0 ${which} 1000 001 0 0 0 001 0 ${rest} ${field(7, 5)} 0`;
    expect(read(modes("1000000000", "01"))).toMatchObject({ vectorCoding: "own codes", slices: false, quantiser: 7 });
    expect(read(modes("0001000001", "")).extended).toMatchObject({ advancedIntra: true, modifiedQuantisation: true });
    const bits = new BitReader(bitsOf(modes("1000010000", "1 00"), `1 ${field(0, 7)} 1 1111`));
    expect(readShortHeader(bits)).toMatchObject({ vectorCoding: "own codes", slices: true, quantiser: 7 });
    expect(bits.read(4, "what follows")).toBe(15);
    expect(() => read(modes("0000010000", "10"))).toThrow(/annex K .*rectangular/);
    expect(() => read(modes("0000010000", "01"))).toThrow(/annex K .*any order/);
    expect(() => read(modes("0000010000", "00"), `1 ${field(3, 7)} 1`)).toThrow(/mba of the first slice is 3/);
  });

  it.each(
    ["D", "E", "F", "I", "J", "K", "N", "R", "S", "T"]
      .map((annex, i) => [annex, i] as const)
      .filter(([annex]) => !"DIKT".includes(annex)),
  )("refuses annex %s in PLUSPTYPE by name", (annex, i) => {
    const modes = "0"
      .repeat(i)
      .padEnd(i + 1, "1")
      .padEnd(10, "0");
    const picture = `${START} 111 001 010 0 ${modes} 1000 000 0 0 0 001 0 ${field(7, 5)} 0`;
    expect(() => read(picture)).toThrow(`H.263 annex ${annex} `);
  });
});

describe("pictures with short video headers, written bit by bit", () => {
  const grey = [head(0), intra(100).repeat(SUB_QCIF)];

  it.each([
    ["by itself", h263],
    ["as MPEG-4 video", mpeg4],
  ])("%s", async (_, codec) => {
    const headers = codec.readHeaders(bitsOf(...grey));
    expect(headers).toMatchObject({ profile: "H.263 baseline", width: 128, height: 96 });
    const decoder = await codec.createDecoder(headers as never, OPTIONS);
    const { type, keyFrame, picture } = decode(decoder, 0, ...grey);
    expect({ type, keyFrame }).toEqual({ type: "I", keyFrame: true });
    expect(new Set([...picture!.y, ...picture!.cb, ...picture!.cr])).toEqual(new Set([100]));
    const unit = bitsOf(...grey);
    expect(codec.nextAccessUnit(join(unit, unit), 0, false)).toBe(unit.length);
    expect(codec.nextAccessUnit(unit, 0, false)).toBe(-1);
    expect(codec.nextAccessUnit(unit, 0, true)).toBe(unit.length);
  });

  it("255 stands for a DC of 128, and 0 and 128 are no DCs", async () => {
    const decoder = await h263.createDecoder(h263.readHeaders(bitsOf(...grey)), OPTIONS);
    expect(decode(decoder, 0, head(0), intra(255).repeat(SUB_QCIF)).picture!.y[0]).toBe(128);
    for (const dc of [0, 128]) {
      expect(() => decode(decoder, 0, head(0), intra(dc), intra(9).repeat(47))).toThrow(/intra_dc_coefficient is/);
    }
  });

  it("vectors are predicted within a group that has a header only", async () => {
    const decoder = await h263.createDecoder(h263.readHeaders(bitsOf(...grey)), OPTIONS);
    decode(decoder, 0, ...grey);
    // Inter, cbpc 0, cbpy 0 (11), horizontal difference 2 (0010), vertical 0.
    const moved = "0 1 11 0010 1";
    const row = "1".repeat(8);
    const rows = [moved + row.slice(1), moved + row.slice(1)];
    const vectorsOf = (picture: DecodedPicture) => [0, 2].map((r) => picture.motion!.vectors[r * 16 * 2]);
    // Without a header the first macroblock of the second row has 0, 2, 0 to predict from: the median is 0.
    expect(vectorsOf(decode(decoder, 1, head(1), ...rows, row.repeat(4)))).toEqual([2, 2]);
    const inner = [`1${moved}${row.slice(2)}`, `1${moved}${row.slice(2)}`];
    const at = (picture: DecodedPicture) => [0, 2].map((r) => picture.motion!.vectors[(r * 16 + 2) * 2]);
    // Left 0, above 2, above right 0; with a header only the left one is there.
    expect(at(decode(decoder, 1, head(1), ...inner, row.repeat(4)))).toEqual([2, 2]);
    const all = [moved + "0 1 11 1 1".repeat(7), `1${moved}${row.slice(2)}`];
    expect(at(decode(decoder, 1, head(1), ...all, row.repeat(4)))).toEqual([2, 4]);
    expect(at(decode(decoder, 1, head(1), all[0]!, group(1, 9), all[1]!, row.repeat(4)))).toEqual([2, 2]);
  });

  it("a coefficient of each kind, and the quantiser of its group", async () => {
    const decoder = await h263.createDecoder(h263.readHeaders(bitsOf(...grey)), OPTIONS);
    decode(decoder, 0, ...grey);
    const still = "1".repeat(8);
    // cbpc 00, cbpy of block 3 alone, vectors 0.
    const block = "0 1 0110 1 1";
    const dc = (value: number) => Math.floor((16_383 * (8 * value + 32)) / 2 ** 20);
    for (const [coefficient, level] of [
      ["0111 0", 1],
      ["0111 1", -1],
      [`0000011 1 000000 ${field(20, 8)}`, 20],
      [`0000011 1 000000 ${field(256 - 127, 8)}`, -127],
    ] as const) {
      const texts = [head(1), still, group(1, 9), block, coefficient, "1".repeat(7), still.repeat(4)];
      const { y } = decode(decoder, 1, ...texts).residual!;
      const value = Math.sign(level) * (2 * Math.abs(level) + 1) * 9;
      expect(y[(16 + 8) * 128 + 8]).toBe(dc(value));
      expect(y.filter((sample) => sample !== 0).length).toBe(64);
    }
    for (const level of [0, 128]) {
      decode(decoder, 0, ...grey);
      const texts = [head(1), still, block, `0000011 1 000000 ${field(level, 8)}`, "1".repeat(7), still.repeat(4)];
      expect(() => decode(decoder, 1, ...texts)).toThrow(/level of an escaped DCT coefficient/);
    }
  });

  it("a group where another should be is damage, and so is a picture that ends early", async () => {
    const decoder = await h263.createDecoder(h263.readHeaders(bitsOf(...grey)), OPTIONS);
    const row = intra(100).repeat(8);
    expect(() => decode(decoder, 0, head(0), row, group(2, 4), row.repeat(5))).toThrow(/gob_number is 2/);
    expect(() => decode(decoder, 0, head(0), row, group(1, 0), row.repeat(5))).toThrow(/quant_scale is 0/);
    expect(() => decode(decoder, 0, head(0), row.repeat(5))).toThrow(TruncatedStreamError);
    expect(() => decode(decoder, 0, head(1), "1".repeat(48))).toThrow(/picture_coding_type is P/);
  });

  it("a change of size is refused", async () => {
    const decoder = await h263.createDecoder(h263.readHeaders(bitsOf(...grey)), OPTIONS);
    expect(() => decode(decoder, 0, head(0, 2), intra(100).repeat(99))).toThrow(/a change of the picture size/);
  });
});
