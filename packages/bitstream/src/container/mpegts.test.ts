import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { concat } from "../../test/avi-builder.js";
import { fakeCodecs } from "../../test/fake-codec.js";
import type { Packet } from "../codec.js";
import type { ByteSource, Fault, Track } from "../container.js";
import { memorySource } from "../source/memory.js";
import { streamSource } from "../source/stream.js";
import { openMpegTs } from "./mpegts.js";
import { isFault } from "./packet-reader.js";
import { unwrapped } from "./pes.js";
import { crc32 } from "./ts-sections.js";

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url)));
const whole = fixture("tiny.mpegts");
const packetsOf = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / 188 }, (_, i) => bytes.slice(i * 188, (i + 1) * 188));
const pidOf = (packet: Uint8Array) => ((packet[1]! & 0x1f) << 8) | packet[2]!;
const VIDEO_PID = 0x100;
const PROGRAM_MAP_PID = 0x1000;

const isVideo = (packet: Uint8Array) => pidOf(packet) === VIDEO_PID;
const isStart = (packet: Uint8Array) => (packet[1]! & 0x40) !== 0;

/** Copies of the clip, one behind the other, as one stream: their continuity counters go on. */
function* copies(count: number): Generator<Uint8Array> {
  const counters = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const copy = whole.slice();
    for (let at = 0; at < copy.length; at += 188) {
      if ((copy[at + 3]! & 0x10) === 0) continue;
      const pid = pidOf(copy.subarray(at));
      const counter = counters.get(pid) ?? 0;
      copy[at + 3] = (copy[at + 3]! & 0xf0) | counter;
      counters.set(pid, (counter + 1) & 15);
    }
    yield copy;
  }
}

const open = (bytes: Uint8Array) => openMpegTs(memorySource(bytes), fakeCodecs);
async function collect(track: Track, from = 0): Promise<(Packet | Fault)[]> {
  const found: (Packet | Fault)[] = [];
  for await (const item of track.packets(from)) found.push(item);
  return found;
}
const bytesOf = (items: readonly (Packet | Fault)[]) =>
  items.map((item) => (isFault(item) ? item.fault._tag : [...item.data]));
const reference = bytesOf(await collect(await open(whole)));

it("cuts what FFmpeg wrote into the raw stream's access units", async () => {
  const track = await open(whole);
  expect(track).toMatchObject({ container: "mpegts", fourcc: "mp4v", frameRate: null, packetCount: null });
  const found = (await collect(track)) as Packet[];
  expect(found.length).toBe(14);
  expect(concat(found.map(({ data }) => data))).toEqual(fixture("tiny.m4v"));
  const first = found[0]!.timestamp!;
  found.forEach(({ timestamp }, i) => {
    expect(timestamp).toBeCloseTo(first + i / 12.5, 9);
  });
});

const layouts: [string, Uint8Array][] = [
  ["time codes (M2TS)", concat(packetsOf(whole).map((packet) => concat([Uint8Array.of(1, 2, 3, 4), packet])))],
  ["error correction", concat(packetsOf(whole).map((packet) => concat([packet, new Uint8Array(16)])))],
  ["a start in the middle of a packet", concat([whole.slice(100, 188), whole])],
  [
    "packets sent twice",
    concat(packetsOf(whole).flatMap((packet) => (pidOf(packet) === VIDEO_PID ? [packet, packet] : [packet]))),
  ],
  [
    "null packets",
    concat(
      packetsOf(whole).flatMap((packet) => [
        packet,
        Uint8Array.from({ length: 188 }, (_, i) => [0x47, 0x1f, 0xff, 0x10][i] ?? 0xff),
      ]),
    ),
  ],
];

it.each(layouts)("reads the same packets with %s, from anywhere", async (_, bytes) => {
  const track = await open(bytes);
  for (const from of [0, 5, 13, 1, 14]) expect(bytesOf(await collect(track, from))).toEqual(reference.slice(from));
});

