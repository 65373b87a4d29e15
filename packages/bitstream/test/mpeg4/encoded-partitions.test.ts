import { type Clip, describeClips } from "./encoded-clips.js";

const pattern = "testsrc2=size=176x144:rate=25";
const fractal = "mandelbrot=size=160x120:rate=25";
const partitioned = ["-c:v", "mpeg4", "-g", "12", "-bf", "0", "-data_partitioning", "1"];

const clips: readonly Clip[] = [
  ["one packet", pattern, [...partitioned, "-q:v", "5"]],
  ["packets", pattern, [...partitioned, "-q:v", "3", "-ps", "200", "-flags", "+mv4+aic"]],
  [
    "tiny packets, finest quantiser",
    fractal,
    [...partitioned, "-q:v", "1", "-ps", "60", "-flags", "+mv4", "-mbd", "rd"],
  ],
  ["tiny packets, coarsest quantiser", pattern, [...partitioned, "-q:v", "31", "-ps", "40"]],
  ["quarter-pel", pattern, [...partitioned, "-q:v", "4", "-ps", "300", "-flags", "+mv4+qpel"]],
  [
    "odd size, adaptive quantisers",
    `${fractal},scale=75:101`,
    [...partitioned, "-b:v", "200k", "-lumi_mask", "0.5", "-ps", "300"],
  ],
];
/** With "bitexact" FFmpeg dequantises weighted intra blocks otherwise: see encoder-behaviour.ts. */
const weighted: Clip = [
  "weighted quantisation",
  pattern,
  [...partitioned, "-q:v", "5", "-mpeg_quant", "1", "-ps", "300"],
];

describeClips("data-partitioned clips decode to FFmpeg's frames and vectors", clips, [weighted]);
