import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";
import { clip } from "./cvar.js";

const bin = join(repository, "apps", "train", "bin", "cvar.js");

/** The built command in a process of its own; `closeAfter`: the reader goes away after that many bytes. */
function start(
  args: readonly string[],
  closeAfter = Number.POSITIVE_INFINITY,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args]);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (bytes) => {
      stdout += bytes;
      if (stdout.length >= closeAfter) child.stdout.destroy();
    });
    child.stderr.on("data", (bytes) => {
      stderr += bytes;
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

describe.skipIf(!existsSync(join(repository, "apps", "train", "dist", "cli.js")))("the program cvar", () => {
  it("ends with the command's exit code", async () => {
    expect(await start(["inspect", clip, "--json"])).toMatchObject({ code: 0, stderr: "" });
    expect((await start(["inspect", "/nonexistent.avi"])).code).toBe(1);
    expect((await start(["nonsense"])).code).toBe(2);
  });

  it("ends quietly when its reader goes away", async () => {
    const { code, stdout, stderr } = await start(["motion", clip], 10);
    expect(stdout).toMatch(/^frame,source/);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });
});
