import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The root of the repository. */
export const repository = root;

/** A path in the reference material beside the clone (`../shared`), or null where there is none. */
export function shared(...parts: string[]): string | null {
  const path = join(root, "..", "shared", ...parts);
  return existsSync(path) ? path : note(`no ${join("..", "shared", ...parts)}: tests that compare with it are skipped`);
}

/** The FFmpeg on the PATH, or null. */
export function ffmpeg(): string | null {
  try {
    execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
    return "ffmpeg";
  } catch {
    return note("no ffmpeg on the PATH: tests that encode clips are skipped");
  }
}

/**
 * The program packages/bitstream/test/witness/export-vectors.c, which says what libavcodec makes of a file, or null where it
 * cannot be compiled. It is compiled once for each version of it and of the library.
 */
export function vectorWitness(): string | null {
  const source = join(root, "packages/bitstream/test/witness/export-vectors.c");
  let flags: string[];
  try {
    const libraries = ["libavformat", "libavcodec", "libavutil"];
    flags = run("pkg-config", ["--cflags", "--libs", ...libraries])
      .trim()
      .split(/\s+/);
    const versions = run("pkg-config", ["--modversion", ...libraries]);
    const key = createHash("sha256").update(readFileSync(source)).update(versions).digest("hex").slice(0, 16);
    const program = join(tmpdir(), "cvar-witness", `export-vectors-${key}`);
    if (existsSync(program)) return program;
    mkdirSync(join(program, ".."), { recursive: true });
    // Several test processes may compile at once: each its own file, put in place whole.
    const fresh = `${program}.${process.pid}`;
    run("cc", ["-O1", "-o", fresh, source, ...flags]);
    renameSync(fresh, program);
    return program;
  } catch {
    return note(
      "no C compiler, or no headers of libavcodec and libavformat: tests that compare with FFmpeg's vectors are skipped",
    );
  }
}

/**
 * The Python of CVAR_PYTHON, or python3, if it has these modules; or null. A gap here never fails: PyTorch is too large to
 * bring along, and committed fixtures hold its numbers.
 */
export function peerPython(...modules: string[]): string | null {
  const program = process.env.CVAR_PYTHON ?? "python3";
  try {
    run(program, ["-c", modules.map((module) => `import ${module}`).join("\n")]);
    return program;
  } catch {
    return skipped(`no Python with ${modules.join(", ")} (set CVAR_PYTHON): tests that compare with them are skipped`);
  }
}

function run(program: string, args: string[]): string {
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

const said = new Set<string>();

function note(reason: string): null {
  // Where the reference material is, continuous integration accepts no silent gap.
  if (process.env.CVAR_NO_SKIP && existsSync(join(root, "..", "shared")))
    throw new Error(`CVAR_NO_SKIP is set, but ${reason}`);
  return skipped(reason);
}

function skipped(reason: string): null {
  if (!said.has(reason)) console.log(`skipped: ${reason}`);
  said.add(reason);
  return null;
}
