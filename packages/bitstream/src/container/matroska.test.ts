import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { concat } from "../../test/avi-builder.js";
import { fakeCodecs } from "../../test/fake-codec.js";
import { buildMatroska, element, type MatroskaOptions, simpleBlock } from "../../test/matroska-builder.js";
import type { Packet } from "../codec.js";
import type { ByteSource, Fault, Track } from "../container.js";
import { memorySource } from "../source/memory.js";
import { streamSource } from "../source/stream.js";
import { openMatroska } from "./matroska.js";
import { isFault } from "./packet-reader.js";

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url)));
const packets = [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 4), Uint8Array.of(1, 5, 6, 7), Uint8Array.of(1, 8)];
const expected = packets.map((data) => [...data]);

async function collect(track: Track, from = 0): Promise<(Packet | Fault)[]> {
  const found: (Packet | Fault)[] = [];
  for await (const item of track.packets(from)) found.push(item);
  return found;
}

const bytesOf = (items: readonly (Packet | Fault)[]) =>
  items.map((item) => (isFault(item) ? item.fault._tag : [...item.data]));
const open = (options: Partial<MatroskaOptions> = {}) =>
  openMatroska(memorySource(buildMatroska({ packets, ...options })), fakeCodecs);

it("reads what FFmpeg wrote as the raw stream has it", async () => {
  const bytes = fixture("tiny.mkv");
  const track = await openMatroska(memorySource(bytes), fakeCodecs);
  // FFmpeg takes the duration of a frame from the stream's clock, which ticks 25 times a second.
  expect(track).toMatchObject({ container: "matroska", fourcc: "mp4v", frameRate: 25, packetCount: null });
  const found = (await collect(track)) as Packet[];
  expect(found.map(({ timestamp }) => timestamp)).toEqual(Array.from({ length: 14 }, (_, i) => i / 12.5));
  for (const { data, byteOffset } of found) expect(data).toEqual(bytes.subarray(byteOffset, byteOffset + data.length));
  expect(concat(found.map(({ data }) => data))).toEqual(
    fixture("tiny.m4v").subarray(-concat(found.map(({ data }) => data)).length),
  );
});

const layouts: [string, Partial<MatroskaOptions>][] = [
  ["simple blocks", {}],
  ["block groups", { groups: true }],
  ["a cluster for each block", { perCluster: 1 }],
  ["unknown sizes, as live streams have them", { perCluster: 2, live: true }],
  ["a checksum, padding and another track's blocks", { noise: true, perCluster: 2 }],
  ["tracks behind the clusters", { tracksLast: true }],
  ["stripped headers", { strip: Uint8Array.of(1) }],
  ["zlib", { deflate: (data) => new Uint8Array(deflateSync(data)) }],
  ["Xiph lacing", { lacing: "xiph" }],
  ["EBML lacing", { lacing: "ebml" }],
  ["V_MS/VFW/FOURCC", { fourcc: "XVID" }],
];

it.each(layouts)("reads the same packets with %s", async (_, options) => {
  const track = await open(options);
  for (const from of [0, 2, 3, 1, 4]) expect(bytesOf(await collect(track, from))).toEqual(expected.slice(from));
});

it("reads fixed-size lacing, and times its frames by the default duration", async () => {
  const same = [Uint8Array.of(1, 2), Uint8Array.of(3, 4), Uint8Array.of(5, 6)];
  const found = (await collect(await open({ packets: same, lacing: "fixed" }))) as Packet[];
  expect(found.map(({ data }) => [...data])).toEqual(same.map((data) => [...data]));
  expect(found.map(({ timestamp }) => timestamp)).toEqual([0, 0.04, 0.08]);
});

it("reads a stream of unknown length that is longer than what is kept of it", async () => {
  const bytes = buildMatroska({
    packets: Array.from({ length: 400 }, () => new Uint8Array(50_000)),
    perCluster: 5,
    live: true,
  });
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + 100_000));
      at += 100_000;
    },
  });
  const track = await openMatroska(streamSource(stream, 12 * 2 ** 20, true), fakeCodecs);
  expect((await collect(track)).filter((item) => !isFault(item)).length).toBe(400);
});

it("starts at a known cluster without reading those before it", async () => {
  const bytes = buildMatroska({ packets: Array.from({ length: 100 }, () => new Uint8Array(10_000)), perCluster: 10 });
  let bytesRead = 0;
  const source: ByteSource = {
    ...memorySource(bytes),
    async read(offset, length) {
      bytesRead += length;
      return bytes.subarray(offset, offset + length);
    },
  };
  const track = await openMatroska(source, fakeCodecs);
  expect(bytesRead).toBeLessThan(1000);
  await collect(track);
  bytesRead = 0;
  expect((await collect(track, 95)).length).toBe(5);
  expect(bytesRead).toBeLessThan(52_000);
});

it("delivers what is there of a file that is cut off, then says so", async () => {
  const bytes = buildMatroska({ packets, perCluster: 2 });
  const first = bytes.findIndex((_, i) => bytes[i] === 0x1f && bytes[i + 1] === 0x43);
  for (let length = first + 12; length < bytes.length; length++) {
    const found = bytesOf(await collect(await openMatroska(memorySource(bytes.subarray(0, length)), fakeCodecs)));
    expect(found.at(-1)).toBe("TruncatedStreamError");
    expect(found.slice(0, -1)).toEqual(expected.slice(0, found.length - 1));
  }
  await expect(openMatroska(memorySource(bytes.subarray(0, first)), fakeCodecs)).rejects.toThrow("first cluster");
});

it("goes on at the next cluster behind an element that makes no sense", async () => {
  const bytes = buildMatroska({ packets, perCluster: 1 });
  const second = bytes.findIndex((_, i) => i > 3 && bytes[i - 3] === 1 && bytes[i - 2] === 4);
  const hostile = bytes.slice();
  hostile[bytes.lastIndexOf(0xa3, second - 4)] = 0;
  expect(bytesOf(await collect(await openMatroska(memorySource(hostile), fakeCodecs)))).toEqual([
    expected[0],
    "InvalidSyntaxError",
    ...expected.slice(2),
  ]);
});

it("says what is wrong inside a block", async () => {
  const lying = element(0xa3, concat([Uint8Array.of(0x81, 0, 0, 0x02, 3, 255, 255, 7, 1)]));
  const short = element(0xa3, Uint8Array.of(0x81, 0));
  const damaged = await openMatroska(
    memorySource(buildMatroska({ packets, extra: concat([lying, short, simpleBlock(1, 0, Uint8Array.of(9))]) })),
    fakeCodecs,
  );
  const tags = bytesOf(await collect(damaged));
  expect(tags.slice(0, 3)).toEqual(["InvalidSyntaxError", "InvalidSyntaxError", [9]]);
  const packed = await open({ deflate: () => Uint8Array.of(1, 2, 3) });
  expect(bytesOf(await collect(packed))).toEqual(packets.map(() => "InvalidSyntaxError"));
});

it("names codecs and packings that it does not read", async () => {
  await expect(open({ codecId: "V_VP9" })).rejects.toThrow("codec V_VP9 (VP9) in Matroska is not supported yet");
  await expect(open({ codecId: "V_MPEGH/ISO/HEVC" })).rejects.toThrow("HEVC");
  await expect(open({ fourcc: "DIV3" })).rejects.toThrow("MS-MPEG-4 v3");
  await expect(open({ algorithm: 2 })).rejects.toThrow("lzo1x");
  await expect(open({ trackType: 2 })).rejects.toThrow("no video track");
});
