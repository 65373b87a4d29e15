import { type Clip, sources } from "./clip.js";

const { pattern, odd, tiny, narrow, noise, scrolling, fractal, oddFractal } = sources;
const sp = ["-c:v", "mpeg4", "-g", "12", "-bf", "0"];
const xvid = ["-c:v", "libxvid", "-g", "12", "-bf", "0"];

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
  ["odd size", odd, [...sp, "-q:v", "3", "-flags", "+mv4"]],
  ["odd size, packets", oddFractal, [...sp, "-q:v", "3", "-ps", "300"]],
  ["smaller than a macroblock", tiny, [...sp, "-q:v", "3", "-flags", "+mv4"]],
  ["one macroblock wide", narrow, [...sp, "-q:v", "3", "-flags", "+mv4"]],
  [
    "scenes without key frames",
    pattern,
    ["-c:v", "mpeg4", "-g", "300", "-bf", "0", "-sc_threshold", "1000000000", "-q:v", "2"],
  ],
  ["XviD", pattern, [...xvid, "-q:v", "3", "-flags", "+mv4"]],
  ["XviD, cut macroblocks, fine", oddFractal, [...xvid, "-q:v", "1"]],
];

/** What FFmpeg can encode of Simple Profile, as raw streams. */
export const simpleProfile: readonly Clip[] = clips.map(([name, source, options]) => ({
  name,
  source,
  options,
  container: "m4v",
}));
