import { expect, it } from "vitest";
import { type AviOptions, ascii, buildAvi, chunk, concat, list, withOpenDmlIndex } from "../../test/avi-builder.js";
import { fakeCodecs } from "../../test/fake-codec.js";
import type { Packet } from "../codec.js";
import type { Fault } from "../container.js";
import { memorySource } from "../source/memory.js";
import { streamSource } from "../source/stream.js";
import { openAvi } from "./avi.js";
import { isFault } from "./packet-reader.js";

const packets = [Uint8Array.of(1, 2, 3), Uint8Array.of(), Uint8Array.of(4, 5), Uint8Array.of(6)];

async function collect(items: AsyncIterable<Packet | Fault>): Promise<(number[] | string)[]> {
  const found: (number[] | string)[] = [];
  for await (const item of items) found.push(isFault(item) ? item.fault._tag : [...item.data]);
  return found;
}

const open = (options: AviOptions) => openAvi(memorySource(buildAvi(options)), fakeCodecs);

const layouts: [string, Partial<AviOptions>, number | null][] = [
  ["idx1 counting from movi", { index: "movi" }, 3],
  ["idx1 counting from the file", { index: "file" }, 3],
  ["no idx1", { index: "none" }, null],
  ["idx1 that points elsewhere", { index: "wrong" }, null],
  ["rec lists", { records: true }, 3],
  ["rec lists without idx1", { records: true, index: "none" }, null],
  ["a movi list of unknown size", { index: "none", moviSize: 0xffffffff }, null],
];

it.each(layouts)("reads the same packets with %s", async (_, options, count) => {
  const track = await open({ packets, ...options });
  expect(track).toMatchObject({ container: "avi", fourcc: "XVID", frameRate: 10, packetCount: count });
  expect(await collect(track.packets(1))).toEqual([[4, 5], [6]]);
  expect(await collect(track.packets(0))).toEqual([[1, 2, 3], [4, 5], [6]]);
  expect(await collect(track.packets(2))).toEqual([[6]]);
});

it("counts dropped frames as time", async () => {
  for (const index of ["movi", "none"] as const) {
    const times: (number | null)[] = [];
    for await (const packet of (await open({ packets, index })).packets(0)) times.push((packet as Packet).timestamp);
    expect(times).toEqual([0, 0.2, 0.3]);
  }
});

it("says where packets stand in the file", async () => {
  const bytes = buildAvi({ packets });
  for await (const packet of (await openAvi(memorySource(bytes), fakeCodecs)).packets(0)) {
    const { byteOffset, data } = packet as Packet;
    expect([...bytes.subarray(byteOffset, byteOffset + data.length)]).toEqual([...data]);
  }
});

it("believes OpenDML's index where it covers all segments and agrees with them", async () => {
  const more = [Uint8Array.of(7), Uint8Array.of(8, 9)];
  const whole = withOpenDmlIndex(buildAvi({ packets, more, index: "none", segments: 2 }), (index) => index % 3 === 0);
  const track = await openAvi(memorySource(whole), fakeCodecs);
  expect(track.packetCount).toBe(5);
  expect(track.duration).toBeCloseTo(0.6);
  expect(track.entries!.map(({ keyFrame }) => keyFrame)).toEqual([true, false, false, true, false]);
  expect(track.entries!.map(({ timestamp }) => timestamp)).toEqual([0, 0.2, 0.3, 0.4, 0.5]);
  const all = [[1, 2, 3], [4, 5], [6], [7], [8, 9]];
  expect(await collect(track.packets(0))).toEqual(all);
  expect(await collect(track.packets(3))).toEqual(all.slice(3));
  // Each byte of the indexes changed, and a segment that they do not know.
  const changed = [...Array(whole.length).keys()].filter((at) => at > whole.length - 100 || (at > 300 && at < 500));
  for (const at of changed) {
    const wrong = whole.slice();
    wrong[at]! ^= 0x41;
    const items = await openAvi(memorySource(wrong), fakeCodecs).then(
      (damaged) => collect(damaged.packets(0)),
      () => [],
    );
    expect(items.length).toBeLessThanOrEqual(all.length + 1);
  }
  const unknown = list("AVIX", [list("movi", [chunk("01dc", Uint8Array.of(5))])], "RIFF");
  const longer = await openAvi(memorySource(concat([whole, unknown])), fakeCodecs);
  expect(longer.packetCount).toBeNull();
  expect(await collect(longer.packets(0))).toEqual([...all, [5]]);
});

