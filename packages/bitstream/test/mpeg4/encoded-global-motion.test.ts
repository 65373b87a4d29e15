import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg, vectorWitness } from "../../../../scripts/test-resources.js";
import { type Clip, encodedClips, expectWitnessed } from "./encoded-clips.js";

const drifting = "testsrc2=size=176x144:rate=25,scroll=h=0.013:v=0.009";
const zooming = "mandelbrot=size=176x144:rate=25:end_scale=0.02:start_scale=0.1";
const turning = "testsrc2=size=352x288:rate=25,rotate=a=n*0.02:fillcolor=gray,crop=176:144";
/** XviD writes three warping points in sixteenths of a pixel. */
const xvid = ["-c:v", "libxvid", "-g", "12", "-bf", "0", "-gmc", "1"];

const clips: readonly Clip[] = [
  ["drifting", drifting, [...xvid, "-q:v", "3"]],
  ["zooming", zooming, [...xvid, "-q:v", "3"]],
  ["turning", turning, [...xvid, "-q:v", "3"]],
  ["turning, finest quantiser, four vectors", turning, [...xvid, "-q:v", "1", "-flags", "+mv4"]],
  ["turning, coarse", turning, [...xvid, "-q:v", "12"]],
  ["turning, quarter-pel", turning, [...xvid, "-q:v", "4", "-flags", "+qpel+mv4"]],
  ["zooming, quarter-pel", zooming, [...xvid, "-q:v", "2", "-flags", "+qpel"]],
  ["turning, cut macroblocks", `${turning},scale=172:130`, [...xvid, "-q:v", "3"]],
  ["zooming, cut macroblocks", `${zooming},scale=74:102`, [...xvid, "-q:v", "3"]],
  ["turning, two macroblocks", `${turning},scale=18:14`, [...xvid, "-q:v", "2"]],
];

describe.skipIf(!ffmpeg() || !vectorWitness())("clips with global motion decode to FFmpeg's frames and vectors", () => {
  let encoded: ReturnType<typeof encodedClips>;
  beforeAll(() => {
    encoded = encodedClips(clips);
  }, 60_000);
  afterAll(() => encoded?.remove());

  it("has S-VOPs", () => {
    const types = encoded.witnessed.ffmpeg.map(({ frames }) => frames.filter(({ type }) => type === "S").length);
    expect(types.filter((count) => count > 3).length).toBeGreaterThan(5);
  });
  it.each(clips.map(([name], i) => [name, i] as const))("%s", async (_, i) => expectWitnessed(encoded, i, "ffmpeg"));
  it.each(clips.map(([name], i) => [name, i] as const))("%s, rounded as the standard says", async (_, i) =>
    expectWitnessed(encoded, i, "standard"),
  );
});
