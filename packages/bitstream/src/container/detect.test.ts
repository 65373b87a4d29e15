import { expect, it } from "vitest";
import { ascii, concat } from "../../test/avi-builder.js";
import { UnknownFormatError, UnsupportedFeatureError } from "../errors.js";
import { detectContainer } from "./detect.js";

const bytes = (...values: number[]) => Uint8Array.of(...values);

it.each([
  ["avi", concat([ascii("RIFF"), bytes(0, 0, 0, 0), ascii("AVI ")])],
  ["mp4", concat([bytes(0, 0, 0, 24), ascii("ftypisom")])],
  ["mp4", concat([bytes(0, 0, 0, 8), ascii("wide")])],
  ["mpegts", new Uint8Array(600).map((_, i) => (i % 192 === 4 ? 0x47 : 0))],
  ["matroska", bytes(0x1a, 0x45, 0xdf, 0xa3, 0x80)],
  ["raw", bytes(0, 0, 1, 0xb0, 1)],
  ["raw", bytes(0, 0, 1, 0, 0, 0, 1, 0x20)],
  ["raw", bytes(0, 0, 0, 1, 0x09, 0, 0, 1, 0x20)],
  ["raw", bytes(0, 0, 0x80, 2)],
])("knows %s", (kind, head) => {
  expect(detectContainer(head)).toBe(kind);
});

it.each([
  ["H.264", bytes(0, 0, 0, 1, 0x67, 0x42)],
  ["H.264", bytes(0, 0, 0, 1, 0x09, 0xf0, 0, 0, 0, 1, 0x67)],
  ["HEVC", bytes(0, 0, 0, 1, 0x40, 1)],
  ["MPEG-1 or MPEG-2", bytes(0, 0, 1, 0xb3)],
  ["program stream", bytes(0, 0, 1, 0xba)],
  ["FLV", ascii("FLV\x01")],
])("names a video format that is not read: %s", (name, head) => {
  expect(() => detectContainer(head)).toThrow(UnsupportedFeatureError);
  expect(() => detectContainer(head)).toThrow(name);
  expect(() => detectContainer(head)).toThrow("cvar prepare");
});

it.each([
  ["empty", bytes()],
  ["a PNG image", bytes(0x89, 0x50, 0x4e, 0x47, 13, 10)],
  ["a JPEG image", bytes(0xff, 0xd8, 0xff, 0xe0)],
  ['RIFF file of type "WAVE"', ascii("RIFF....WAVEfmt ")],
  ['text ("# A readme', ascii("# A readme\nwith lines\n")],
  ["begin with 00 00 00 00", new Uint8Array(64)],
  ["begin with 07 ff", bytes(7, 255)],
])("says what a file is that is no video: %s", (what, head) => {
  expect(() => detectContainer(head)).toThrow(UnknownFormatError);
  expect(() => detectContainer(head)).toThrow(what);
});