it("follows the stream to another PID that a program map names", async () => {
  const packets = packetsOf(whole);
  const half = packets.findIndex(
    (packet, i) => i > packets.length / 2 && pidOf(packet) === VIDEO_PID && packet[1]! & 0x40,
  );
  const map = packets.find((packet) => pidOf(packet) === PROGRAM_MAP_PID)!.slice();
  const length = ((map[6]! & 15) << 8) | map[7]!;
  const section = map.subarray(5, 5 + 3 + length);
  section[13] = 0xe0 | 0x01; // elementary_PID 0x0101 in place of 0x0100
  section[14] = 0x01;
  new DataView(map.buffer, map.byteOffset).setInt32(5 + section.length - 4, crc32(section.subarray(0, -4)));
  expect(crc32(section)).toBe(0);
  const moved = packets.slice(half).map((packet) => {
    if (pidOf(packet) === PROGRAM_MAP_PID) return map;
    if (pidOf(packet) === VIDEO_PID) packet[2] = 1;
    return packet;
  });
  const track = await open(concat([...packets.slice(0, half), map, ...moved]));
  expect(bytesOf(await collect(track))).toEqual(reference);
  expect(bytesOf(await collect(track, 12))).toEqual(reference.slice(12));
});

it("says where packets are missing, and goes on at the next PES packet", async () => {
  const packets = packetsOf(whole);
  const lost = packets.findIndex((packet, i) => i > packets.length / 2 && isVideo(packet) && !isStart(packet));
  const pictures = packets.slice(0, lost).filter((packet) => isVideo(packet) && isStart(packet)).length;
  const found = bytesOf(await collect(await open(concat(packets.filter((_, i) => i !== lost)))));
  expect(found).toEqual([...reference.slice(0, pictures - 1), "TruncatedStreamError", ...reference.slice(pictures)]);
});

it("finds its way back where synchronisation is lost", async () => {
  const packets = packetsOf(whole);
  const lost = packets.findIndex((packet, i) => i > packets.length / 2 && isVideo(packet) && !isStart(packet));
  const pictures = packets.slice(0, lost).filter((packet) => isVideo(packet) && isStart(packet)).length;
  const noise = new Uint8Array(77).fill(0x47);
  const bytes = concat([whole.subarray(0, lost * 188), noise, whole.subarray(lost * 188 + 30)]);
  const found = bytesOf(await collect(await open(bytes)));
  expect(found).toEqual([...reference.slice(0, pictures - 1), "InvalidSyntaxError", ...reference.slice(pictures)]);
});

it("reads a stream of unknown length that is longer than what is kept of it", async () => {
  const endless = copies(2000);
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = endless.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const source = streamSource(stream, 10 * 2 ** 20, true);
  let count = 0;
  for (const item of await collect(await openMpegTs(source, fakeCodecs))) if (!isFault(item)) count++;
  expect(count).toBe(2000 * 14);
});

it("starts at a known packet without reading those before it", async () => {
  const bytes = concat([...copies(100)]);
  let bytesRead = 0;
  const source: ByteSource = {
    ...memorySource(bytes),
    async read(offset, length) {
      bytesRead += Math.min(length, bytes.length - offset);
      return bytes.subarray(offset, offset + length);
    },
  };
  const track = await openMpegTs(source, fakeCodecs);
  const all = await collect(track);
  bytesRead = 0;
  const tail = await collect(track, all.length - 20);
  expect(bytesOf(tail)).toEqual(bytesOf(all.slice(-20)));
  expect(bytesRead).toBeLessThan(4 * whole.length);
});

it("continues times over the end of their 33 bits", () => {
  expect(unwrapped(5, 2 ** 33 - 10)).toBe(2 ** 33 + 5);
  expect(unwrapped(2 ** 33 - 10, 2 ** 33 + 5)).toBe(2 ** 33 - 10);
  expect(unwrapped(7, null)).toBe(7);
});

it("names codecs that it does not read", async () => {
  const map = whole.slice();
  const at = packetsOf(whole).findIndex((packet) => pidOf(packet) === PROGRAM_MAP_PID) * 188;
  const section = map.subarray(at + 5, at + 8 + (((map[at + 6]! & 15) << 8) | map[at + 7]!));
  section[12] = 0x24;
  new DataView(section.buffer, section.byteOffset).setInt32(section.length - 4, crc32(section.subarray(0, -4)));
  await expect(open(map.subarray(0, at + 188 * 4))).rejects.toThrow(
    "codec hvc1 (HEVC) in MPEG-TS is not supported yet",
  );
  section[12] = 0x0f;
  new DataView(section.buffer, section.byteOffset).setInt32(section.length - 4, crc32(section.subarray(0, -4)));
  await expect(open(map.subarray(0, at + 188 * 4))).rejects.toThrow("no video stream");
  await expect(open(new Uint8Array(1000))).rejects.toThrow("no transport packets");
});
