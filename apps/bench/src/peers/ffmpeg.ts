import { execFileSync, spawn } from "node:child_process";
import { PeerError } from "../errors.js";

/** An FFmpeg that can be started. */
export interface Ffmpeg {
  readonly path: string;
  /** E.g. "5.1.9-0+deb12u1". */
  readonly version: string;
}

/** What one FFmpeg process says of itself at its end (`-benchmark`); null where it does not say. */
export interface FfmpegRun {
  /** From the first packet to the last: the start of the process is not in it. */
  readonly wallSeconds: number | null;
  /** User and system time of the same span. */
  readonly cpuSeconds: number | null;
  /** Frames that reached the output. */
  readonly frames: number | null;
  /** Largest resident size. */
  readonly peakBytes: number | null;
}

/** The FFmpeg at `path`, or the reason why there is none. */
export function findFfmpeg(path = "ffmpeg"): Ffmpeg | { readonly missing: string } {
  try {
    const text = execFileSync(path, ["-version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return { path, version: /ffmpeg version (\S+)/.exec(text)?.[1] ?? "unknown" };
  } catch {
    return { missing: `no "${path}" that can be started` };
  }
}

/**
 * Runs FFmpeg to its end, with `-benchmark`.
 * @throws PeerError if it ends with a fault, with its last line
 */
export async function runFfmpeg(ffmpeg: Ffmpeg, args: readonly string[]): Promise<FfmpegRun> {
  let log = "";
  await new Promise<void>((resolve, reject) => {
    const all = ["-hide_banner", "-nostdin", "-benchmark", ...args];
    const child = spawn(ffmpeg.path, all, { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-20_000);
    });
    child.on("error", (cause) => reject(new PeerError(`${ffmpeg.path} did not start`, null, cause)));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new PeerError(`ffmpeg ended with ${code}: ${log.trim().split("\n").at(-1)}`));
    });
  });
  return readLog(log);
}

/** What FFmpeg says at its end: `frame= 3000 …`, `bench: utime=1.2s stime=0.1s rtime=1.3s`, `bench: maxrss=1234kB`. */
export function readLog(log: string): FfmpegRun {
  const times = /bench: utime=([\d.]+)s stime=([\d.]+)s rtime=([\d.]+)s/.exec(log);
  const frames = [...log.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1];
  const memory = /bench: maxrss=(\d+)\s*(kB|KiB)/.exec(log)?.[1];
  return {
    wallSeconds: times === null ? null : Number(times[3]),
    cpuSeconds: times === null ? null : Number(times[1]) + Number(times[2]),
    frames: frames === undefined ? null : Number(frames),
    peakBytes: memory === undefined ? null : Number(memory) * 1024,
  };
}
