import { describe, expect, it } from "vitest";
import { field, join, layerUnit, unit, vopUnit } from "../../test/mpeg4/bit-writer.js";
import { readPictureHeaders } from "./picture-headers.js";
import { readHeaders } from "./sequence-headers.js";
import type { VopTimes } from "./vop-times.js";

/** 25 ticks per second. */
const headers = readHeaders(layerUnit());
const packet = (...units: Uint8Array[]) => ({ data: join(...units), byteOffset: 0, timestamp: null });
const TYPES = ["I", "P", "B", "S"];

/** A VOP from text: its type, ticks since the second that it counts from, and "-" where it is not coded. */
function vop(text: string): Uint8Array {
  const [, type, ticks, not] = /^([IPBS])(\d+)(-?)$/.exec(text)!;
  const seconds = "1".repeat(Math.floor(Number(ticks) / 25));
  const time = field(Number(ticks) % 25, 5);
  return unit(0xb6, field(TYPES.indexOf(type!), 2), `${seconds}0 1`, time, "1", not ? "0" : "1");
}

/** Which VOPs of a text of packets are frames. */
function frames(text: string): string {
  let before: VopTimes | undefined;
  const found: string[] = [];
  for (const word of text.split(" ")) {
    const { pictures, after } = readPictureHeaders(packet(...word.split("+").map(vop)), headers, before);
    found.push(pictures.map(({ type, isFrame }) => (isFrame ? type : ".")).join(""));
    before = after;
  }
  return found.join(" ");
}

it("lists the VOPs of a packet, of every type", () => {
  const read = (...units: Uint8Array[]) => readPictureHeaders(packet(...units), headers).pictures;
  const bytes = layerUnit().length + vopUnit(0, true).length;
  expect(read(layerUnit(), vopUnit(0, true))).toEqual([
    { type: "I", isFrame: true, keyFrame: true, coded: true, packed: false, start: 0, end: bytes },
  ]);
  const [first, second] = [vopUnit(1, true).length, vopUnit(3, true).length];
  const inter = { type: "P", isFrame: true, keyFrame: false, coded: true, packed: false };
  expect(read(vopUnit(1, true), vopUnit(3, true))).toEqual([
    { ...inter, start: 0, end: first },
    { ...inter, start: first, end: first + second },
  ]);
  expect(read(vopUnit(0, false))).toMatchObject([{ type: "I", isFrame: false, keyFrame: false }]);
  expect(read()).toEqual([]);
});

describe("B-VOPs", () => {
  it.each([
    ["I0 P3 B1 B2 P6 B4 B5", "I P B B P B B"],
    // Before the second anchor of the stream.
    ["B1 I2 B1 P5 B3", ". I . P B"],
    ["I2 B0 B1 S5 B3 B4", "I . . P B B"],
    // At and outside the anchors' times.
    ["I0 P3 B3 B0 B2 B7", "I P . . B ."],
    // Over whole seconds: anchors count them from the last anchor, B-VOPs from the one before it.
    ["I0 P24 P27 B25 B26 P4 B3", "I P P B B P B"],
    // Packed, with pictures that are not coded.
    ["I0 P3+B1 P4- P6+B5", "I PB . PB"],
    ["I0 P3+B1- P6", "I P. P"],
  ])("of %s", (text, expected) => {
    expect(frames(text)).toBe(expected);
  });

  it("stand where the time of a group's header puts their anchors", () => {
    // time_code 0:00:10, closed_gov, then an I-VOP at 10.2 s whose B-VOPs are before it.
    const group = unit(0xb3, "00000 000000 1 001010 1 0");
    const first = readPictureHeaders(packet(vop("I0"), vop("P225")), headers);
    const second = readPictureHeaders(packet(group, vop("I5")), headers, first.after);
    expect(second.after).toEqual({
      seconds: 10,
      secondsBefore: 10,
      anchorTime: 255,
      anchorDistance: 30,
      anchors: 2,
      frameTicks: 0,
      packed: false,
      middle: false,
    });
    expect(readPictureHeaders(packet(vop("B3")), headers, second.after).pictures[0]!.isFrame).toBe(true);
  });

  it("are packed where the encoder says so, and times of what keeps their place count for nothing", () => {
    const userData = join(Uint8Array.of(0, 0, 1, 0xb2), new TextEncoder().encode("DivX503b1393p"));
    const packedHeaders = readHeaders(join(layerUnit(), userData));
    let before: VopTimes | undefined;
    const found: string[] = [];
    for (const units of [
      [vop("I0")],
      [vop("P3"), vop("B1")],
      [vop("P24-")],
      [vop("P6"), vop("B4")],
      [vop("B5")],
      [vop("P7")],
    ]) {
      const { pictures, after } = readPictureHeaders(packet(...units), packedHeaders, before);
      found.push(pictures.map(({ type, isFrame, packed }) => (isFrame ? (packed ? `(${type})` : type) : ".")).join(""));
      before = after;
    }
    expect(found).toEqual(["I", "P(B)", ".", "P(B)", "(B)", "P"]);
    // Behind a sequence header nothing is late.
    const late = readPictureHeaders(packet(vop("P12"), vop("B9")), packedHeaders, before).after;
    const next = (...units: Uint8Array[]) => readPictureHeaders(packet(...units, vop("I13")), packedHeaders, late);
    expect(next().pictures[0]!.packed).toBe(true);
    expect(next(unit(0xb0, "00000001")).pictures[0]!.packed).toBe(false);
    expect(readPictureHeaders(packet(layerUnit(), vop("I0")), headers).replaceable).toBe(true);
    expect(readPictureHeaders(packet(unit(0xb0, "00000001"), vop("I0")), headers).replaceable).toBe(false);
  });

  it("are told alike as often as a packet is read", () => {
    const { after } = readPictureHeaders(packet(vop("I0"), vop("P3")), headers);
    for (let i = 0; i < 2; i++)
      expect(readPictureHeaders(packet(vop("B2")), headers, after).pictures[0]!.isFrame).toBe(true);
  });
});
