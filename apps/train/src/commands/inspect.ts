import { facts, si } from "../table.js";
import { withVideo } from "../video/open.js";
import { type Inspection, inspectVideo } from "../video/statistics.js";
import { type Define, writeJson } from "./command.js";

/** `cvar inspect FILE`: what is in a video, from its headers and vectors alone. */
export const defineInspect: Define = (program, terminal) =>
  program
    .command("inspect")
    .description("container, codec, GOPs, frame types, bytes and motion-vector statistics of a video")
    .argument("<file>", "a video")
    .option("--json", "print JSON")
    .action(async (file: string, options: { json?: boolean }) => {
      const inspection = await withVideo(file, inspectVideo);
      if (options.json) return writeJson(terminal, { file, ...inspection });
      await terminal.write(format(file, inspection));
    });

function byType({ types, vectors }: Inspection): string {
  if (types.B === 0) return "";
  const { inPFrames, forward, backward } = vectors;
  return ` (${inPFrames} in P-frames; in B-frames ${forward} forward, ${backward} backward)`;
}

function format(file: string, v: Inspection): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const perType = (["I", "P", "B"] as const)
    .filter((type) => v.types[type] > 0)
    .map((type) => `${v.types[type]} ${type} (${si(v.bytesPerFrame[type] ?? 0, "B")} each)`);
  const rate = v.frameRate === null ? "unknown rate" : `${Number(v.frameRate.toFixed(3))} frames/s`;
  return facts([
    ["file", file],
    ["container", v.container],
    ["codec", `${v.codec}, ${v.profile}`],
    ["encoder", v.encoder],
    ["picture", `${v.width}×${v.height}, ${rate}${v.seconds === null ? "" : `, ${v.seconds.toFixed(2)} s`}`],
    ["frames", `${v.frames}: ${perType.join(", ")}`],
    ["bytes", si(v.bytes, "B")],
    ["GOPs", `${v.gops.count}, of ${v.gops.shortest} to ${v.gops.longest} frames (mean ${v.gops.mean.toFixed(1)})`],
    [
      "vectors",
      `${v.vectors.vectors}${byType(v)}, ${percent(v.vectors.zeroShare)} zero, ${percent(v.vectors.subPixelShare)} sub-pixel`,
    ],
    ["length", `mean ${v.vectors.meanLength.toFixed(2)} px, largest ${v.vectors.largestLength.toFixed(1)} px`],
    ["intra blocks", `${percent(v.vectors.intraShare)} of the blocks in P- and B-frames`],
    ...(v.fault === null ? [] : ([["stopped at", v.fault]] as const)),
  ]);
}
