import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg } from "../../../../scripts/test-resources.js";
import { accessUnits, md5Column, md5sOf } from "./raw-stream.js";

const program = ffmpeg();
/** More than one group of pictures. */
const FRAMES = 15;
const pattern = "testsrc2=size=176x144:rate=25";
const fractal = "mandelbrot=size=160x120:rate=25";
const noise = "nullsrc=size=96x80:rate=25,geq=lum='255*gt(random(1)\\,.5)':cb='random(2)*255':cr=128";
const scrolling = "testsrc2=size=176x144:rate=25,scroll=h=0.13:v=0.09";
const sp = ["-c:v", "mpeg4", "-g", "12", "-bf", "0"];
const xvid = ["-c:v", "libxvid", "-g", "12", "-bf", "0"];

/** What FFmpeg can encode of Simple Profile: name, source, options. */
const clips: readonly [string, string, string[]][] = [
  ["finest quantiser", pattern, [...sp, "-q:v", "1"]],
  ["coarsest quantiser", fractal, [...sp, "-q:v", "31"]],
  ["1 Mb/s", pattern, [...sp, "-b:v", "1M"]],
  ["slice threads", pattern, [...sp, "-b:v", "1M", "-threads", "4", "-slices", "4"]],
  ["small video packets", pattern, [...sp, "-q:v", "4", "-ps", "200", "-flags", "+mv4"]],
  ["four vectors", fractal, [...sp, "-q:v", "4", "-flags", "+mv4", "-mbd", "rd"]],
  ["AC prediction", pattern, [...sp, "-q:v", "5", "-flags", "+aic"]],
  ["trellis and rate-distortion", pattern, [...sp, "-q:v", "5", "-mbd", "rd", "-trellis", "2", "-flags", "+mv4"]],
  ["weighted quantisation", pattern, [...sp, "-q:v", "5", "-mpeg_quant", "1"]],
  ["weighted quantisation, finest", noise, [...sp, "-q:v", "1", "-mpeg_quant", "1"]],
  ["black and white noise", noise, [...sp, "-q:v", "1"]],
  ["far vectors", scrolling, [...sp, "-q:v", "4", "-me_range", "200", "-flags", "+mv4"]],
  ["adaptive quantisers", fractal, [...sp, "-b:v", "200k", "-lumi_mask", "0.5", "-mbd", "rd", "-flags", "+mv4"]],
  ["odd size", `${pattern},scale=171:129`, [...sp, "-q:v", "3", "-flags", "+mv4"]],
  ["odd size, packets", `${fractal},scale=75:101`, [...sp, "-q:v", "3", "-ps", "300"]],
  ["smaller than a macroblock", `${pattern},scale=10:6`, [...sp, "-q:v", "3", "-flags", "+mv4"]],
  [
    "scenes without key frames",
    pattern,
    ["-c:v", "mpeg4", "-g", "300", "-bf", "0", "-sc_threshold", "1000000000", "-q:v", "2"],
  ],
  ["XviD", pattern, [...xvid, "-q:v", "3", "-flags", "+mv4"]],
  ["XviD, cut macroblocks, fine", `${fractal},scale=74:102`, [...xvid, "-q:v", "1"]],
];

describe.skipIf(!program)("clips encoded by FFmpeg decode to FFmpeg's frames", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cvar-mpeg4-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(clips)("%s", async (_name, source, options) => {
    const stream = join(folder, "clip.m4v");
    run(
      "-f",
      "lavfi",
      "-i",
      source,
      "-frames:v",
      String(FRAMES),
      "-pix_fmt",
      "yuv420p",
      ...options,
      "-f",
      "m4v",
      stream,
    );
    const expected = md5Column(run("-f", "m4v", "-i", stream, "-f", "framemd5", "-"));
    expect(expected.length).toBe(FRAMES);
    expect(await md5sOf(new Uint8Array(readFileSync(stream)))).toEqual(expected);
  });

  it("has streams with video packets among them", () => {
    const stream = join(folder, "packets.m4v");
    run("-f", "lavfi", "-i", pattern, "-frames:v", "1", ...sp, "-q:v", "4", "-ps", "200", "-f", "m4v", stream);
    const [unit] = accessUnits(new Uint8Array(readFileSync(stream)));
    let markers = 0;
    for (let at = 60; at + 2 < unit!.data.length; at++) {
      if (unit!.data[at] === 0 && unit!.data[at + 1] === 0 && unit!.data[at + 2]! >= 0x80) markers += 1;
    }
    expect(markers).toBeGreaterThan(5);
  });
});

function run(...args: string[]): string {
  return execFileSync(program!, ["-v", "error", "-y", ...args], { encoding: "utf8", maxBuffer: 1 << 26 });
}
