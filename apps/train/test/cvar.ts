import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { repository } from "../../../scripts/test-resources.js";
import { runCaptured } from "../src/program.js";
import type { Captured, memoryTerminal } from "../src/terminal.js";

/** Runs a command line in this process. */
export function cvar(
  line: string | readonly string[],
  terminal?: ReturnType<typeof memoryTerminal>,
): Promise<Captured> {
  return runCaptured(typeof line === "string" ? line.split(" ") : line, terminal);
}

/** The bundled clips. */
export const actions = join(repository, "fixtures", "actions");

/** One of them: MPEG-4 in AVI, 36 or 48 frames, GOP 12. */
export const clip = join(actions, "test", "walk__021.avi");

/** A folder that is removed when the file's tests are done. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cvar-test-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
