import { type Clip, describeClips, renameEncoder } from "./encoded-clips.js";

const pattern = "testsrc2=size=176x144:rate=25";
const fractal = "mandelbrot=size=160x120:rate=25";
const noise = "nullsrc=size=96x80:rate=25,geq=lum='255*gt(random(1)\\,.5)':cb='random(2)*255':cr=128";
const scrolling = "testsrc2=size=176x144:rate=25,scroll=h=0.13:v=0.09";
const lavc = ["-c:v", "mpeg4", "-g", "12", "-bf", "0", "-flags", "+qpel"];
const lavc4 = ["-c:v", "mpeg4", "-g", "12", "-bf", "0", "-flags", "+qpel+mv4"];
const xvid4 = ["-c:v", "libxvid", "-g", "12", "-bf", "0", "-flags", "+qpel+mv4"];
const far = [...lavc4, "-me_range", "200"];

const clips: readonly Clip[] = [
  ["finest quantiser", pattern, [...lavc, "-q:v", "1"]],
  ["coarsest quantiser", fractal, [...lavc, "-q:v", "31"]],
  ["four vectors", pattern, [...lavc4, "-q:v", "4"]],
  ["four vectors, rate-distortion", fractal, [...lavc4, "-q:v", "3", "-mbd", "rd"]],
  ["odd size", `${pattern},scale=171:129`, [...lavc4, "-q:v", "3"]],
  ["odd size, fractal", `${fractal},scale=75:101`, [...lavc4, "-q:v", "2", "-mbd", "rd"]],
  ["smaller than a macroblock", `${pattern},scale=10:6`, [...lavc4, "-q:v", "3"]],
  ["far vectors", scrolling, [...far, "-q:v", "4"]],
  ["far vectors, cut macroblocks", `${scrolling},scale=74:58`, [...far, "-q:v", "2"]],
  ["black and white noise", noise, [...lavc4, "-q:v", "1"]],
  ["coarse noise", noise, [...lavc4, "-q:v", "20"]],
  ["video packets", pattern, [...lavc, "-q:v", "4", "-ps", "300"]],
  ["XviD", pattern, [...xvid4, "-q:v", "3"]],
  ["XviD, scrolling", scrolling, [...xvid4, "-q:v", "2"]],
  ["XviD, cut macroblocks, fine", `${fractal},scale=74:102`, [...xvid4, "-q:v", "1"]],
  // What early encoders did is tested on streams that say they are theirs: their decoding is defined, if not pretty.
  ["as if by XviD 1", scrolling, [...xvid4, "-q:v", "3"], renameEncoder("XviD0001")],
  ["as if by XviD 2", scrolling, [...xvid4, "-q:v", "3"], renameEncoder("XviD0002")],
  ["as if by DivX 5.00", scrolling, [...lavc, "-q:v", "4"], renameEncoder("DivX500b413")],
  ["as if by DivX 5.02", `${fractal},scale=75:101`, [...lavc4, "-q:v", "4"], renameEncoder("DivX502b1000")],
  ["as if by DivX 5.03", scrolling, [...lavc, "-q:v", "4"], renameEncoder("DivX503b1393")],
  ["as if by DivX 5.05", scrolling, [...lavc, "-q:v", "4"], renameEncoder("DivX505b1814")],
  ["as if by libavcodec 4652", scrolling, [...lavc4, "-q:v", "3"], renameEncoder("FFmpeg0.4.6b4652")],
  ["as if by libavcodec 4652, fractal", fractal, [...lavc4, "-q:v", "1"], renameEncoder("FFmpeg0.4.6b4652")],
  ["as if by libavcodec 4653", scrolling, [...lavc4, "-q:v", "3"], renameEncoder("FFmpeg0.4.6b4653")],
];
/** With "bitexact" FFmpeg dequantises weighted intra blocks otherwise, so this is no clip of the table. */
const weighted: readonly Clip[] = [
  ["weighted quantisation", pattern, [...lavc4, "-q:v", "5", "-mpeg_quant", "1"]],
  ["XviD, weighted quantisation", pattern, [...xvid4, "-q:v", "8", "-mpeg_quant", "1"]],
];

describeClips("quarter-pel clips decode to FFmpeg's frames and vectors", clips, weighted);
