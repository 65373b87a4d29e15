import { type RuleName, traceToFrame } from "@cvar/accumulate";
import { motionRows, type Rounding, type Video } from "@cvar/bitstream";
import { z } from "zod";
import { UsageError } from "../errors.js";
import type { Terminal } from "../terminal.js";
import { withVideo } from "../video/open.js";
import { type Define, parseOptions } from "./command.js";

const COLUMNS = [
  "source",
  "w",
  "h",
  "src_x",
  "src_y",
  "dst_x",
  "dst_y",
  "motion_x",
  "motion_y",
  "motion_scale",
  "reference",
] as const;

const schema = z.object({
  json: z.boolean().default(false),
  accumulated: z.enum(["paper", "coviar"]).optional(),
  rounding: z.enum(["standard", "ffmpeg"]).optional(),
  frame: z.coerce.number().int().min(0).optional(),
  safetensors: z.string().optional(),
});

/** `cvar motion FILE`: the motion vectors as rows, or one frame's accumulated arrays in a safetensors file. */
export const defineMotion: Define = (program, terminal) =>
  program
    .command("motion")
    .description("motion vectors as CSV or JSON rows; or one frame's accumulated motion and residual as arrays")
    .argument("<file>", "a video")
    .option("--json", "print JSON")
    .option("--accumulated <rule>", "trace one frame back to its I-frame by the rule `paper` or `coviar`")
    .option(
      "--rounding <how>",
      "rule coviar: decode half-pel means as the `standard` says (default) or as `ffmpeg` does on x86",
    )
    .option("--frame <n>", "which frame, as its decode index from 0 (rows: only this one; arrays: required)")
    .option("--safetensors <out>", "where to write the arrays mv [H,W,2], residual_y [H,W], residual [H,W,3] (int16)")
    .action(async (file: string, raw: Record<string, unknown>) => {
      const options = parseOptions(schema, raw);
      const { accumulated: rule, frame, safetensors: out, rounding } = options;
      if (rule === undefined && out !== undefined)
        throw new UsageError("--safetensors needs --accumulated paper|coviar");
      if (rule !== "coviar" && rounding !== undefined) throw new UsageError("--rounding needs --accumulated coviar");
      if (rule === undefined) return withVideo(file, (video) => writeRows(video, terminal, options.json, frame));
      if (frame === undefined || out === undefined)
        throw new UsageError("--accumulated needs --frame N and --safetensors OUT");
      await withVideo(file, (video) =>
        writeArrays(video, terminal, { file, rule, frame, out, rounding, json: options.json }),
      );
    });

async function writeRows(video: Video, terminal: Terminal, json: boolean, only?: number): Promise<void> {
  await terminal.write(json ? "[" : `frame,${COLUMNS.join(",")}\n`);
  let first = true;
  for await (const frame of video.frames({ output: "motion", ...(only !== undefined && { to: only + 1 }) })) {
    if (frame.type === "I" || (only !== undefined && frame.decodeIndex !== only)) continue;
    const rows = motionRows(frame).map((row) => {
      const values = COLUMNS.map((name) => row[name]);
      if (!json) return `${frame.decodeIndex},${values.join(",")}\n`;
      const separator = first ? "\n" : ",\n";
      first = false;
      return `${separator}${JSON.stringify({ frame: frame.decodeIndex, ...Object.fromEntries(COLUMNS.map((name, i) => [name, values[i]])) })}`;
    });
    await terminal.write(rows.join(""));
  }
  if (json) await terminal.write("\n]\n");
}

interface ArraysRequest {
  readonly file: string;
  readonly rule: RuleName;
  readonly frame: number;
  readonly out: string;
  readonly rounding: Rounding | undefined;
  readonly json: boolean;
}

async function writeArrays(
  video: Video,
  terminal: Terminal,
  { file, rule, frame, out, rounding, json }: ArraysRequest,
): Promise<void> {
  const traced = await traceToFrame(video, frame, rule, { colour: "rgb", ...(rounding && { rounding }) });
  const { width, height } = traced;
  const arrays = [
    { name: "mv", shape: [height, width, 2], data: traced.mv },
    { name: "residual_y", shape: [height, width], data: traced.residualY },
    { name: "residual", shape: [height, width, 3], data: traced.residual },
    { name: "motion", shape: [height, width, 2], data: traced.motion },
  ];
  // The models package brings TensorFlow.js along; rows do without.
  const { saveArrays } = await import("../safetensors.js");
  await saveArrays(out, arrays, {
    file,
    rule,
    frame: String(frame),
    type: traced.frame.type,
    origin: String(traced.origin),
  });
  const summary = {
    out,
    rule,
    frame,
    type: traced.frame.type,
    origin: traced.origin,
    arrays: Object.fromEntries(arrays.map((a) => [a.name, a.shape])),
  };
  if (json) await terminal.write(`${JSON.stringify(summary, null, 2)}\n`);
  else await terminal.write(`${out}: frame ${frame} (${traced.frame.type}), rule ${rule}, ${width}×${height}\n`);
}
