import { describe, expect, it } from "vitest";
import type { DecodedPicture, DecoderOptions, FrameNumber, PictureDecoder } from "../../src/codec.js";
import { InvalidSyntaxError } from "../../src/errors.js";
import type { Picture } from "../../src/frame.js";
import { mpeg4 } from "../../src/mpeg4/index.js";
import { openVideo } from "../../src/open-video.js";
import { rebuildPicture } from "../../src/rebuild/rebuild-picture.js";
import { field, layerUnit, unit } from "./bit-writer.js";
import { fixture } from "./fixtures.js";

/** A coded VOP at a tick: type (0 I, 1 P, 2 B), and the bits behind vop_coded. */
const vop = (type: number, tick: number, ...rest: string[]) =>
  unit(0xb6, field(type, 2), "0 1", field(tick, 5), "1 1", ...rest);
/** An intra macroblock without coefficients. */
const GREY = "1 0 0011 011 011 011 011 11 11";
const I_HEADER = `000 ${field(4, 5)}`;
const P_HEADER = `0 000 ${field(4, 5)} 001`;
/** Ranges 1 (forward) and 2 (backward). */
const B_HEADER = `000 ${field(4, 5)} 001 010`;
/** Vector differences (Table B-12) of range 1: codes, the sign last. */
const ZERO = "1";
const ONE = "010";
const SIX = "0000100 0";
const MINUS_FIVE = "0000101 1";
/** An inter macroblock of a P-VOP without coefficients: not_coded, mcbpc, cbpy. */
const INTER = "0 1 11";
const NOT_CODED = "1";
/** modb 01: no coefficients; then mb_type (Table B-3). */
const DIRECT = "01 1";
const INTERPOLATED = "01 01";
const BACKWARD = "01 001";
const FORWARD = "01 0001";

const future = (displayIndex: number): FrameNumber => ({ decodeIndex: 1, displayIndex, past: 0, future: -1 });
const between: FrameNumber = { decodeIndex: 2, displayIndex: 1, past: 0, future: 3 };

function decode(decoder: PictureDecoder, data: Uint8Array, number: FrameNumber): DecodedPicture {
  return decoder.decode({ data, byteOffset: 0, timestamp: null }, [number])[0]!;
}

/** Two macroblocks: the anchors at ticks 0 and 3, the second with these macroblocks; a B-VOP at tick 1 with those. */
async function decodeB(anchor: string[], b: string[], output: DecoderOptions["output"] = "motion") {
  const decoder = await mpeg4.createDecoder(mpeg4.readHeaders(layerUnit()), { output, residual: "coded" });
  decode(decoder, vop(0, 0, I_HEADER, GREY, GREY), { decodeIndex: 0, displayIndex: 0, past: -1, future: -1 });
  decode(decoder, vop(1, 3, P_HEADER, ...anchor), future(3));
  return decode(decoder, vop(2, 1, B_HEADER, ...b, "0111"), between);
}

/** What the field says of the first block of a macroblock. */
function ofMacroblock({ motion }: DecodedPicture, macroblock: number) {
  const block = 2 * macroblock;
  const { vectors, references, partition, lists } = motion!;
  expect([lists, motion!.intra.some(Boolean)]).toEqual([2, false]);
  return {
    forward: [...vectors.subarray(4 * block, 4 * block + 2)],
    backward: [...vectors.subarray(4 * block + 2, 4 * block + 4)],
    references: [...references.subarray(2 * block, 2 * block + 2)],
    partition: partition[block],
  };
}

