import { describe, expect, it } from "vitest";
import { field, join, layerUnit, vopUnit } from "../../test/mpeg4/bit-writer.js";
import { frameNumber } from "../../test/mpeg4/raw-stream.js";
import type { DecoderOptions, PictureDecoder } from "../codec.js";
import { InvalidSyntaxError, LimitExceededError, TruncatedStreamError } from "../errors.js";
import { createDecoder } from "./decoder.js";
import { MAX_ACCESS_UNIT_BYTES } from "./limits.js";
import { readHeaders } from "./sequence-headers.js";

/** An intra macroblock without coefficients, whose six DC differences are 0: mcbpc, ac_pred_flag, cbpy, DC sizes. */
const GREY = "1 0 0011 011 011 011 011 11 11";
const grey = vopUnit(0, true, `000 ${field(4, 5)}`, GREY, GREY, "01111");
const P_HEADER = `0 000 ${field(4, 5)} 001`;
const BOTH: DecoderOptions = { output: "pictures", residual: "coded" };

function create(options: DecoderOptions = BOTH): Promise<PictureDecoder> {
  return createDecoder(readHeaders(layerUnit()), options);
}
function decode(decoder: PictureDecoder, data: Uint8Array, frame = 0) {
  return decoder.decode({ data, byteOffset: 1000, timestamp: null }, [frameNumber(frame)]);
}

describe("pictures written bit by bit", () => {
  it("an I-VOP of two grey macroblocks", async () => {
    const [picture] = decode(await create(), join(layerUnit(), grey));
    expect(picture).toMatchObject({ type: "I", keyFrame: true, reference: true, motion: null, residual: null });
    const { width, height, chromaWidth, chromaHeight, y, cb, cr } = picture!.picture!;
    expect([width, height, chromaWidth, chromaHeight]).toEqual([32, 16, 16, 8]);
    for (const plane of [y, cb, cr]) expect(plane.every((pixel) => pixel === 128)).toBe(true);
    expect([y.length, cb.length, cr.length]).toEqual([512, 128, 128]);
  });

  it("a P-VOP: one macroblock not coded, one moved by (-1.5, 2) with predicted vector 0", async () => {
    const decoder = await create();
    decode(decoder, grey);
    // not_coded; coded inter, cbpc 0, cbpy 0 (11), horizontal −3 (0001 and sign 1), vertical 4 (000011 and sign 0).
    const [picture] = decode(decoder, vopUnit(1, true, P_HEADER, "1", "0 1 11 00011 0000110", "01"), 1);
    expect(picture).toMatchObject({ type: "P", keyFrame: false, reference: true });
    const { columns, rows, vectors, references, partition, intra } = picture!.motion!;
    expect([columns, rows]).toEqual([4, 2]);
    expect([...vectors]).toEqual([0, 0, 0, 0, -3, 4, -3, 4, 0, 0, 0, 0, -3, 4, -3, 4]);
    expect([...references]).toEqual(Array(8).fill(0));
    expect([...partition]).toEqual(Array(8).fill(16));
    expect([...intra]).toEqual(Array(8).fill(0));
    expect(picture!.residual!.y.every((value) => value === 0)).toBe(true);
    expect(picture!.picture!.y.every((pixel) => pixel === 128)).toBe(true);
  });

  it("an inter coefficient of each escape type", async () => {
    const decoder = await create();
    decode(decoder, grey);
    // cbpc 00, cbpy of block 3 alone (1110 inverted: 0001, the code of 14), vectors 0, one coefficient: last, run 0.
    const head = `${P_HEADER} 0 1 0110 1 1`;
    const dc = (value: number) => Math.floor((16_383 * (8 * value + 32)) / 2 ** 20);
    // Type 3, level 20: (2·20 + 1)·4 − 1 = 163. Type 1: 0111 is level 1, and 3 is the most without an escape: level 4 → 35.
    // Type 2: run 0, level 1, and the largest run of level 1 is 40: run 41.
    for (const [coefficient, expected] of [
      [`0000011 11 1 000000 1 ${field(20, 12)} 1`, dc(163)],
      ["0000011 0 0111 0", dc(35)],
      ["0111 1", dc(-11)],
    ] as const) {
      const [picture] = decode(decoder, vopUnit(1, true, head, coefficient, "1 01"), 1);
      const { y, cb } = picture!.residual!;
      const block = Array.from({ length: 64 }, (_, i) => y[(8 + (i >> 3)) * 32 + 8 + (i & 7)]);
      expect(block).toEqual(Array(64).fill(expected));
      expect(y.filter((value) => value !== 0).length).toBe(64);
      expect(cb.every((value) => value === 0)).toBe(true);
    }
    const [far] = decode(decoder, vopUnit(1, true, head, "0000011 10 0111 0", "1 01"), 1);
    // Scan index 41 is column 1, row 6: waves in both directions.
    expect(new Set(far!.residual!.y).size).toBeGreaterThan(4);
    expect(() => decode(decoder, vopUnit(1, true, head, `0000011 11 1 000000 1 ${field(0, 12)} 1`, "1 01"), 1)).toThrow(
      /level of an escaped DCT coefficient is 0/,
    );
  });

  it("a VOP without a number is left out, and changes nothing", async () => {
    const decoder = await create();
    decode(decoder, grey);
    const units = join(vopUnit(1, false), vopUnit(1, true, P_HEADER, "11", "01"));
    const packet = { data: units, byteOffset: 1000, timestamp: null };
    const [picture, ...others] = decoder.decode(packet, [null, frameNumber(1)]);
    expect(others).toEqual([]);
    expect(picture!.picture!.y.every((pixel) => pixel === 128)).toBe(true);
  });

  it("stuffing macroblocks are passed over", async () => {
    const stuffing = "000000001";
    const padded = vopUnit(0, true, `000 ${field(4, 5)}`, stuffing, GREY, stuffing, stuffing, GREY, "01");
    const decoder = await create();
    expect(decode(decoder, padded)[0]!.picture).toEqual(decode(decoder, grey)[0]!.picture);
  });
});

