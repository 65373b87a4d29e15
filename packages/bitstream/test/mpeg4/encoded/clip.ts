/** A clip that FFmpeg encodes for a test. */
export interface Clip {
  readonly name: string;
  readonly source: string;
  /** Options of the encoder. */
  readonly options: readonly string[];
  /** What it is put into; m4v: a raw stream. */
  readonly container: Container;
}

export type Container = "m4v" | "avi" | "mp4" | "mkv" | "ts" | "mov" | "h263" | "3gp" | "h264";

/** Pictures of a clip: more than one group of pictures. */
export const FRAMES = 15;

const test = (size: string, more = "") => `testsrc2=size=${size}:rate=25${more}`;

/** What clips show. */
export const sources = {
  pattern: test("176x144"),
  odd: test("171x129"),
  tiny: test("64x64", ",scale=10:6"),
  narrow: test("64x64", ",scale=16:64"),
  noise: "nullsrc=size=96x80:rate=25,geq=lum='255*gt(random(1)\\,.5)':cb='random(2)*255':cr=128",
  scrolling: test("160x120", ",scroll=h=0.13:v=0.09"),
  fractal: "mandelbrot=size=160x120:rate=25",
  oddFractal: "mandelbrot=size=74x102:rate=25",
  /** Turns and zooms as a whole, for global motion. */
  turning: "mandelbrot=size=176x144:rate=25:end_scale=0.02:end_pts=60,rotate=t/3",
  interlaced: "testsrc2=size=176x144:rate=50,scroll=h=0.01,interlace=lowpass=off",
  interlacedOdd: "testsrc2=size=88x72:rate=50,interlace=lowpass=off,crop=82:70",
  /** x264 wants heights of interlaced pictures to be multiples of 4. */
  interlacedCut: "testsrc2=size=88x72:rate=50,interlace=lowpass=off,crop=82:68",
} as const;
