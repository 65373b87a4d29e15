/**
 * Runs every test and ends with a plain line "N passed, N failed, N skipped".
 * `--slow`: the `.slow.test.ts` files too. Further arguments go to vitest.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const slow = process.argv.includes("--slow");
const rest = process.argv.slice(2).filter((argument) => argument !== "--slow");
const folder = mkdtempSync(join(tmpdir(), "cvar-test-"));
const report = join(folder, "report.json");

const { status } = spawnSync(
  process.execPath,
  [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...rest,
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, ...(slow ? { CVAR_SLOW: "1" } : {}) } },
);

const counts = read();
rmSync(folder, { recursive: true, force: true });
if (counts === null) {
  console.error("cvar test: vitest wrote no report: see the lines above");
  process.exit(1);
}
// A file that fails to load fails no single test: count it as one.
const failed = counts.numFailedTests + (status !== 0 && counts.numFailedTests === 0 ? 1 : 0);
console.log(`${counts.numPassedTests} passed, ${failed} failed, ${counts.numPendingTests} skipped`);
process.exit(failed === 0 ? 0 : 1);

function read() {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return null;
  }
}