describe("what a decoder refuses", () => {
  it("an S-VOP in a layer without sprites, by name and place", async () => {
    const decoder = await create();
    decode(decoder, grey);
    expect(() => decode(decoder, vopUnit(3, true), 4)).toThrow(InvalidSyntaxError);
    expect(() => decode(decoder, vopUnit(3, true), 4)).toThrow(/vop_coding_type is S.*frame 4, byte 1004/);
  });

  it("a B-VOP without its two anchors where pictures are wanted, without its future one otherwise", async () => {
    const decoder = await create();
    decode(decoder, grey);
    expect(() => decode(decoder, vopUnit(2, true), 4)).toThrow(InvalidSyntaxError);
    expect(() => decode(decoder, vopUnit(2, true), 4)).toThrow(/two I- or P-VOPs .*frame 4, byte 1004/);
    for (const output of ["compressed", "motion"] as const) {
      const other = await create({ output, residual: "none" });
      expect(() => decode(other, vopUnit(2, true), 4)).toThrow(/two I- or P-VOPs/);
    }
  });

  it("a P-VOP without reference, for pictures only", async () => {
    const still = vopUnit(1, true, P_HEADER, "11", "01");
    expect(() => decode(createdPictures, still)).toThrow(/I before the first P-VOP/);
    const compressed = await create({ output: "compressed", residual: "coded" });
    expect(decode(compressed, still, 5)[0]!.motion!.references[0]).toBe(4);
  });

  it("goes on with the next key frame after damage", async () => {
    const decoder = await create();
    decode(decoder, grey);
    const still = vopUnit(1, true, P_HEADER, "11", "01");
    expect(() => decode(decoder, grey.subarray(0, 8), 1)).toThrow(TruncatedStreamError);
    expect(() => decode(decoder, still, 2)).toThrow(InvalidSyntaxError);
    decode(decoder, grey, 3);
    expect(decode(decoder, still, 4)[0]!.picture!.y[0]).toBe(128);
  });

  it("codes that are not assigned", async () => {
    const decoder = await create();
    expect(() => decode(decoder, vopUnit(0, true, `000 ${field(4, 5)}`, "000000000000", GREY, GREY), 2)).toThrow(
      /mcbpc is an unassigned code.*frame 2/,
    );
  });

  it("a layer that changes", async () => {
    const decoder = await create();
    expect(() => decode(decoder, join(layerUnit({ width: 64 }), grey))).toThrow(/a change of the video object layer/);
    expect(decode(decoder, join(layerUnit(), grey)).length).toBe(1);
  });

  it("an access unit over the limit", async () => {
    const decoder = await create();
    expect(() => decode(decoder, new Uint8Array(MAX_ACCESS_UNIT_BYTES + 1))).toThrow(LimitExceededError);
  });

  it("tools beyond Simple Profile", async () => {
    const overlapped = readHeaders(layerUnit({ tools: "0 0 0 0 0 1 0 0 0" }));
    await expect(createDecoder(overlapped, BOTH)).rejects.toThrow(
      /overlapped block motion compensation is not supported/,
    );
  });
});

const createdPictures = await create();

it("a packet without a picture gives none", async () => {
  expect(decode(await create(), layerUnit())).toEqual([]);
  expect(decode(await create(), new Uint8Array())).toEqual([]);
});
