import { type Clip, type Container, sources } from "./clip.js";

const { pattern, odd, tiny, fractal, oddFractal, scrolling, turning, interlaced, interlacedOdd } = sources;
const lavc = ["-c:v", "mpeg4", "-g", "12", "-q:v", "4"];
const xvid = ["-c:v", "libxvid", "-g", "12", "-q:v", "4"];

const clips: readonly [string, string, string[], Container][] = [
  ["B 1", pattern, [...lavc, "-bf", "1"], "m4v"],
  ["B 2, four vectors", pattern, [...lavc, "-bf", "2", "-flags", "+mv4", "-mbd", "rd"], "avi"],
  ["B 4, finest", scrolling, [...lavc, "-bf", "4", "-q:v", "1"], "mp4"],
  ["B by strategy, many", fractal, [...lavc, "-bf", "6", "-b_strategy", "1", "-mbd", "rd"], "mkv"],
  ["B, packets, four vectors", pattern, [...lavc, "-bf", "2", "-ps", "150", "-flags", "+mv4", "-mbd", "rd"], "m4v"],
  ["B, odd size, weighted", odd, [...lavc, "-bf", "2", "-mpeg_quant", "1", "-trellis", "1"], "mp4"],
  ["B, smaller than a macroblock", tiny, [...lavc, "-bf", "2", "-flags", "+mv4"], "m4v"],
  [
    "B, key frames close their groups",
    pattern,
    [...lavc, "-g", "5", "-bf", "2", "-flags", "+cgop", "-sc_threshold", "1000000000"],
    "avi",
  ],
  ["quarter-pel", pattern, [...lavc, "-flags", "+qpel"], "m4v"],
  ["quarter-pel, four vectors", fractal, [...lavc, "-flags", "+qpel+mv4", "-mbd", "rd"], "mp4"],
  ["quarter-pel, far vectors, odd", odd, [...lavc, "-flags", "+qpel+mv4", "-me_range", "200"], "avi"],
  ["quarter-pel, B", scrolling, [...lavc, "-flags", "+qpel", "-bf", "2", "-mbd", "rd"], "avi"],
  ["quarter-pel, B, four vectors", oddFractal, [...lavc, "-flags", "+qpel+mv4", "-bf", "3", "-mbd", "rd"], "mkv"],
  ["quarter-pel, B, packets", pattern, [...lavc, "-flags", "+qpel+mv4", "-bf", "1", "-ps", "200"], "mp4"],
  ["interlaced transform", interlaced, [...lavc, "-flags", "+ildct"], "m4v"],
  ["interlaced motion", interlaced, [...lavc, "-flags", "+ildct+ilme"], "m4v"],
  ["interlaced, alternate scan", interlaced, [...lavc, "-flags", "+ildct+ilme", "-alternate_scan", "1"], "mp4"],
  ["interlaced, B", interlaced, [...lavc, "-flags", "+ildct+ilme", "-bf", "2", "-mbd", "rd"], "m4v"],
  ["interlaced, B, odd size", interlacedOdd, [...lavc, "-flags", "+ildct+ilme", "-bf", "2"], "avi"],
  ["interlaced, quarter-pel", interlaced, [...lavc, "-flags", "+ildct+ilme+qpel"], "m4v"],
  [
    "interlaced, quarter-pel, B, weighted",
    interlaced,
    [...lavc, "-flags", "+ildct+ilme+qpel", "-bf", "1", "-mpeg_quant", "1"],
    "mkv",
  ],
  ["partitions", pattern, [...lavc, "-data_partitioning", "1", "-ps", "300"], "m4v"],
  [
    "partitions, four vectors, fine",
    fractal,
    [...lavc, "-data_partitioning", "1", "-ps", "200", "-flags", "+mv4", "-q:v", "2"],
    "mp4",
  ],
  ["partitions, B", odd, [...lavc, "-data_partitioning", "1", "-ps", "300", "-bf", "2"], "avi"],
  ["partitions without packets", pattern, [...lavc, "-data_partitioning", "1"], "m4v"],
  ["XviD, B", pattern, [...xvid, "-bf", "2", "-flags", "+mv4"], "m4v"],
  ["XviD, B in AVI", fractal, [...xvid, "-bf", "2"], "avi"],
  ["XviD, quarter-pel", fractal, [...xvid, "-bf", "0", "-flags", "+qpel+mv4"], "avi"],
  ["XviD, quarter-pel, B, fine", scrolling, [...xvid, "-bf", "3", "-flags", "+qpel", "-q:v", "1"], "m4v"],
  ["XviD, weighted, B", odd, [...xvid, "-bf", "1", "-mpeg_quant", "1", "-trellis", "1"], "mp4"],
  ["XviD, global motion", turning, [...xvid, "-bf", "0", "-gmc", "1"], "m4v"],
  ["XviD, global motion, fine", turning, [...xvid, "-bf", "0", "-gmc", "1", "-q:v", "1", "-flags", "+mv4"], "avi"],
  ["XviD, global motion, quarter-pel", turning, [...xvid, "-bf", "0", "-gmc", "1", "-flags", "+qpel"], "mp4"],
  ["XviD, global motion, B", turning, [...xvid, "-bf", "2", "-gmc", "1", "-me_quality", "6"], "mkv"],
  [
    "XviD, everything",
    turning,
    [...xvid, "-bf", "2", "-gmc", "1", "-flags", "+qpel+mv4+aic", "-mpeg_quant", "1", "-lumi_aq", "1"],
    "avi",
  ],
];

/** What FFmpeg and libxvid can encode beyond Simple Profile, in several containers. */
export const advancedSimpleProfile: readonly Clip[] = clips.map(([name, source, options, container]) => ({
  name,
  source,
  options,
  container,
}));