it("goes on in the AVIX segments of OpenDML", async () => {
  const track = await open({ packets, more: [Uint8Array.of(7), Uint8Array.of(8, 9)] });
  expect(track.packetCount).toBeNull(); // idx1 does not cover them
  expect(await collect(track.packets(0))).toEqual([[1, 2, 3], [4, 5], [6], [7], [8, 9]]);
});

it("takes the bytes behind the BITMAPINFOHEADER as configuration", async () => {
  const configuration = Uint8Array.of(0, 0, 1, 0x20);
  expect((await open({ packets, configuration })).configuration).toEqual(configuration);
});

it("delivers what is there of a file that is cut off, then says so", async () => {
  const whole = buildAvi({ packets, index: "none" });
  const ends: number[] = [];
  for await (const packet of (await openAvi(memorySource(whole), fakeCodecs)).packets(0)) {
    ends.push((packet as Packet).byteOffset + (packet as Packet).data.length);
  }
  for (let length = ends[0]! - 2; length < ends[2]!; length++) {
    const cut = whole.slice(0, length);
    const complete = [[1, 2, 3], [4, 5], [6]].slice(0, ends.filter((end) => end <= length).length);
    for (const source of [memorySource(cut), streamSource(new Blob([cut]).stream())]) {
      const found = await collect((await openAvi(source, fakeCodecs)).packets(0));
      expect(found.slice(0, complete.length)).toEqual(complete);
      expect(new Set(found.slice(complete.length))).toEqual(new Set(["TruncatedStreamError"]));
    }
  }
});

it("steps over a chunk whose header makes no sense", async () => {
  const many = Array.from({ length: 6 }, (_, i) => Uint8Array.of(i, i, i, i));
  const bytes = buildAvi({ packets: many, index: "none" });
  const at = find(bytes, concat([ascii("01dc"), Uint8Array.of(4, 0, 0, 0, 2)]));
  bytes[at + 7] = 0x7f; // a size far beyond the file
  const found = await collect((await openAvi(memorySource(bytes), fakeCodecs)).packets(0));
  expect(found).toEqual([[0, 0, 0, 0], [1, 1, 1, 1], "TruncatedStreamError", [3, 3, 3, 3], [4, 4, 4, 4], [5, 5, 5, 5]]);
  bytes[at + 7] = 0;
  bytes[at] = 0;
  const again = await collect((await openAvi(memorySource(bytes), fakeCodecs)).packets(0));
  expect(again).toEqual([[0, 0, 0, 0], [1, 1, 1, 1], "InvalidSyntaxError", [3, 3, 3, 3], [4, 4, 4, 4], [5, 5, 5, 5]]);
});

it("names codecs that it does not read", async () => {
  await expect(open({ packets, fourcc: "H265" })).rejects.toThrow("codec H265 (HEVC) in AVI is not supported yet");
  await expect(open({ packets, fourcc: "DIV3" })).rejects.toThrow("MS-MPEG-4 v3");
  await expect(open({ packets, fourcc: "ab\x01c" })).rejects.toThrow("codec ab?c in AVI");
});

it("refuses files without headers, video or packets", async () => {
  const bytes = buildAvi({ packets });
  await expect(openAvi(memorySource(bytes.subarray(0, 12)), fakeCodecs)).rejects.toThrow(
    "ends before its packets begin",
  );
  await expect(openAvi(memorySource(bytes.subarray(0, 100)), fakeCodecs)).rejects.toThrow("ends inside the hdrl list");
  const silent = bytes.slice();
  silent[find(silent, ascii("vids"))] = 0x61;
  await expect(openAvi(memorySource(silent), fakeCodecs)).rejects.toThrow("no video stream");
});

function find(bytes: Uint8Array, wanted: Uint8Array): number {
  return bytes.findIndex((_, i) => wanted.every((byte, j) => bytes[i + j] === byte));
}
