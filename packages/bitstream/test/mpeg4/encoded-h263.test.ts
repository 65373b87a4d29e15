import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg, shared, vectorWitness } from "../../../../scripts/test-resources.js";
import { openVideo } from "../../src/node/index.js";
import { frameMd5s, readFrameMd5 } from "../reference.js";
import { type Clip, encodedClips, expectWitnessed } from "./encoded-clips.js";

const pattern = (size: string) => `testsrc2=size=${size}:rate=25`;
const fractal = (size: string) => `mandelbrot=size=${size}:rate=25`;
const noise = "nullsrc=size=96x80:rate=25,geq=lum='255*gt(random(1)\\,.5)':cb='random(2)*255':cr=128";
const h263 = ["-c:v", "h263", "-g", "12"];
const plus = ["-c:v", "h263p", "-g", "12", "-threads", "1", "-slices", "1"];

const clips: readonly Clip[] = [
  ["sub-QCIF", pattern("128x96"), [...h263, "-q:v", "4"]],
  ["QCIF, finest quantiser", pattern("176x144"), [...h263, "-q:v", "1"]],
  ["CIF, coarsest quantiser", fractal("352x288"), [...h263, "-q:v", "31"]],
  ["4CIF", pattern("704x576"), [...h263, "-q:v", "8"]],
  ["16CIF", fractal("1408x1152"), [...h263, "-q:v", "12"]],
  ["headers of groups of one row", fractal("352x288"), [...h263, "-q:v", "2", "-ps", "300"]],
  ["headers of groups of two rows", fractal("704x576"), [...h263, "-b:v", "400k", "-ps", "200", "-mbd", "rd"]],
  ["four vectors", fractal("352x288"), [...h263, "-q:v", "3", "-flags", "+mv4"]],
  [
    "slices of one thread each",
    fractal("200x120"),
    ["-c:v", "h263p", "-g", "12", "-q:v", "2", "-threads", "4", "-slices", "4"],
  ],
  ["small slices", pattern("352x288"), [...plus, "-q:v", "3", "-structured_slices", "1", "-ps", "200"]],
  ["small slices of 4CIF", fractal("704x576"), [...plus, "-q:v", "5", "-structured_slices", "1", "-ps", "100"]],
  [
    "unrestricted vectors",
    `${pattern("352x288")},scroll=h=0.1:v=0.05`,
    [...plus, "-q:v", "4", "-umv", "1", "-me_range", "200"],
  ],
  [
    "unrestricted vectors in slices",
    `${pattern("352x288")},scroll=h=0.1:v=0.05`,
    [...plus, "-q:v", "4", "-umv", "1", "-structured_slices", "1", "-ps", "150"],
  ],
  ["advanced intra coding and modified quantisation", pattern("352x288"), [...plus, "-q:v", "3", "-flags", "+aic"]],
  ["the same, finest quantiser", fractal("200x120"), [...plus, "-q:v", "1", "-flags", "+aic"]],
  ["the same, noise", noise, [...plus, "-q:v", "1", "-flags", "+aic"]],
  [
    "the same, coarse, slices",
    pattern("352x288"),
    [...plus, "-q:v", "22", "-flags", "+aic", "-structured_slices", "1", "-ps", "100"],
  ],
  [
    "the same, four unrestricted vectors",
    `${pattern("352x288")},noise=alls=60:allf=t`,
    [...plus, "-q:v", "20", "-flags", "+aic+mv4", "-umv", "1"],
  ],
  ["H.263+ without optional modes, own size", pattern("200x120"), [...plus, "-q:v", "3"]],
];

describe.skipIf(!ffmpeg() || !vectorWitness())("H.263 clips decode to FFmpeg's frames and vectors", () => {
  let encoded: ReturnType<typeof encodedClips>;
  beforeAll(() => {
    encoded = encodedClips(clips, "h263");
  }, 60_000);
  afterAll(() => encoded?.remove());

  it.each(clips.map(([name], i) => [name, i] as const))("%s", async (_, i) => expectWitnessed(encoded, i, "ffmpeg"));
  it.each(clips.map(([name], i) => [name, i] as const))("%s, rounded as the standard says", async (_, i) =>
    expectWitnessed(encoded, i, "standard"),
  );
});

const recording = shared("data", "mpeg4", "file-type__fixture2.3gp");

it.skipIf(!recording)("a 3GP recording decodes to FFmpeg's frames", async () => {
  const video = await openVideo(recording!);
  expect(video).toMatchObject({ container: "mp4", codec: "h263", profile: "H.263 baseline", width: 176, height: 144 });
  const expected = readFrameMd5(`${recording}.framemd5`);
  expect(expected.length).toBe(97);
  expect(await frameMd5s(video)).toEqual(expected);
  await video.close();
});
