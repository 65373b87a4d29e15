import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";

const built = existsSync(join(repository, "packages", "data", "dist", "node", "worker.js"));
if (!built) console.log("skipped: @cvar/data is not built, and its worker threads need that");

it.skipIf(!built)("keeps no arrays from one epoch to the next, and holds no more than it says", async () => {
  const program = fileURLToPath(new URL("./memory-program.mjs", import.meta.url));
  const list = join(repository, "fixtures", "actions", "labels.csv");
  const env = { ...process.env, NODE_OPTIONS: "" };
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", program, list], { env });
  const { alive, peaks } = JSON.parse(stdout) as { alive: number[]; peaks: Peak[] };
  const [settled, last] = [Math.max(...alive.slice(2, 4)), Math.max(...alive.slice(6))];
  expect(last).toBeLessThan(settled + 1e6);
  for (const { arrays, most, stated, batchBytes } of peaks) {
    // Owned batches: the one in use, and the one before it, which may not be collected yet.
    const allowed = stated + (arrays === "owned" ? 2 * batchBytes : 0) + 1e5;
    expect(most).toBeGreaterThan(stated / 2);
    expect(most).toBeLessThan(allowed);
  }
  expect(peaks.map(({ stated, batchBytes }) => stated / batchBytes)).toEqual([2, 5, 4, 2, 5, 4]);
});

interface Peak {
  readonly arrays: "owned" | "borrowed";
  readonly most: number;
  readonly stated: number;
  readonly batchBytes: number;
}
