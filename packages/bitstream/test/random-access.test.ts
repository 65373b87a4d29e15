import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg } from "../../../scripts/test-resources.js";
import { codecOf } from "../src/codecs.js";
import { openContainer } from "../src/container/open-container.js";
import { isBitstreamError } from "../src/errors.js";
import type { Place, Video } from "../src/frame.js";
import { openVideo } from "../src/index.js";
import { openFrom } from "../src/video.js";
import { countingSource } from "./counting-source.js";
import { buildMatroska } from "./matroska-builder.js";
import { md5 } from "./reference.js";

const folder = mkdtempSync(join(tmpdir(), "cvar-random-access-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const run = (...args: string[]) => execFileSync("ffmpeg", ["-v", "error", "-y", ...args]);

const FRAMES = 640;
/** Decoded of a group that was found. */
const SOME = 7;
const PLACES = [0, 0.13, 0.5, 0.71, 0.999, 1].map((fraction) => ({ fraction }));
/** Noise, so that no two pictures are alike and groups are large beside what looking for one costs. */
const source = (size: string, noise: number) => [
  "-f",
  "lavfi",
  "-i",
  `testsrc2=s=${size}:r=25,noise=alls=${noise}:allf=t`,
  "-frames:v",
  String(FRAMES),
  "-threads",
  "1",
];
const mpeg4 = ["-c:v", "mpeg4", "-q:v", "3", "-g", "8"];
const streams = {
  "p.mp4": [...source("320x240", 20), ...mpeg4, "-bf", "0"],
  "b.mp4": [...source("320x240", 20), ...mpeg4, "-bf", "2"],
  "fields.mp4": [...source("320x240", 20), ...mpeg4, "-bf", "2", "-flags", "+ildct+ilme"],
  "xvid.avi": [...source("320x240", 6), "-c:v", "libxvid", "-q:v", "2", "-g", "8", "-bf", "2"],
  "h.h263": [...source("352x288", 20), "-c:v", "h263", "-q:v", "5", "-g", "8"],
};

/** Files to look for groups in: the stream, how it is put into its container, and whether the container has times. */
const files: readonly {
  name: string;
  stream: keyof typeof streams;
  options: readonly string[];
  timed?: false;
  change?: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}[] = [
  ...(["p.mp4", "b.mp4"] as const).flatMap((stream) => {
    const file = (extension: string, ...options: string[]) => ({
      name: `${stream[0]}.${extension}`,
      stream,
      options: ["-c", "copy", ...options],
    });
    return [
      file("copy.mp4"),
      file("fragments.mp4", "-movflags", "frag_keyframe+empty_moov"),
      file("avi"),
      { ...file("no-index.avi"), change: (bytes: Uint8Array) => renamed(bytes, "idx1", "JUNK") },
      file("mkv"),
      file("cues-first.mkv", "-reserve_index_space", "65536"),
      { ...file("wrong-cues.mkv"), change: wrongCues },
      file("live.mkv", "-f", "matroska", "-live", "1"),
      { ...file("unknown-sizes.mkv"), change: unknownSizes },
      file("ts", "-bsf:v", "dump_extra"),
      // 3.7 s before the clock's 33 bits end.
      file("wrap.ts", "-bsf:v", "dump_extra", "-output_ts_offset", "95440"),
      { ...file("m4v", "-bsf:v", "dump_extra", "-f", "m4v"), timed: false as const },
    ];
  }),
  { name: "xvid.avi", stream: "xvid.avi", options: [] },
  { name: "fields.avi", stream: "fields.mp4", options: ["-c", "copy"] },
  { name: "fields.ts", stream: "fields.mp4", options: ["-c", "copy", "-bsf:v", "dump_extra"] },
  { name: "h.3gp", stream: "h.h263", options: ["-c", "copy"] },
  { name: "h.h263", stream: "h.h263", options: [], timed: false },
];

/** The last place where four letters stand gets others. */
function renamed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.write(to, copy.lastIndexOf(from, undefined, "latin1"), "latin1");
  return new Uint8Array(copy);
}

/** Cues that lead to clusters, but to those of other times, or nowhere. */
function wrongCues(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  let count = 0;
  // CueClusterPosition of three or four bytes; the cues are the last element.
  for (let at = copy.lastIndexOf("1c53bb6b", undefined, "hex"); at < copy.length - 6; at++) {
    const size = copy[at + 1]! & 15;
    if (copy[at] !== 0xf1 || copy[at + 1]! >> 4 !== 8 || size < 2 || size > 4) continue;
    const value = copy.readUIntBE(at + 2, size);
    copy.writeUIntBE(count++ % 3 === 0 ? value ^ 0x155 : Math.floor(value / 2), at + 2, size);
  }
  expect(count).toBeGreaterThan(60);
  return new Uint8Array(copy);
}

/** The same packets in clusters of five whose sizes nobody wrote, all of them marked as key frames. */
async function unknownSizes(bytes: Uint8Array): Promise<Uint8Array> {
  const track = await openContainer(countingSource(bytes), codecOf);
  const packets: Uint8Array[] = [];
  const times: number[] = [];
  for await (const packet of track.packets(0)) {
    if ("fault" in packet) throw packet.fault;
    packets.push(packets.length === 0 ? Buffer.concat([track.configuration, packet.data]) : packet.data);
    times.push(Math.round(packet.timestamp! * 1000));
  }
  return buildMatroska({ packets, times, perCluster: 5, live: true });
}

interface Known {
  readonly md5: string;
  readonly keyFrame: boolean;
}
const known = new Map<string, readonly Known[]>();

/** Every frame of a stream in decode order. */
async function decoded(stream: string): Promise<readonly Known[]> {
  const video = await openVideo(new Uint8Array(readFileSync(path(stream))));
  const frames: Known[] = [];
  for await (const frame of video.frames({ output: "pictures", residual: "none", arrays: "borrowed" }))
    frames.push({ md5: md5(frame), keyFrame: frame.keyFrame });
  return frames;
}

interface Timed {
  readonly type: string;
  readonly keyFrame: boolean;
  readonly timestamp: number;
  readonly byteOffset: number;
}

async function timed(video: Video): Promise<Timed[]> {
  const frames: Timed[] = [];
  for await (const frame of video.frames({ output: "headers" })) frames.push(frame);
  return frames;
}

describe.skipIf(!ffmpeg())("gopAt", () => {
  beforeAll(async () => {
    for (const [name, options] of Object.entries(streams)) {
      run(...options, path(name));
      known.set(name, await decoded(name));
    }
  }, 120_000);

  it.each(files)(
    "finds groups of $name without reading it through",
    async ({ name, stream, options, timed: hasTimes, change = (bytes) => bytes }) => {
      if (options.length > 0) run("-i", path(stream), ...options, path(name));
      const bytes = await change(new Uint8Array(readFileSync(path(name))));
      const all = await timed(await openVideo(bytes));
      // Opened anew: reading a file through leaves something to find places by.
      const counting = countingSource(bytes);
      const video = await openFrom(counting, codecOf);
      const pictures = known.get(stream)!;
      const keys = [...all.keys()].filter((i) => all[i]!.keyFrame);
      expect(all.length).toBe(pictures.length);
      expect(keys.length).toBeGreaterThan(60);
      expect(all.some(({ type }) => type === "B")).toBe(!/^[ph]/.test(stream));
      const end = Math.max(...all.map(({ timestamp }) => timestamp));
      const times = hasTimes === false ? [] : PLACES.map(({ fraction }) => ({ seconds: fraction * end }));
      for (const place of [...PLACES, ...times] as Place[]) {
        counting.count = 0;
        const gop = await video.gopAt(place);
        expect(counting.count / bytes.length, JSON.stringify(place)).toBeLessThan(0.05);

        const first = keys.findLast((key) => {
          if ("seconds" in place) return all[key]!.timestamp <= place.seconds;
          if (video.duration !== null) return all[key]!.timestamp <= place.fraction * video.duration;
          // Transport packets hide where frames stand: what is found tells.
          if (all[key]!.byteOffset < 0) return pictureAt(gop.timestamp!) === key;
          return all[key]!.byteOffset <= place.fraction * bytes.length;
        });
        const begins = first ?? keys[0]!;
        // B-frames that refer to what is before the group are left out.
        const following = [...all.keys()].slice(begins + 1);
        const anchor = following.findIndex((i) => all[i]!.type !== "B");
        const leading = anchor < 0 ? following.length : anchor;
        const wanted = [begins, ...following.slice(leading)].slice(0, SOME);
        const frames = [];
        for await (const frame of video.frames({ output: "pictures", residual: "none", from: gop, to: SOME }))
          frames.push(frame);
        expect(frames.map(md5)).toEqual(wanted.map((i) => pictures[i]!.md5));
        expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual(wanted.map((_, i) => i));
        expect(frames[0]!.displayIndex).toBe(0);
        if (hasTimes === false) {
          expect(gop.timestamp).toBeNull();
          expect(frames[0]!.timestamp).toBe(0);
        } else {
          expect(gop.timestamp).toBe(frames[0]!.timestamp);
          expect(frames.map(({ timestamp }) => timestamp)).toEqual(wanted.map((i) => all[i]!.timestamp));
        }
      }

      function pictureAt(timestamp: number): number {
        return all.findIndex((frame) => frame.keyFrame && frame.timestamp === timestamp);
      }
      await video.close();
    },
    30_000,
  );

  it.each(["p.mp4", "xvid.avi", "h.h263"] as const)("of a Blob of %s, and by place at once", async (name) => {
    const video = await openVideo(new Blob([readFileSync(path(name))]));
    const first = async (place: Place) => {
      for await (const frame of video.frames({ output: "pictures", from: place })) return md5(frame);
    };
    const pictures = known.get(name)!;
    expect(await first({ fraction: 0 })).toBe(pictures[0]!.md5);
    const last = pictures.findLast(({ keyFrame }) => keyFrame)!;
    expect(await first({ fraction: 1 })).toBe(last.md5);
    await video.close();
  });

  it("finds a time in a raw stream, which has none, by counting frames", async () => {
    const video = await openVideo(new Uint8Array(readFileSync(path("h.h263"))));
    const gop = await video.gopAt({ seconds: 10 });
    expect(gop.timestamp).toBe(248 / 25);
    for await (const frame of video.frames({ output: "pictures", from: gop })) {
      expect(frame).toMatchObject({ decodeIndex: 0, timestamp: 248 / 25 });
      expect(md5(frame)).toBe(known.get("h.h263")![248]!.md5);
      break;
    }
  });

  it("refuses places that are none, and groups of other videos", async () => {
    const video = await openVideo(new Uint8Array(readFileSync(path("p.mp4"))));
    for (const place of [
      {},
      { seconds: Number.NaN },
      { fraction: 1.01 },
      { fraction: -1 },
      { seconds: 1, fraction: 0 },
    ]) {
      const error = await video.gopAt(place as Place).catch((thrown: unknown) => thrown);
      expect(isBitstreamError(error, "UsageError")).toBe(true);
    }
    const other = await openVideo(new Uint8Array(readFileSync(path("b.mp4"))));
    const frames = video.frames({ from: await other.gopAt({ seconds: 1 }) });
    await expect(frames[Symbol.asyncIterator]().next()).rejects.toThrow("no group");
  });
});
