import { type Clip, type Container, sources } from "../../mpeg4/encoded/clip.js";
import { seeded } from "../../mpeg4/mutations.js";

/** One of each line, at random; what excludes each other shares a line. */
const choices: readonly (readonly string[])[] = [
  ["qp=4", "qp=20", "qp=30", "qp=42", "crf=24", "crf=33", "bitrate=200"],
  ["ref=1", "ref=2", "ref=4", "ref=9", "ref=16"],
  ["partitions=none", "partitions=all", "partitions=p8x8,b8x8,i4x4", ""],
  ["keyint=1", "keyint=5", "keyint=250", "keyint=8:open-gop=1", "keyint=6:intra-refresh=1"],
  ["slices=1", "slices=4", "slice-max-size=250", "slice-max-mbs=9"],
  ["deblock=0,0", "deblock=-6,4", "deblock=5,-3", "no-deblock=1"],
  ["subme=1", "subme=5", "subme=9", "subme=11:trellis=2"],
  ["aq-mode=0", "aq-mode=2:aq-strength=2"],
  ["chroma-qp-offset=0", "chroma-qp-offset=7", "chroma-qp-offset=-9"],
  ["constrained-intra=0", "constrained-intra=1"],
  ["mixed-refs=0", "mixed-refs=1"],
  ["nal-hrd=none", "nal-hrd=vbr:vbv-maxrate=400:vbv-bufsize=400", "aud=1"],
];
const bChoices: readonly (readonly string[])[] = [
  [
    "bframes=0",
    "bframes=1",
    "bframes=3:b-adapt=0",
    "bframes=3:b-adapt=2",
    "bframes=8:b-adapt=0",
    "bframes=16:b-adapt=0",
  ],
  ["b-pyramid=none", "b-pyramid=normal", "b-pyramid=strict"],
  ["direct=none", "direct=spatial", "direct=temporal", "direct=auto"],
  ["weightb=0", "weightb=1"],
  ["weightp=0", "weightp=1", "weightp=2"],
];
const highChoices: readonly (readonly string[])[] = [
  ["8x8dct=1", "8x8dct=0"],
  ["cqm=flat", "cqm=jvt", "cqm4=17,10,20,30,15,20,30,40,25,30,40,50,35,40,50,60"],
];
const depths = ["yuv420p", "yuv420p", "yuv420p", "yuv420p10le", "yuv422p", "yuv422p10le", "gray"] as const;
const progressive = [
  sources.pattern,
  sources.odd,
  sources.oddFractal,
  sources.scrolling,
  sources.turning,
  sources.tiny,
];
const interlaced = [sources.interlaced, sources.interlacedCut];
const containers: readonly Container[] = ["h264", "mp4", "mkv", "ts", "avi"];

/** Clips with x264's options put together at random, always the same for the same seed. */
export function combinations(seed: number, count: number): Clip[] {
  const random = seeded(seed);
  const one = <T>(values: readonly T[]): T => values[random(values.length)]!;
  return Array.from({ length: count }, () => {
    const profile = one(["baseline", "main", "high", "high", "high"]);
    const fields = profile !== "baseline" && random(3) === 0;
    const params = choices.map(one);
    if (profile !== "baseline") params.push(...bChoices.map(one));
    if (profile === "high") params.push(...highChoices.map(one));
    if (fields) params.push(one(["tff=1", "bff=1"]));
    const pixels = profile === "high" ? one(depths) : "yuv420p";
    // What x264 cannot do: finest quantisers with scaling lists, intra refresh without chroma.
    if (params.some((param) => /^cqm(?!=flat)/.test(param))) params[0] = params[0]!.replace(/^qp=4$/, "qp=17");
    // FFmpeg does not take all that x264 makes of constrained intra prediction in MBAFF frames.
    if (fields) params[9] = "constrained-intra=0";
    if (pixels === "gray") params[3] = params[3]!.replace(":intra-refresh=1", "");
    // The format asks for its own profile.
    const options = pixels === "yuv420p" ? ["-profile:v", profile] : ["-pix_fmt", pixels];
    if (random(3) === 0) options.push("-coder", "vlc");
    if (fields) options.push("-flags", "+ildct+ilme");
    options.push("-x264-params", params.filter(Boolean).join(":"));
    const source = one(fields ? interlaced : progressive);
    const container = one(containers);
    return {
      name: `${options.join(" ")} in ${container} of ${source}`,
      source,
      options: ["-c:v", "libx264", ...options],
      container,
    };
  });
}
