import { expect, test } from "vitest";
import { BitWriter, byteStream, smallPps, smallSps } from "../../test/write-bits.js";
import { readDecoderConfiguration } from "./decoder-configuration.js";
import { nalUnits } from "./nal-unit.js";
import { NO_PARAMETER_SETS } from "./parameter-sets.js";
import { profileName } from "./profile-name.js";
import { FLAT } from "./scaling-lists.js";
import { reorderDepth } from "./sequence-headers.js";
import { readSequenceParameterSet } from "./sequence-parameter-set.js";

/** High profile, 1920 × 1080 of fields, with cropping, all that VUI can say, and a scaling matrix. */
function largeSps(crop = 4, reorder = 2): Uint8Array {
  const bits = new BitWriter().u(8, 100).u(8, 0).u(8, 40).ue(3, 1, 0, 0).u(1, 0);
  // A scaling matrix: list 0 as it is said, list 1 the default, the others fall back.
  bits.u(1, 1).u(1, 1);
  for (let i = 0; i < 16; i++) bits.se(i === 0 ? 2 : 1);
  bits.u(1, 1).se(-8).u(6, 0);
  bits.ue(4, 0, 4, 4).u(1, 0).ue(119, 33).u(1, 0).u(1, 1).u(1, 1);
  bits.u(1, 1).ue(0, 0, 0, crop).u(1, 1);
  bits.u(1, 1).u(8, 255).u(16, 4).u(16, 3).u(1, 0);
  bits.u(1, 1).u(3, 5).u(1, 1).u(1, 1).u(8, 1).u(8, 1).u(8, 6).u(1, 0);
  bits.u(1, 1).u(32, 1001).u(32, 60000).u(1, 1);
  bits.u(1, 1).ue(0).u(8, 0).ue(9, 9).u(1, 0).u(20, 0).u(1, 0).u(1, 0).u(1, 0);
  return bits.u(1, 1).u(1, 1).ue(0, 0, 9, 9, reorder, 4).nal(0x67);
}

const read = (unit: Uint8Array) => readSequenceParameterSet(nalRbsp(unit));
/** Without emulation prevention bytes. */
function nalRbsp(unit: Uint8Array): Uint8Array {
  return Uint8Array.from([...unit].filter((byte, i) => !(byte === 3 && unit[i - 1] === 0 && unit[i - 2] === 0)));
}

test("every field of a sequence parameter set", () => {
  const sps = read(largeSps());
  expect(sps).toMatchObject({
    ...{ profileIdc: 100, levelIdc: 40, id: 3, chromaFormatIdc: 1, bitDepthLuma: 8, bitDepthChroma: 8 },
    ...{ log2MaxFrameNum: 8, picOrderCntType: 0, log2MaxPicOrderCntLsb: 8, maxNumRefFrames: 4 },
    ...{ mbWidth: 120, mbHeight: 68, frameMbsOnly: false, mbaff: true, direct8x8Inference: true },
    ...{ cropX: 0, cropY: 0, width: 1920, height: 1072 },
    vui: { fullRange: true, matrix: 6, frameRate: 60000 / 2002, maxReorderFrames: 2 },
  });
  expect(profileName(sps)).toBe("High@L4");
  expect(reorderDepth(sps)).toBe(2);
});

test("scaling lists fall back to defaults and to each other (rule set A)", () => {
  const lists = read(largeSps()).scalingLists!;
  expect([...lists[0]!]).toEqual(Array.from({ length: 16 }, (_, i) => 10 + i));
  expect([...lists[1]!.subarray(0, 3)]).toEqual([6, 13, 13]);
  expect(lists[2]).toEqual(lists[1]);
  expect([...lists[3]!.subarray(0, 3)]).toEqual([10, 14, 14]);
  expect([...lists[7]!.subarray(0, 3)]).toEqual([9, 13, 13]);
  expect(lists[10]).toEqual(lists[6]);
});

test("values out of range name element, range and clause", () => {
  expect(() => read(largeSps(272))).toThrow(
    /frame_crop_bottom_offset is 272, allowed: 0…271 \(Rec. ITU-T H.264, 7.4.2.1.1\)/,
  );
  expect(() => read(largeSps().subarray(0, 12))).toThrow(/the data ends inside/);
  const huge = new BitWriter().u(8, 66).u(8, 0).u(8, 30).ue(0, 0, 0, 0, 1).u(1, 0).ue(9999, 9999).u(8, 255);
  expect(() => read(huge.nal(0x67))).toThrow(/the size of frames in macroblocks is 100000000, the limit is 139264/);
});

test("hints that make no sense do not spoil the set", () => {
  expect(read(largeSps(4, 17)).vui).toBeNull();
});

test("names of profiles and levels are FFmpeg's", () => {
  const name = (profileIdc: number, constraints: number, levelIdc: number) =>
    profileName({ profileIdc, constraints, levelIdc });
  expect(name(66, 2, 30)).toBe("Constrained Baseline@L3");
  expect(name(66, 8, 11)).toBe("Baseline@L1b");
  expect(name(77, 0, 31)).toBe("Main@L3.1");
  expect(name(110, 8, 41)).toBe("High 10 Intra@L4.1");
  expect(name(244, 0, 52)).toBe("High 4:4:4 Predictive@L5.2");
});

test("a picture parameter set may come before its sequence's, and is read again when that changes", () => {
  const data = byteStream(smallPps(), smallSps(), smallSps({ fields: true }));
  const [pps, sps, changed] = nalUnits(data, 0);
  const early = NO_PARAMETER_SETS.with(data, pps!);
  expect(() => early.picture(0)).toThrow(/seq_parameter_set_id is 0/);
  const sets = early.with(data, sps!);
  expect(sets.picture(0)).toMatchObject({ cabac: false, transform8x8: false, initQp: 26, scalingLists: FLAT });
  expect(sets.picture(0).sps.frameMbsOnly).toBe(true);
  expect(sets.with(data, sps!)).toBe(sets);
  expect(sets.with(data, changed!).picture(0).sps.frameMbsOnly).toBe(false);
  expect(sets.picture(0).sps.frameMbsOnly).toBe(true);
  expect(() => sets.picture(1)).toThrow(/pic_parameter_set_id is 1/);
});

test("a decoder configuration record", () => {
  const sps = smallSps();
  const pps = smallPps();
  const record = Uint8Array.of(1, 77, 0, 30, 0xff, 0xe1, 0, sps.length, ...sps, 1, 0, pps.length, ...pps);
  const { lengthSize, units, end } = readDecoderConfiguration(record);
  expect([lengthSize, end, ...units.map(({ type }) => type)]).toEqual([4, record.length, 7, 8]);
  expect(() => readDecoderConfiguration(record.subarray(0, 12))).toThrow(/ends inside a sequence parameter set/);
});
