import { spawn } from "node:child_process";
import { rename, rm } from "node:fs/promises";
import { ToolError } from "../errors.js";

const ADVICE =
  "install it (Debian and Ubuntu: `apt install ffmpeg`; macOS: `brew install ffmpeg`; Windows: `winget install ffmpeg`) and see that it is on the PATH";

/** How clips are encoded. The papers: MPEG-4 Part 2, one I- and eleven P-frames, 340×256. */
export interface Encoding {
  readonly width: number;
  readonly height: number;
  readonly gop: number;
  /** Quantiser scale of `-q:v`: 1 is the finest, 31 the coarsest. */
  readonly quality: number;
}

export const papersEncoding: Encoding = { width: 340, height: 256, gop: 12, quality: 1 };

/**
 * First line of `ffmpeg -version`.
 * @throws ToolError with instructions if there is none
 */
export async function ffmpegVersion(): Promise<string> {
  try {
    return (await collect(["-version"])).stdout.split("\n")[0]!.replace(/ Copyright.*/, "");
  } catch (error) {
    throw new ToolError("no FFmpeg on the PATH", ADVICE, error);
  }
}

/**
 * Encodes one file; the name `out` appears only when it is complete.
 * @throws ToolError with FFmpeg's last line
 */
export async function encodeClip(source: string, out: string, encoding: Encoding, signal?: AbortSignal): Promise<void> {
  const temporary = `${out}.${process.pid}.tmp`;
  try {
    let result = await collect(encodeArguments(source, temporary, encoding, []), signal);
    // MPEG-4 counts time in at most 65535 parts of a second; odd sources do not fit.
    if (result.code !== 0 && /timebase|time base|65535/i.test(result.stderr)) {
      result = await collect(encodeArguments(source, temporary, encoding, ["-r", "30"]), signal);
    }
    if (result.code !== 0)
      throw new ToolError(lastLine(result.stderr, source) || `FFmpeg ended with code ${result.code}`);
    await rename(temporary, out);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** GOPs of exactly `gop` frames: no B-frames, and no I-frame at a scene cut. One thread: jobs run beside each other. */
export function encodeArguments(
  source: string,
  out: string,
  { width, height, gop, quality }: Encoding,
  rate: readonly string[],
): string[] {
  return [
    "-nostdin",
    "-v",
    "error",
    "-y",
    "-i",
    source,
    "-map",
    "0:v:0",
    "-an",
    ...rate,
    "-vf",
    `scale=${width}:${height},setsar=1`,
    "-pix_fmt",
    "yuv420p",
    "-c:v",
    "mpeg4",
    "-g",
    String(gop),
    "-bf",
    "0",
    "-sc_threshold",
    "1000000000",
    "-q:v",
    String(quality),
    "-threads",
    "1",
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    "-flags",
    "+bitexact",
    "-f",
    "mp4",
    out,
  ];
}

function collect(
  args: readonly string[],
  signal?: AbortSignal,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("ffmpeg", args, { stdio: ["ignore", "pipe", "pipe"], ...(signal && { signal }) });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (bytes) => (stdout += bytes));
    // A damaged file can make FFmpeg complain about every macroblock: the end is enough.
    child.stderr.on("data", (bytes) => (stderr = (stderr + bytes).slice(-20_000)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

function lastLine(text: string, source: string): string {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return (lines.at(-1) ?? "").replace(`${source}: `, "");
}
