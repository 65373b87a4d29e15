import { execFile, execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PeerError } from "../errors.js";

/** A C compiler that can be started. */
export interface Compiler {
  readonly path: string;
  /** E.g. "12.2.0". */
  readonly version: string;
}

/** The C compiler at `path`, or the reason why there is none. */
export function findCompiler(path = "cc"): Compiler | { readonly missing: string } {
  try {
    const text = execFileSync(path, ["-dumpfullversion", "-dumpversion"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return { path, version: text.trim() };
  } catch {
    return { missing: `no C compiler "${path}" that can be started (choose one with --cc PATH)` };
  }
}

/**
 * Compiles a C program of `peers/` with -O2.
 * @param folder  where the program goes
 * @returns its path
 * @throws PeerError with what the compiler says
 */
export function compilePeer(compiler: Compiler, file: "coviar_loop.c", folder: string): string {
  const source = fileURLToPath(new URL(`../../peers/${file}`, import.meta.url));
  const program = join(folder, basename(file, ".c"));
  try {
    execFileSync(compiler.path, ["-O2", "-o", program, source], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? cause);
    throw new PeerError(`${compiler.path} did not compile ${file}: ${said.trim().split("\n")[0]}`, null, cause);
  }
  return program;
}

const start = promisify(execFile);

/**
 * Runs a program to its end.
 * @returns its output, which is one JSON object
 * @throws PeerError
 */
export async function runPeer(program: string, args: readonly string[]): Promise<Record<string, number>> {
  try {
    const { stdout } = await start(program, args);
    return JSON.parse(stdout) as Record<string, number>;
  } catch (cause) {
    throw new PeerError(`${basename(program)} failed: ${(cause as Error).message}`, null, cause);
  }
}
