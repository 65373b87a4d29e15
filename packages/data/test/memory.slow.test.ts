import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";

const built = existsSync(join(repository, "packages", "data", "dist", "node", "worker.js"));
if (!built) console.log("skipped: @cvar/data is not built, and its worker threads need that");

it.skipIf(!built)("keeps no arrays from one epoch to the next", async () => {
  const program = fileURLToPath(new URL("./memory-program.mjs", import.meta.url));
  const list = join(repository, "fixtures", "actions", "labels.csv");
  const env = { ...process.env, NODE_OPTIONS: "" };
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", program, list], { env });
  const alive: number[] = JSON.parse(stdout);
  const [settled, last] = [Math.max(...alive.slice(2, 4)), Math.max(...alive.slice(6))];
  expect(last).toBeLessThan(settled + 1e6);
});
