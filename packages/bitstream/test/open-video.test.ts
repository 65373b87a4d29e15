import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg, shared } from "../../../scripts/test-resources.js";
import type { CodedFrame, FrameOptions, Video } from "../src/frame.js";
import { openVideo as openBytes } from "../src/index.js";
import { motionRows } from "../src/motion-rows.js";
import { openVideo } from "../src/node/index.js";
import { digest, frameMd5s, md5, readFrameMd5, readMotionArchive } from "./reference.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const tiny = ["tiny.avi", "tiny.mp4", "tiny-fragmented.mp4", "tiny.m4v"].map(fixture);
const tinyMd5 = readFrameMd5(fixture("tiny.framemd5"));

const opened: Video[] = [];
afterEach(async () => {
  for (const video of opened.splice(0)) await video.close();
});

/** Closed after the test. */
async function openFile(path: string): Promise<Video> {
  const video = await openVideo(path);
  opened.push(video);
  return video;
}

async function collect(video: Video, options?: FrameOptions): Promise<CodedFrame[]> {
  const frames: CodedFrame[] = [];
  for await (const frame of video.frames(options)) frames.push(frame);
  return frames;
}

describe.each(tiny)("%s", (path) => {
  it("decodes to FFmpeg's pictures", async () => {
    const video = await openFile(path);
    expect(video).toMatchObject({ codec: "mpeg4", width: 72, height: 56 });
    expect(await frameMd5s(video)).toEqual(tinyMd5);
  });

  it("has FFmpeg's motion vectors, 16×16 and 8×8", async () => {
    const rows: string[] = [];
    for await (const frame of (await openFile(path)).frames({ output: "motion" })) {
      for (const { reference, ...row } of motionRows(frame)) {
        expect(reference).toBe(frame.displayIndex - 1);
        rows.push([frame.displayIndex, ...Object.values(row)].join());
      }
    }
    const [, , ...wanted] = readFileSync(fixture("tiny.motion.csv"), "utf8").trim().split("\n");
    expect(rows).toEqual(wanted);
    expect(wanted.filter((row) => row.includes(",8,8,")).length).toBeGreaterThan(50);
  });

  it("decodes the same from a Blob, a stream and bytes", async () => {
    const bytes = new Uint8Array(readFileSync(path));
    const blob = new Blob([bytes]);
    for (const source of [bytes, bytes.buffer, blob, blob.stream()]) {
      expect(await frameMd5s(await openBytes(source))).toEqual(tinyMd5);
    }
  });

  it("begins at any key frame with the frames of a decode from the start", async () => {
    const video = await openFile(path);
    const gops = await video.gops();
    expect(gops.map(({ firstFrame, frameCount }) => [firstFrame, frameCount])).toEqual([
      [0, 6],
      [6, 6],
      [12, 2],
    ]);
    for (const output of ["motion", "compressed", "pictures"] as const) {
      const all = await collect(video, { output });
      for (const { firstFrame } of gops) {
        const tail = await collect(video, { output, from: firstFrame });
        expect(tail.map(digest)).toEqual(all.slice(firstFrame).map(digest));
      }
    }
  });

  it("delivers as much of a frame as was asked for", async () => {
    const video = await openFile(path);
    const has = (frames: CodedFrame[]) =>
      frames.slice(0, 2).map(({ motion, residual, picture }) => [motion, residual, picture].map(Boolean));
    expect(has(await collect(video, { output: "motion", to: 2 }))).toEqual([
      [false, false, false],
      [true, false, false],
    ]);
    expect(has(await collect(video, { output: "compressed", to: 2 }))).toEqual([
      [false, false, true],
      [true, true, false],
    ]);
    expect(has(await collect(video, { output: "pictures", to: 2 }))).toEqual([
      [false, false, true],
      [true, true, true],
    ]);
    expect(has(await collect(video, { output: "pictures", residual: "none", to: 2 }))).toEqual([
      [false, false, true],
      [true, false, true],
    ]);
    expect((await collect(video, { to: 2 })).map(({ timestamp }) => timestamp)).toEqual([
      0,
      path.endsWith(".m4v") ? 1 / 25 : 0.08,
    ]);
  });
});

const realFiles: [string, string][] = [
  ["mv-extractor__vid_mpeg4_part2.mp4", "mp4"],
  ["torchvision__v_SoccerJuggling_g23_c01.avi", "avi"],
  ["fate__invalid_elst_entry_count.mp4", "mp4"],
  ["file-type__fixture2.3gp", "mp4"],
  // B-frames, packed by XviD and DivX 5.
  ["fate__packed_bframes.avi", "avi"],
  ["mmaction2__ucf101_v_ApplyEyeMakeup_g01_c01.avi", "avi"],
  ["torchvision__RATRACE_wave_f_nm_np1_fr_goo_37.avi", "avi"],
  ["torchvision__SchoolRulesHowTheyHelpUs_wave_f_nm_np1_ba_med_0.avi", "avi"],
];

describe.each(realFiles)("%s", (name, container) => {
  const path = shared("data", "mpeg4", name);

  it.skipIf(!path)("decodes to FFmpeg's pictures", async () => {
    const video = await openFile(path!);
    expect(video.container).toBe(container);
    const wanted = readFrameMd5(`${path}.framemd5`);
    expect(await frameMd5s(video)).toEqual(wanted);
    await video.gops();
    expect(video.frameCount).toBe(wanted.length);
  });
});

