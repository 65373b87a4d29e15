import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ffmpeg, shared } from "../../../scripts/test-resources.js";
import type { CodedFrame, FrameOptions, Video } from "../src/frame.js";
import { openVideo } from "../src/node/index.js";
import { digest, frameMd5s, md5 } from "./reference.js";

const folder = mkdtempSync(join(tmpdir(), "cvar-order-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = ffmpeg();
const SOURCE = [
  "-f",
  "lavfi",
  "-i",
  "testsrc2=size=96x80:rate=25:duration=1.2",
  "-pix_fmt",
  "yuv420p",
  "-threads",
  "1",
];
const MPEG4 = ["-c:v", "mpeg4", "-q:v", "5", "-g", "9"];

/** Encodes, or copies, into a file in the temporary folder. */
function make(name: string, ...options: string[]): string {
  const path = join(folder, name);
  execFileSync("ffmpeg", ["-v", "error", "-y", ...options, path]);
  return path;
}

/** MD5s and presentation times of FFmpeg's frames. */
function framesOf(path: string): { md5s: string[]; times: number[] } {
  const text = execFileSync(
    "ffmpeg",
    ["-v", "error", "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framemd5", "-"],
    { encoding: "utf8" },
  );
  const base = /^#tb 0: (\d+)\/(\d+)$/m.exec(text)!;
  const rows = text.split("\n").filter((line) => /^0,/.test(line));
  const cells = rows.map((row) => row.split(",").map((cell) => cell.trim()));
  return {
    md5s: cells.map((row) => row.at(-1)!),
    times: cells.map((row) => (Number(row[2]) * Number(base[1])) / Number(base[2])),
  };
}

async function withVideo<T>(path: string, use: (video: Video) => Promise<T>): Promise<T> {
  const video = await openVideo(path);
  try {
    return await use(video);
  } finally {
    await video.close();
  }
}

async function collect(video: Video, options: FrameOptions): Promise<CodedFrame[]> {
  const frames: CodedFrame[] = [];
  for await (const frame of video.frames(options)) frames.push(frame);
  return frames;
}

const encodings: [string, string[]][] = [
  ["one.avi", ["-bf", "1"]],
  ["two.mp4", ["-bf", "2"]],
  ["two.m4v", ["-bf", "2", "-f", "m4v"]],
  ["four.mov", ["-bf", "4"]],
  ["closed.avi", ["-bf", "2", "-flags", "+cgop", "-sc_threshold", "1000000000"]],
  ["fragments.mp4", ["-bf", "2", "-movflags", "frag_keyframe+empty_moov"]],
];

describe.skipIf(!program).each(encodings)("B-frames in %s", (name, options) => {
  it("are displayed as FFmpeg does, at its times", async () => {
    const path = make(name, ...SOURCE, ...MPEG4, ...options);
    const wanted = framesOf(path);
    await withVideo(path, async (video) => {
      expect(await frameMd5s(video)).toEqual(wanted.md5s);
      const frames = await collect(video, { output: "motion", order: "display" });
      expect(frames.map(({ displayIndex }) => displayIndex)).toEqual(wanted.md5s.map((_, i) => i));
      expect(frames.some(({ type }) => type === "B")).toBe(true);
      if (/mp4|mov/.test(name)) {
        // FFmpeg's program counts from a file's first frame.
        const start = frames[0]!.timestamp;
        expect(start).toBeLessThan(0.1);
        for (const [i, { timestamp }] of frames.entries()) expect(timestamp - start).toBeCloseTo(wanted.times[i]!, 5);
      } else expect(frames.map(({ timestamp }) => timestamp)).toEqual(wanted.md5s.map((_, i) => i / 25));
      for (const { type, reference, motion, displayIndex } of await collect(video, { output: "motion" })) {
        expect(reference).toBe(type !== "B");
        if (type !== "B") continue;
        const { references, lists } = motion!;
        for (const [i, reference] of references.entries()) {
          if (reference < 0) continue;
          if (i % lists === 0) expect(reference).toBeLessThan(displayIndex);
          else expect(reference).toBeGreaterThan(displayIndex);
          expect(Math.abs(reference - displayIndex)).toBeLessThanOrEqual(5);
        }
      }
    });
  });

  it("can be reached from any group of pictures", async () => {
    const path = make(name, ...SOURCE, ...MPEG4, ...options);
    await withVideo(path, async (video) => {
      const gops = await video.gops();
      expect(gops.length).toBeGreaterThan(2);
      for (const order of ["decode", "display"] as const) {
        for (const output of ["motion", "compressed", "pictures"] as const) {
          const all = await collect(video, { output, order, residual: "none" });
          for (const { firstFrame } of gops) {
            const tail = all.filter(({ decodeIndex }) => decodeIndex >= firstFrame);
            const key = tail.find(({ decodeIndex }) => decodeIndex === firstFrame)!;
            const leading = (frame: CodedFrame) =>
              firstFrame > 0 && output === "pictures" && frame.displayIndex < key.displayIndex;
            const found = await collect(video, { output, order, residual: "none", from: firstFrame });
            expect(found.map(digest)).toEqual(tail.filter((frame) => !leading(frame)).map(digest));
          }
        }
      }
    });
  });

  it("hold in borrowed arrays until the next frame", async () => {
    const path = make(name, ...SOURCE, ...MPEG4, ...options);
    await withVideo(path, async (video) => {
      const wanted = (await collect(video, { output: "pictures", order: "display" })).map(digest);
      const found: string[] = [];
      for await (const frame of video.frames({ output: "pictures", order: "display", arrays: "borrowed" })) {
        found.push(digest(frame));
      }
      expect(found).toEqual(wanted);
    });
  });

  it("can be read twice at once, in step", async () => {
    const path = make(name, ...SOURCE, ...MPEG4, ...options);
    await withVideo(path, async (video) => {
      const order = { order: "display", arrays: "borrowed", output: "pictures" } as const;
      const wanted = (await collect(video, { ...order, arrays: "owned" })).map(digest);
      const [a, b] = [video.frames(order), video.frames(order)].map((frames) => frames[Symbol.asyncIterator]());
      for (const expected of wanted) {
        const [one, other] = [await a!.next(), await b!.next()];
        expect([digest(one.value), digest(other.value)]).toEqual([expected, expected]);
      }
      expect([(await a!.next()).done, (await b!.next()).done]).toEqual([true, true]);
    });
  });

  it("are passed over on request, and nothing else changes", async () => {
    const path = make(name, ...SOURCE, ...MPEG4, ...options);
    await withVideo(path, async (video) => {
      const all = await collect(video, { output: "pictures" });
      const without = await collect(video, { output: "pictures", bFrames: false });
      expect(without.map(digest)).toEqual(all.filter(({ type }) => type !== "B").map(digest));
    });
  });
});

describe.skipIf(!program)("an MP4 cut without encoding", () => {
  it.each([
    ["0.5", []],
    ["0.5", ["-bf", "2"]],
    ["0.9", ["-bf", "3", "-t", "0.2"]],
  ])("at %s s (%j) shows what FFmpeg does, and keeps what it refers to", async (start, options) => {
    const whole = make("whole.mp4", ...SOURCE, ...MPEG4, "-g", "25", ...options.slice(0, 2));
    const path = make("cut.mp4", "-ss", start, "-i", whole, "-c", "copy", ...options.slice(2));
    const { md5s } = framesOf(path);
    await withVideo(path, async (video) => {
      expect(await frameMd5s(video)).toEqual(md5s);
      const all = await collect(video, { output: "motion" });
      expect(all[0]).toMatchObject({ type: "I", shown: false });
      expect(all.filter(({ shown }) => shown).length).toBe(md5s.length);
      for (const { shown, timestamp } of all) expect(timestamp > -1e-6).toBe(shown);
    });
  });
});

const packed = shared("data", "mpeg4", "mmaction2__ucf101_v_ApplyEyeMakeup_g01_c01.avi");

describe.skipIf(!program || !packed)("a packed stream copied", () => {
  it.each([
    ["into MP4", "packed.mp4", []],
    ["into MP4, unpacked", "unpacked.mp4", ["-bsf:v", "mpeg4_unpack_bframes"]],
    ["into AVI, unpacked", "unpacked.avi", ["-bsf:v", "mpeg4_unpack_bframes"]],
    ["out of its container", "packed.m4v", ["-f", "m4v"]],
  ])("%s is displayed as FFmpeg does", async (_, name, options) => {
    const path = make(name, "-i", packed!, "-c", "copy", "-an", "-t", "2", ...options);
    const { md5s } = framesOf(path);
    expect(md5s.length).toBeGreaterThan(40);
    await withVideo(path, async (video) => expect(await frameMd5s(video)).toEqual(md5s));
  });

  it("gives its B-frames' bytes apart from their anchor's", () =>
    withVideo(packed!, async (video) => {
      const frames = await collect(video, { output: "motion", to: 20 });
      const [, p, b] = frames;
      expect([p!.type, b!.type]).toEqual(["P", "B"]);
      expect(b!.byteOffset).toBe(p!.byteOffset + p!.byteLength);
      for (const [i, frame] of frames.entries()) {
        if (i > 0)
          expect(frame.byteOffset).toBeGreaterThanOrEqual(frames[i - 1]!.byteOffset + frames[i - 1]!.byteLength);
      }
      expect(md5((await collect(video, { output: "pictures", to: 1 }))[0]!)).toMatch(/^[0-9a-f]{32}$/);
    }));
});
