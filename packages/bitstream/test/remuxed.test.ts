import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg, shared } from "../../../scripts/test-resources.js";
import { codecOf } from "../src/codecs.js";
import { openContainer } from "../src/container/open-container.js";
import type { ByteSource, CodecLookup } from "../src/container.js";
import { fileSource } from "../src/node/file.js";
import { openVideo } from "../src/node/index.js";
import { memorySource } from "../src/source/memory.js";
import { fakeCodec } from "./fake-codec.js";
import { md5, readFrameMd5 } from "./reference.js";

const program = ffmpeg();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cvar-remuxed-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => execFileSync("ffmpeg", ["-v", "error", "-y", ...args], { encoding: "utf8" });
const tiny = fileURLToPath(new URL("fixtures/tiny.mp4", import.meta.url));

interface Found {
  readonly md5: string;
  readonly shown: boolean;
  readonly timestamp: number | null;
}

async function packetsOf(path: string, lookup: CodecLookup = codecOf): Promise<Found[]> {
  const source = await fileSource(path);
  const found: Found[] = [];
  for await (const item of (await openContainer(source, lookup)).packets(0)) {
    if ("fault" in item) throw item.fault;
    const { data, shown = true, timestamp } = item;
    found.push({ md5: createHash("md5").update(data).digest("hex"), shown, timestamp });
  }
  await source.close();
  return found;
}

/** FFmpeg's packets of the video: the MD5 of their bytes, when they are presented (in AVI: decoded), and whether they are shown. */
function ffmpegPackets(path: string): Found[] {
  const args = [
    "-v",
    "error",
    "-select_streams",
    "v:0",
    "-show_packets",
    "-show_data_hash",
    "md5",
    "-of",
    "json",
    path,
  ];
  const { packets } = JSON.parse(execFileSync("ffprobe", args, { encoding: "utf8", maxBuffer: 2 ** 28 })) as {
    packets: { pts_time?: string; dts_time?: string; flags: string; data_hash: string }[];
  };
  return packets.map(({ pts_time, dts_time, flags, data_hash }) => ({
    md5: data_hash.replace("MD5:", ""),
    shown: !flags.includes("D"),
    timestamp: Number(pts_time ?? dts_time),
  }));
}

function expectSame(ours: readonly Found[], theirs: readonly Found[]): void {
  expect(ours.map((packet) => packet.md5)).toEqual(theirs.map((packet) => packet.md5));
  expect(ours.map(({ shown }) => shown)).toEqual(theirs.map(({ shown }) => shown));
  // FFmpeg prints microseconds.
  for (const [i, { timestamp }] of ours.entries()) expect(timestamp).toBeCloseTo(theirs[i]!.timestamp!, 5);
}

const clips = [
  "mpeg4/mv-extractor__vid_mpeg4_part2.mp4",
  "mpeg4/fate__invalid_elst_entry_count.mp4",
  "mpeg4/fate__packed_bframes.avi",
  "mpeg4/torchvision__v_SoccerJuggling_g23_c01.avi",
  "mpeg4/mmaction2__ucf101_v_ApplyEyeMakeup_g01_c01.avi",
  "mpeg4/torchvision__RATRACE_wave_f_nm_np1_fr_goo_37.avi",
].flatMap((name) => shared("data", ...name.split("/")) ?? []);

const containers: [string, string[]][] = [
  ["mkv", []],
  ["live.mkv", ["-f", "matroska", "-live", "1"]],
  ["cues-first.mkv", ["-reserve_index_space", "4096"]],
  ["ts", ["-bsf:v", "mpeg4_unpack_bframes,dump_extra"]],
  ["mov", []],
  ["mp4", []],
  ["fragmented.mp4", ["-movflags", "frag_keyframe+empty_moov"]],
  ["3gp", []],
  ["avi", []],
];
const remuxes = [tiny, ...clips].flatMap((clip) =>
  containers.map(([extension, options]) => ({ clip, name: clip.split("/").at(-1)!, extension, options })),
);

describe.skipIf(!program)("packets are FFmpeg's", () => {
  it.each(remuxes)("$name in .$extension", async ({ clip, extension, options }) => {
    const path = join(folder, `clip.${extension}`);
    run("-fflags", "+genpts", "-i", clip, "-map", "0:v:0", "-c", "copy", ...options, path);
    expectSame(await packetsOf(path), ffmpegPackets(path));
  });

  it.each(clips.map((clip) => [clip.split("/").at(-1)!, clip]))("%s itself", async (_, clip) => {
    expectSame(await packetsOf(clip), ffmpegPackets(clip));
  });

  it.each(["0.2", "0.56", "0.9"])("of a clip that an edit cuts off after %s s; its frames, too", async (start) => {
    const path = join(folder, `cut-${start}.mp4`);
    run("-ss", start, "-t", "0.4", "-i", tiny, "-c", "copy", path);
    const theirs = ffmpegPackets(path);
    const needed = theirs.findLastIndex(({ shown }) => shown) + 1;
    expect(theirs.some(({ shown }) => !shown)).toBe(true);
    expectSame(await packetsOf(path), theirs.slice(0, needed));
    run("-i", path, "-fps_mode", "passthrough", "-f", "framemd5", `${path}.framemd5`);
    const video = await openVideo(path);
    const found: string[] = [];
    for await (const frame of video.frames({ output: "pictures", order: "display" }))
      if (frame.shown) found.push(md5(frame));
    expect(found).toEqual(readFrameMd5(`${path}.framemd5`));
    expect(found.length).toBeGreaterThan(1);
    await video.close();
  });

  const edited = [
    "h264/fate__mov-3elist-1ctts.mp4",
    "h264/mediabunny__edts.mp4",
    "h264/fate__frag_overlap.mp4",
  ].flatMap((name) => shared("data", ...name.split("/")) ?? []);
  it.each(edited.map((clip) => [clip.split("/").at(-1)!, clip]))(
    "of %s, which has several edits or delays, or fragments that overlap",
    async (_, clip) => {
      const ours = await packetsOf(clip, () => fakeCodec);
      const shown = (packets: readonly Found[]) => packets.filter((packet) => packet.shown);
      expectSame(shown(ours), shown(ffmpegPackets(clip)));
      expect(shown(ours).length).toBe(readFrameMd5(`${clip}.framemd5`).length);
    },
  );
});

it.each(["tiny.avi", "tiny.mp4", "tiny-fragmented.mp4"])(
  "reads the last packets of %s without those before them",
  async (name) => {
    const whole = readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)));
    const read: { from: number; to: number }[] = [];
    const source: ByteSource = {
      ...memorySource(whole),
      async read(offset, length) {
        read.push({ from: offset, to: Math.min(offset + length, whole.length) });
        return new Uint8Array(whole.subarray(offset, offset + length));
      },
    };
    const track = await openContainer(source, codecOf);
    read.length = 0;
    let bytes = 0;
    for await (const item of track.packets(12)) bytes += "data" in item ? item.data.length : 0;
    expect(bytes).toBeGreaterThan(0);
    expect(read.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(bytes);
  },
);
