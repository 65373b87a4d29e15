import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
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

const said = new Set<string>();

function note(reason: string): null {
  // Where the reference material is, continuous integration accepts no silent gap.
  if (process.env.CVAR_NO_SKIP && existsSync(join(root, "..", "shared")))
    throw new Error(`CVAR_NO_SKIP is set, but ${reason}`);
  if (!said.has(reason)) console.log(`skipped: ${reason}`);
  said.add(reason);
  return null;
}
