import { spawn } from "node:child_process";

/** What a program left behind. */
export interface Finished {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last 64 KiB of both outputs, or of the errors alone where the rest was shown. */
  readonly output: string;
}

const KEPT = 1 << 16;

/**
 * Runs a program without a shell until it ends or `signal` aborts.
 *
 * @param options.show  let people see its standard output (progress bars)
 * @returns null where there is no such program
 * @throws the reason of `signal` when aborted, after the program has ended
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { cwd?: string; show?: boolean; signal?: AbortSignal | undefined; env?: NodeJS.ProcessEnv } = {},
): Promise<Finished | null> {
  const { cwd, show = false, signal, env } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", show ? "inherit" : "pipe", "pipe"] });
    let output = "";
    const keep = (text: string) => {
      output = (output + text).slice(-KEPT);
    };
    child.stdout?.setEncoding("utf8").on("data", keep);
    child.stderr!.setEncoding("utf8").on("data", keep);
    const stop = () => child.kill("SIGTERM");
    signal?.addEventListener("abort", stop, { once: true });
    child.on("error", (error: NodeJS.ErrnoException) => {
      signal?.removeEventListener("abort", stop);
      if (error.code === "ENOENT" || error.code === "EACCES") resolve(null);
      else reject(error);
    });
    child.on("close", (code, killedBy) => {
      signal?.removeEventListener("abort", stop);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, signal: killedBy, output });
    });
  });
}

/** The first of several programs that answers to some arguments with status 0, or null. */
export async function firstThatAnswers(
  candidates: readonly (readonly string[])[],
  args: readonly string[],
  signal?: AbortSignal,
): Promise<readonly string[] | null> {
  for (const candidate of candidates) {
    const [program, ...before] = candidate;
    const answer = await runProgram(program!, [...before, ...args], { signal });
    if (answer?.code === 0) return candidate;
  }
  return null;
}
