/**
 * Runs every test and ends with a plain line "N passed, N failed, N skipped".
 * `--slow`: the `.slow.test.ts` files too. `--browser`: in the Chromium of this machine instead of in Node (see
 * vitest.browser.config.ts). Further arguments go to vitest.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowserOrSay } from "./package-check/find-browser.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const slow = process.argv.includes("--slow");
const browser = process.argv.includes("--browser");
const rest = process.argv.slice(2).filter((argument) => argument !== "--slow" && argument !== "--browser");
if (browser && findBrowserOrSay("nothing was tested in a browser") === null) {
  console.log("0 passed, 0 failed, 0 skipped");
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), "cvar-test-"));
const report = join(folder, "report.json");

const { status } = spawnSync(
  process.execPath,
  [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    ...(browser ? ["--config", join(root, "vitest.browser.config.ts")] : []),
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
