import { seeded } from "../mutations.js";
import { type Clip, type Container, sources } from "./clip.js";

/** One choice of each line, at random. Options that exclude each other share a line. */
const lavcChoices: readonly (readonly (readonly string[])[])[] = [
  [
    ["-q:v", "1"],
    ["-q:v", "3"],
    ["-q:v", "9"],
    ["-b:v", "300k"],
    ["-q:v", "31"],
  ],
  [
    ["-bf", "0"],
    ["-bf", "1"],
    ["-bf", "2"],
    ["-bf", "4", "-b_strategy", "1"],
  ],
  [[], ["-mpeg_quant", "1"]],
  [[], ["-ps", "120"], ["-ps", "400"], ["-ps", "250", "-data_partitioning", "1"]],
  [[], ["-trellis", "1"]],
  [[], ["-mbd", "rd"], ["-mbd", "bits"]],
  [[], ["-lumi_mask", "0.4"], ["-lumi_mask", "0.4", "-mpv_flags", "+naq"], ["-noise_reduction", "100"]],
  [
    ["-g", "12"],
    ["-g", "5"],
    ["-g", "100"],
  ],
  [[], ["-me_range", "150"], ["-subq", "1"]],
];
const lavcFlags: readonly (readonly string[])[] = [[], ["qpel"], ["mv4"], ["qpel", "mv4"]];
const moreFlags: readonly string[] = ["aic", "cgop"];
const interlacing: readonly (readonly string[])[] = [[], [], [], ["ildct"], ["ildct", "ilme"]];

const xvidChoices: readonly (readonly (readonly string[])[])[] = [
  [
    ["-q:v", "1"],
    ["-q:v", "3"],
    ["-q:v", "9"],
    ["-b:v", "300k"],
  ],
  [
    ["-bf", "0"],
    ["-bf", "1"],
    ["-bf", "2"],
    ["-bf", "4"],
  ],
  [[], ["-mpeg_quant", "1"]],
  [[], ["-gmc", "1"]],
  [[], ["-trellis", "1"]],
  [[], ["-lumi_aq", "1"], ["-variance_aq", "1"]],
  [
    ["-g", "12"],
    ["-g", "5"],
    ["-g", "100"],
  ],
  [[], ["-me_quality", "6"]],
];

const progressive = [
  sources.pattern,
  sources.odd,
  sources.oddFractal,
  sources.scrolling,
  sources.turning,
  sources.tiny,
];
const interlaced = [sources.interlaced, sources.interlacedOdd];
const containers: readonly Container[] = ["m4v", "avi", "mp4", "mkv"];

/** Clips with features put together at random, always the same for the same seed. */
export function combinations(seed: number, count: number): Clip[] {
  const random = seeded(seed);
  const one = <T>(values: readonly T[]): T => values[random(values.length)]!;
  return Array.from({ length: count }, () => {
    const xvid = random(3) === 0;
    const fields = xvid ? [] : one(interlacing);
    const choices = (xvid ? xvidChoices : lavcChoices).flatMap(one);
    const flags = [...one(lavcFlags), ...moreFlags.filter(() => random(3) === 0), ...fields];
    // libavcodec's encoder has no fields in partitions.
    const partitioned = choices.indexOf("-data_partitioning");
    if (partitioned >= 0 && fields.length > 0) choices.splice(partitioned, 2);
    // It detects scene changes only where groups are open.
    if (flags.includes("cgop") && !xvid) choices.push("-sc_threshold", "1000000000");
    if (fields.length > 0 && random(2) === 0) choices.push("-alternate_scan", "1");
    const options = ["-c:v", xvid ? "libxvid" : "mpeg4", ...choices];
    if (flags.length > 0) options.push("-flags", `+${flags.join("+")}`);
    const source = one(fields.length > 0 ? interlaced : progressive);
    const container = one(containers);
    return { name: `${options.slice(1).join(" ")} in ${container} of ${source}`, source, options, container };
  });
}