describe("B-VOPs written bit by bit", () => {
  const moving = [NOT_CODED, `${INTER} ${SIX} ${MINUS_FIVE}`];

  it.each(["motion", "compressed", "pictures"] as const)(
    "nothing for a macroblock that the future anchor did not code; direct vectors in proportion to time: %s",
    async (output) => {
      const picture = await decodeB(moving, ["1"], output);
      expect(ofMacroblock(picture, 0)).toEqual({
        forward: [0, 0],
        backward: [0, 0],
        references: [0, -1],
        partition: 16,
      });
      // (6, −5) × 1/3, and × −2/3, cut off towards zero.
      expect(ofMacroblock(picture, 1)).toEqual({
        forward: [2, -1],
        backward: [-4, 3],
        references: [0, 3],
        partition: 16,
      });
      if (output === "pictures") expect(picture.picture!.y.every((pixel) => pixel === 128)).toBe(true);
    },
  );

  it("a difference of direct vectors: backward is then forward minus the co-located one", async () => {
    const picture = await decodeB(moving, [`${DIRECT} ${ONE} ${ZERO}`]);
    expect(ofMacroblock(picture, 1)).toMatchObject({ forward: [3, -1], backward: [-3, 3] });
  });

  it("forward, backward and interpolated, each list predicted from its last vector", async () => {
    const anchor = [`${INTER} ${ZERO} ${ZERO}`, `${INTER} ${ZERO} ${ZERO}`];
    // Range 2: one remainder bit behind the sign.
    const both = await decodeB(anchor, [`${FORWARD} ${SIX} ${ONE}`, `${INTERPOLATED} ${ONE} ${ONE} 010 0 ${ZERO}`]);
    expect(ofMacroblock(both, 0)).toEqual({ forward: [6, 1], backward: [0, 0], references: [0, -1], partition: 16 });
    expect(ofMacroblock(both, 1)).toEqual({ forward: [7, 2], backward: [1, 0], references: [0, 3], partition: 16 });
    const backward = await decodeB(anchor, [`${BACKWARD} 011 1 ${ZERO}`, `${BACKWARD} 010 0 ${ZERO}`]);
    expect(ofMacroblock(backward, 0)).toMatchObject({ backward: [-2, 0], references: [-1, 3] });
    expect(ofMacroblock(backward, 1)).toMatchObject({ backward: [-1, 0], references: [-1, 3] });
  });

  it("an I-VOP as the future anchor does not move and codes everything, whatever the anchor before it did", async () => {
    for (const output of ["motion", "compressed"] as const) {
      const decoder = await mpeg4.createDecoder(mpeg4.readHeaders(layerUnit()), { output, residual: "none" });
      decode(decoder, vop(0, 0, I_HEADER, GREY, GREY), future(0));
      decode(decoder, vop(1, 3, P_HEADER, ...moving), future(3));
      decode(decoder, vop(0, 6, I_HEADER, GREY, GREY), future(6));
      const picture = decode(decoder, vop(2, 4, B_HEADER, "1", `${DIRECT} ${ONE} ${ZERO}`, "0111"), between);
      expect(ofMacroblock(picture, 0)).toMatchObject({ forward: [0, 0], backward: [0, 0], references: [0, 3] });
      expect(ofMacroblock(picture, 1)).toMatchObject({ forward: [1, 0], backward: [1, 0], references: [0, 3] });
    }
  });

  it("refuses unassigned types, and times that are not between the anchors'", async () => {
    await expect(decodeB(moving, ["01 0000 1111"])).rejects.toThrow(/mb_type is an unassigned code.*frame 2/);
    const decoder = await mpeg4.createDecoder(mpeg4.readHeaders(layerUnit()), { output: "motion", residual: "none" });
    decode(decoder, vop(0, 0, I_HEADER, GREY, GREY), future(0));
    decode(decoder, vop(1, 3, P_HEADER, ...moving), future(3));
    for (const tick of [0, 3, 4]) {
      expect(() => decode(decoder, vop(2, tick, B_HEADER, "1 0111"), between)).toThrow(InvalidSyntaxError);
    }
  });

  it("a damaged B-VOP leaves the anchors as they are; a damaged anchor leaves B-VOPs without", async () => {
    const options: DecoderOptions = { output: "pictures", residual: "none" };
    const decoder = await mpeg4.createDecoder(mpeg4.readHeaders(layerUnit()), options);
    decode(decoder, vop(0, 0, I_HEADER, GREY, GREY), future(0));
    decode(decoder, vop(1, 3, P_HEADER, ...moving), future(3));
    const good = vop(2, 1, B_HEADER, "1 0111");
    const picture = decode(decoder, good, between);
    expect(() => decode(decoder, vop(2, 1, B_HEADER, "01 0000 1111"), between)).toThrow(InvalidSyntaxError);
    expect(decode(decoder, good, between)).toEqual(picture);
    expect(() => decode(decoder, vop(1, 6, P_HEADER, "0 000000000000 1111"), future(6))).toThrow(InvalidSyntaxError);
    expect(() => decode(decoder, vop(2, 4, B_HEADER, "1 0111"), between)).toThrow(/two I- or P-VOPs/);
  });
});

describe("the B-pictures of a clip", () => {
  const bytes = fixture("mpeg4-bidirectional");

  it("refer to the anchors around them, in every way", async () => {
    const video = await openVideo(bytes);
    const types: string[] = [];
    const anchors: number[] = [];
    const ways = new Set<string>();
    for await (const { type, displayIndex, motion } of video.frames({ output: "motion" })) {
      types[displayIndex] = type;
      if (type !== "B") {
        anchors.push(displayIndex);
        continue;
      }
      const [past, next] = anchors.slice(-2) as [number, number];
      expect(past < displayIndex && displayIndex < next).toBe(true);
      expect(motion!.vectors.length).toBe(motion!.rows * motion!.columns * 4);
      for (let i = 0; i < motion!.partition.length; i++) {
        const references = [...motion!.references.subarray(2 * i, 2 * i + 2)];
        ways.add(`${references.map((reference) => (reference < 0 ? "-" : "+")).join("")} ${motion!.partition[i]}`);
        expect([-1, past]).toContain(references[0]);
        expect([-1, next]).toContain(references[1]);
      }
    }
    await video.close();
    expect(types.filter((type) => type === "B").length).toBeGreaterThan(5);
    expect([...ways].sort()).toEqual(["++ 16", "++ 8", "+- 16", "-+ 16"]);
  });

  it.each(["ffmpeg", "standard"] as const)(
    "are predicted by their vectors, both references averaged, rounded as %s",
    async (rounding) => {
      const video = await openVideo(bytes);
      const decoded: Picture[] = [];
      for await (const frame of video.frames({ output: "pictures", residual: "none", rounding }))
        decoded[frame.displayIndex] = frame.picture!;
      let checked = 0;
      for await (const frame of video.frames({ output: "compressed" })) {
        if (frame.type !== "B") continue;
        const rebuilt = rebuildPicture(frame, (index) => decoded[index], rounding);
        expect(rebuilt).toEqual(decoded[frame.displayIndex]);
        checked += 1;
      }
      await video.close();
      expect(checked).toBeGreaterThan(5);
    },
  );
});
