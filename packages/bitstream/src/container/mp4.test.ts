import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { ascii } from "../../test/avi-builder.js";
import { fakeCodecs } from "../../test/fake-codec.js";
import type { Packet } from "../codec.js";
import type { ByteSource, Track } from "../container.js";
import { isBitstreamError } from "../errors.js";
import { memorySource } from "../source/memory.js";
import { openMp4 } from "./mp4.js";
import { isFault } from "./packet-reader.js";

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url)));
const whole = fixture("tiny.mp4");
const fragmented = fixture("tiny-fragmented.mp4");

const open = (bytes: Uint8Array) => openMp4(memorySource(bytes), fakeCodecs);

async function packets(track: Track, from = 0): Promise<Packet[]> {
  const found: Packet[] = [];
  for await (const item of track.packets(from)) {
    if (isFault(item)) throw item.fault;
    found.push(item);
  }
  return found;
}

it("reads the sample table", async () => {
  const track = await open(whole);
  expect(track).toMatchObject({ container: "mp4", fourcc: "mp4v", frameRate: 12.5, packetCount: 14 });
  expect([...track.configuration.subarray(0, 4)]).toEqual([0, 0, 1, 0xb0]);
  const found = await packets(track);
  expect(found.map(({ timestamp }) => timestamp)).toEqual(Array.from({ length: 14 }, (_, i) => i / 12.5));
  expect(found.every(({ data }) => data[0] === 0 && data[1] === 0 && data[2] === 1)).toBe(true);
});

it("reads the same packets from a fragmented file", async () => {
  const [a, b] = [await packets(await open(whole)), await packets(await open(fragmented))];
  expect(b.map(({ data }) => [...data])).toEqual(a.map(({ data }) => [...data]));
  expect(b.map(({ timestamp }) => timestamp)).toEqual(a.map(({ timestamp }) => timestamp));
  expect((await packets(await open(fragmented), 12)).length).toBe(2);
});

it("delivers the whole fragments of a fragmented file that is cut off", async () => {
  const track = await open(fragmented.subarray(0, fragmented.length - 700));
  expect(track.packetCount).toBeGreaterThan(5);
  expect(track.packetCount).toBeLessThan(15);
});

it("marks what the edit list cuts off as not shown", async () => {
  const moved = edit(whole, "elst", 12, 1024); // media_time of the first edit: inside the first frame
  const found = await packets(await open(moved));
  expect(found.map(({ shown }) => shown)).toEqual(Array.from({ length: 14 }, (_, i) => i > 0));
  found.forEach(({ timestamp }, i) => {
    expect(timestamp).toBeCloseTo((i - 1) / 12.5, 9);
  });
});

it("believes only the edits that are there", async () => {
  expect((await packets(await open(edit(whole, "elst", 4, 0xbd)))).length).toBe(14);
});

it.each([
  ["stsz", 8, 0xffffffff], // sample_count
  ["stsz", 4, 1], // a constant size, so that the count is bounded by nothing in the box
  ["stts", 4, 0x7fffffff],
  ["stsc", 4, 0xffffffff],
  ["stco", 4, 0xffffffff],
  ["stsc", 12, 0xffffffff], // samples_per_chunk
  ["stco", 8, 0xffffffff],
  ["esds", 5, 0xffffffff],
])("stays typed and bounded with %s+%i = %i", async (box, at, value) => {
  const silence = vi.spyOn(console, "error");
  const started = performance.now();
  const error = await open(edit(whole, box, at, value))
    .then(packets)
    .catch((thrown: unknown) => thrown);
  if (!Array.isArray(error)) expect(isBitstreamError(error)).toBe(true);
  expect(performance.now() - started).toBeLessThan(1000);
  expect(silence).not.toHaveBeenCalled();
});

it("refuses a fragment that counts more samples than a file may have", async () => {
  const flags = 0x000001; // no sizes in the run: nothing in the box bounds the count
  const hostile = edit(edit(fragmented, "trun", 0, flags), "trun", 4, 0xfffffff0);
  await expect(open(hostile)).rejects.toThrow("samples of trun");
});

it("says where the file ends before its table", async () => {
  const moov = locate(whole, "moov");
  await expect(open(whole.subarray(0, moov - 60))).rejects.toThrow("ends before its moov box");
  await expect(open(whole.subarray(0, moov + 90))).rejects.toThrow("ends inside the moov box");
});

it("hops over gigabytes, also with 64-bit box sizes", async () => {
  const moov = locate(whole, "moov") - 4;
  const gap = 5 * 2 ** 30;
  const free = new Uint8Array(16);
  free.set(ascii("free"), 4);
  new DataView(free.buffer).setUint32(0, 1);
  new DataView(free.buffer).setBigUint64(8, BigInt(gap));
  let bytesRead = 0;
  /** The clip with 5 GiB of nothing before its moov box. */
  const source: ByteSource = {
    size: whole.length + gap,
    async read(offset, length) {
      bytesRead += length;
      if (offset + length <= moov) return whole.subarray(offset, offset + length);
      if (offset >= moov + gap) return whole.subarray(offset - gap, offset - gap + length);
      const piece = new Uint8Array(length);
      if (offset === moov) piece.set(free.subarray(0, length));
      return piece;
    },
    async close() {},
  };
  expect((await packets(await openMp4(source, fakeCodecs))).length).toBe(14);
  expect(bytesRead).toBeLessThan(2 * whole.length);
});

it("names codecs that it does not read", async () => {
  const hevc = whole.slice();
  hevc.set(ascii("hvc1"), locate(hevc, "mp4v"));
  await expect(open(hevc)).rejects.toThrow("codec hvc1 (HEVC) in MP4 is not supported yet");
  const mpeg2 = whole.slice();
  mpeg2[objectType(mpeg2)] = 0x61;
  await expect(open(mpeg2)).rejects.toThrow("codec mp4v (MPEG-2) in MP4");
  const sound = whole.slice();
  sound.set(ascii("soun"), locate(sound, "vide"));
  await expect(open(sound)).rejects.toThrow("no video track");
});

/** Position of a box's type. */
function locate(bytes: Uint8Array, type: string): number {
  const wanted = ascii(type);
  return bytes.findIndex((_, i) => wanted.every((byte, j) => bytes[i + j] === byte));
}

/** A copy with 32 bits of a box's body changed. */
function edit(bytes: Uint8Array, type: string, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(locate(copy, type) + 4 + at, value);
  return copy;
}

function objectType(bytes: Uint8Array): number {
  const esds = locate(bytes, "esds");
  for (let at = esds; ; at++) if (bytes[at] === 0x20 && bytes[at + 1] === 0x11) return at;
}
