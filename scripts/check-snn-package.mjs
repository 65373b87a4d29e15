/**
 * Does `@cvar/snn`, as it would be published, work in somebody else's project? Packs it, installs it beside
 * `@tensorflow/tfjs` in an empty folder, runs the README's programs in Node, then bundles the first and runs it in a
 * headless browser. Exits 1 on the first failure; without a browser that part is skipped, and says so.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { reportingProgram, visit } from "./package-check/browser.mjs";
import { run } from "./package-check/commands.mjs";
import { findBrowserOrSay } from "./package-check/find-browser.mjs";
import { expectOneCore, installPacked, root } from "./package-check/install.mjs";

const examples = join(root, "packages", "snn", "examples");
const folder = mkdtempSync(join(tmpdir(), "cvar-snn-"));
try {
  installPacked(folder, "snn", ["@tensorflow/tfjs@4.22.0"]);
  expectOneCore(folder);
  for (const name of ["readme.mjs", "functional.mjs"]) {
    writeFileSync(join(folder, name), readFileSync(join(examples, name)));
  }
  expectLearned("Node", run(process.execPath, ["readme.mjs"], folder));
  expectText("Node", run(process.execPath, ["functional.mjs"], folder), "[[1, 1, 1, 1],]");
  await inBrowser();
} catch (error) {
  console.error(`@cvar/snn does not work as a package: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Serves the bundled program to a headless browser; the page posts what the program printed. */
async function inBrowser() {
  const browser = findBrowserOrSay("the browser part did not run");
  if (!browser) return;
  const entry = join(folder, "page.mjs");
  writeFileSync(entry, reportingProgram("./readme.mjs"));
  const options = { bundle: true, write: false, format: "esm", logLevel: "error", absWorkingDir: folder };
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  expectLearned(browser, await visit(browser, { "/page.js": outputFiles[0].text }));
}

function expectLearned(where, output) {
  const accuracy = Number(/accuracy: ([\d.]+)/.exec(output)?.[1]);
  if (!(accuracy >= 0.9)) throw new Error(`in ${where} the README's classifier did not learn:\n${output}`);
  console.log(`${where}: the README's classifier reaches accuracy ${accuracy}`);
}

function expectText(where, output, text) {
  if (!output.includes(text)) throw new Error(`in ${where} "${text}" was expected:\n${output}`);
  console.log(`${where}: the functional program prints what it should`);
}
