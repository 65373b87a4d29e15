import { type Clip, type Container, sources } from "../../mpeg4/encoded/clip.js";

const { pattern, odd, tiny, narrow, noise, scrolling, fractal, oddFractal, turning, interlaced, interlacedCut } =
  sources;

const baseline = ["-profile:v", "baseline"];
const main = ["-profile:v", "main"];
const high = ["-profile:v", "high"];
const vlc = ["-coder", "vlc"];
const fields = ["-flags", "+ildct+ilme"];
const x264 = (params: string) => ["-x264-params", params];

const clips: readonly [string, string, string[], Container][] = [
  [
    "Baseline, all partitions",
    pattern,
    [...baseline, ...x264("qp=26:partitions=all:ref=4:mixed-refs=1:subme=9")],
    "h264",
  ],
  ["Baseline, 16 references, far vectors", scrolling, [...baseline, ...x264("qp=24:ref=16:merange=64")], "mp4"],
  ["Baseline, slices by size, odd size", odd, [...baseline, ...x264("qp=24:slice-max-size=300:keyint=6")], "mov"],
  [
    "Baseline, constrained intra refresh",
    pattern,
    [...baseline, ...x264("crf=28:constrained-intra=1:intra-refresh=1:keyint=6")],
    "ts",
  ],
  ["Baseline, smaller than a macroblock", tiny, [...baseline, ...x264("qp=20")], "h264"],
  ["Baseline, noise, finest", noise, [...baseline, ...x264("qp=1")], "mkv"],
  ["Baseline, offsets of deblocking", fractal, [...baseline, ...x264("qp=34:deblock=3,-2:slices=3")], "avi"],
  [
    "Main, CABAC, P, explicit weights",
    `${pattern},fade=in:0:20`,
    [...main, ...x264("qp=26:bframes=0:weightp=2:ref=4")],
    "h264",
  ],
  [
    "Main, B, spatial direct",
    pattern,
    [...main, ...x264("qp=26:bframes=3:b-adapt=0:direct=spatial:partitions=all:subme=9")],
    "mp4",
  ],
  [
    "Main, B, temporal direct, pyramid, weights",
    fractal,
    [...main, ...x264("qp=26:bframes=5:b-adapt=0:b-pyramid=normal:direct=temporal:weightb=1:ref=5")],
    "mkv",
  ],
  [
    "Main, CAVLC, B, no direct",
    pattern,
    [...main, ...vlc, ...x264("qp=26:bframes=2:direct=none:partitions=all")],
    "h264",
  ],
  [
    "Main, CAVLC, B, temporal direct, slices",
    scrolling,
    [...main, ...vlc, ...x264("qp=26:bframes=3:direct=temporal:slices=4")],
    "ts",
  ],
  [
    "Main, 16 B-frames, 16 references",
    turning,
    [...main, ...x264("qp=30:bframes=16:b-adapt=0:b-pyramid=normal:ref=16")],
    "mp4",
  ],
  [
    "Main, open groups, strict pyramid",
    pattern,
    [...main, ...x264("qp=28:bframes=3:b-adapt=0:b-pyramid=strict:open-gop=1:keyint=7")],
    "mkv",
  ],
  [
    "High, 8x8 transform, adaptive quantisers",
    fractal,
    [...high, ...x264("crf=22:partitions=all:aq-mode=3:aq-strength=2:ref=3")],
    "h264",
  ],
  [
    "High, CAVLC, 8x8 transform, B",
    oddFractal,
    [...high, ...vlc, ...x264("qp=22:partitions=all:bframes=2:direct=auto")],
    "mp4",
  ],
  [
    "High, scaling lists, chroma offset",
    pattern,
    [...high, ...x264("qp=26:cqm=jvt:chroma-qp-offset=-6:bframes=2")],
    "mov",
  ],
  ["High, one macroblock wide", narrow, [...high, ...x264("qp=24:bframes=2")], "h264"],
  ["High, coarsest", pattern, [...high, ...x264("qp=51:bframes=2")], "avi"],
  ["High, placebo", scrolling, [...high, "-preset", "placebo", "-crf", "24"], "mp4"],
  ["MBAFF, Main, P", interlaced, [...main, ...fields, ...x264("qp=26:tff=1:bframes=0:ref=4")], "h264"],
  [
    "MBAFF, High, B, temporal direct",
    interlaced,
    [...high, ...fields, ...x264("qp=26:tff=1:bframes=3:b-adapt=0:direct=temporal:ref=3")],
    "mp4",
  ],
  [
    "MBAFF, CAVLC, B, spatial direct, pyramid, weights",
    interlaced,
    [...high, ...vlc, ...fields, ...x264("qp=26:bff=1:bframes=4:b-adapt=0:b-pyramid=normal:direct=spatial:weightb=1")],
    "ts",
  ],
  [
    "MBAFF, constrained intra, odd size",
    interlacedCut,
    [...high, ...fields, ...x264("crf=26:tff=1:bframes=1:constrained-intra=1:slices=2")],
    "mkv",
  ],
  ["High 10, B", fractal, ["-pix_fmt", "yuv420p10le", ...x264("qp=24:bframes=2:partitions=all")], "h264"],
  [
    "High 10, MBAFF, CAVLC",
    interlaced,
    ["-pix_fmt", "yuv420p10le", ...vlc, ...fields, ...x264("qp=24:tff=1:bframes=2")],
    "mp4",
  ],
  ["High 4:2:2, B", pattern, ["-pix_fmt", "yuv422p", ...x264("qp=24:bframes=2:cqm=jvt")], "mkv"],
  [
    "High 4:2:2, 10 bits, intra, CAVLC",
    pattern,
    ["-pix_fmt", "yuv422p10le", ...vlc, ...x264("qp=20:keyint=1")],
    "h264",
  ],
  ["High 4:2:2, MBAFF", interlaced, ["-pix_fmt", "yuv422p", ...fields, ...x264("qp=24:tff=1:bframes=2")], "h264"],
  ["monochrome", scrolling, ["-pix_fmt", "gray", ...x264("qp=24:bframes=2")], "mp4"],
];

/** What libx264 makes of each profile, in several containers. */
export const profiles: readonly Clip[] = clips.map(([name, source, options, container]) => ({
  name,
  source,
  options: ["-c:v", "libx264", ...options],
  container,
}));
