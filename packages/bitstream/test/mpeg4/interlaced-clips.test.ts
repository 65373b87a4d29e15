import { checkClips } from "./encoded/check-clips.js";
import type { Clip } from "./encoded/clip.js";

/** Two frames' lines woven into one, the top or the bottom field first; "merged" ones keep full height. */
const moving = (size: string, more: string) => `testsrc2=size=${size}:rate=50,scroll=h=0.013:v=0.007,${more}`;
const sources = {
  "top first": moving("176x144", "interlace=scan=tff:lowpass=off"),
  "bottom first": moving("176x144", "interlace=scan=bff:lowpass=off,setfield=bff"),
  "half a macroblock over": moving("104x88", "tinterlace=interleave_top"),
  "odd size": moving("90x80", "interlace=lowpass=off,crop=83:71"),
} as const;

const tools: readonly (readonly string[])[] = [
  ["-q:v", "1"],
  ["-q:v", "4", "-bf", "2"],
  ["-q:v", "9", "-mpeg_quant", "1", "-alternate_scan", "1"],
  ["-q:v", "31", "-bf", "1"],
  ["-q:v", "3", "-bf", "2", "-ps", "160"],
  ["-q:v", "6", "-alternate_scan", "1", "-trellis", "1", "-mbd", "rd"],
  ["-b:v", "400k", "-bf", "3", "-mbd", "rd", "-mpeg_quant", "1"],
];
const flags = ["ildct", "ildct+ilme", "ildct+ilme+mv4", "ildct+ilme+qpel", "ildct+ilme+qpel+mv4"] as const;
const containers = ["m4v", "avi", "mp4"] as const;

/** Every set of tools with every source and, in turn, each set of flags and container. */
const clips: readonly Clip[] = Object.entries(sources).flatMap(([name, source], i) =>
  tools.map((options, j) => {
    const flag = flags[(i + j) % flags.length]!;
    const container = containers[(i + 2 * j) % containers.length]!;
    const top = name === "bottom first" ? "0" : "1";
    return {
      name: `${name}: ${options.join(" ")}, ${flag}, ${container}`,
      source,
      options: ["-c:v", "mpeg4", "-g", "6", ...options, "-flags", `+${flag}`, "-top", top],
      container,
    };
  }),
);

checkClips("interlaced clips are decoded to FFmpeg's frames and vectors", clips);