it.skipIf(!shared("data", "mpeg4", "mv-extractor__vid_mpeg4_part2.mvs.tar.gz"))(
  "has FFmpeg's motion vectors, each of them",
  async () => {
    const wanted = readMotionArchive(shared("data", "mpeg4", "mv-extractor__vid_mpeg4_part2.mvs.tar.gz")!);
    const video = await openFile(shared("data", "mpeg4", "mv-extractor__vid_mpeg4_part2.mp4")!);
    let compared = 0;
    for await (const frame of video.frames({ output: "motion" })) {
      const rows = motionRows(frame);
      const numbers = rows.flatMap((row) => [
        row.source,
        row.w,
        row.h,
        row.src_x,
        row.src_y,
        row.dst_x,
        row.dst_y,
        row.motion_x,
        row.motion_y,
        row.motion_scale,
      ]);
      expect(Buffer.from(Int32Array.from(numbers).buffer).equals(Buffer.from(wanted[frame.displayIndex]!.buffer))).toBe(
        true,
      );
      expect(rows.every(({ reference }) => reference === frame.displayIndex - 1)).toBe(true);
      compared += rows.length;
    }
    expect(wanted.length).toBe(337);
    expect(compared).toBe(wanted.reduce((sum, rows) => sum + rows.length / 10, 0));
    expect(compared).toBeGreaterThan(100_000);
  },
);

describe("remuxed", () => {
  const source = shared("data", "mpeg4", "torchvision__v_SoccerJuggling_g23_c01.avi");
  const folder = mkdtempSync(join(tmpdir(), "cvar-remux-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  let wanted: string[] = [];
  beforeAll(() => {
    if (source) wanted = readFrameMd5(`${source}.framemd5`);
  });

  it.skipIf(!source || !ffmpeg()).each([
    ["a.avi", []],
    ["a.mp4", []],
    ["faststart.mp4", ["-movflags", "+faststart"]],
    ["a.mov", []],
    ["fragmented.mp4", ["-movflags", "frag_keyframe+empty_moov+default_base_moof"]],
    ["hybrid.mp4", ["-movflags", "frag_keyframe"]],
    ["a.m4v", ["-f", "m4v"]],
    ["a.3gp", ["-f", "mp4"]],
    ["unknown-sizes.avi", ["-f", "avi", "pipe:1"]],
  ])("%s gives the same frames", async (name, options) => {
    const path = join(folder, name);
    const pipe = options.includes("pipe:1");
    const target = pipe ? options : [...options, path];
    const written = execFileSync("ffmpeg", ["-v", "error", "-i", source!, "-c", "copy", "-an", ...target], {
      maxBuffer: 2 ** 26,
    });
    const video = pipe ? await openBytes(new Uint8Array(written)) : await openFile(path);
    expect(await frameMd5s(video)).toEqual(wanted);
  });
});

it("shows no frame for a picture that is not coded, as FFmpeg", async () => {
  const bytes = new Uint8Array(readFileSync(fixture("tiny.m4v")));
  const packets = splitVops(bytes);
  // P-VOP, no whole second, marker, time increment (5 bits), marker, vop_coded = 0, stuffing
  const notCoded = Uint8Array.of(0, 0, 1, 0xb6, 0b01_0_1_0000, 0b0_1_0_01111);
  const video = await openBytes(
    Buffer.concat([...packets.slice(0, 4), notCoded, ...packets.slice(4, 9), notCoded, ...packets.slice(9)]),
  );
  const frames = await collect(video, { output: "pictures" });
  expect(frames.map(md5)).toEqual(tinyMd5);
  expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual(tinyMd5.map((_, i) => i));
  for (const { motion, decodeIndex } of frames)
    expect(motion ? Math.max(...motion.references) : decodeIndex - 1).toBe(decodeIndex - 1);
  expect((await video.gops()).map(({ firstFrame }) => firstFrame)).toEqual([0, 6, 12]);
  if (!ffmpeg()) return;
  const shown = execFileSync(
    "ffmpeg",
    ["-v", "error", "-f", "m4v", "-i", "-", "-fps_mode", "passthrough", "-f", "framemd5", "-"],
    {
      input: Buffer.concat([...packets.slice(0, 4), notCoded, ...packets.slice(4)]),
      encoding: "utf8",
    },
  );
  expect(shown.split("\n").filter((line) => /^0,/.test(line)).length).toBe(14);
});

it("counts groups without decoding, and frames by their own picture headers", async () => {
  const video = await openFile(tiny[0]!);
  await video.gops();
  expect(video.frameCount).toBe(14);
  const [, second] = await collect(video, { output: "pictures" });
  expect(md5(second!)).toBe(tinyMd5[1]);
});

/** The bytes of each VOP with what stands before it. */
function splitVops(bytes: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let i = 0; i + 4 < bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1) starts.push(i);
  }
  const ends = starts
    .filter((at) => bytes[at + 3] === 0xb6)
    .map((at) => starts.find((next) => next > at) ?? bytes.length);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}
