/**
 * Does `@cvar/energy`, as it would be published, work on somebody else's model? Packs it with `@cvar/backend`, installs both
 * beside `@tensorflow/tfjs` in an empty folder, runs the README's programs in Node, makes a page with echarts installed, then
 * bundles the first program and runs it in a headless browser. Exits 1 on the first failure; without a browser that part is
 * skipped, and says so.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { reportingProgram, visit } from "./package-check/browser.mjs";
import { run } from "./package-check/commands.mjs";
import { findBrowserOrSay } from "./package-check/find-browser.mjs";
import { expectOneCore, installPacked, root } from "./package-check/install.mjs";

const source = join(root, "packages", "energy");
const folder = mkdtempSync(join(tmpdir(), "cvar-energy-"));
try {
  installPacked(folder, ["backend", "energy"], ["@tensorflow/tfjs@4.22.0"]);
  expectOneCore(folder);
  const readme = readFileSync(join(source, "README.md"), "utf8");
  const [layers, graph] = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, program]) => program);
  const printed = /^```text\n([\s\S]*?)^```$/m.exec(readme)[1].trim();

  writeFileSync(join(folder, "readme.mjs"), layers);
  expectText("Node, a layers model", run(process.execPath, ["readme.mjs"], folder), printed);

  copyFileSync(join(source, "test", "graph-handler.mjs"), join(folder, "graph-handler.mjs"));
  const handler = `(await import("./graph-handler.mjs")).pointwise`;
  writeFileSync(join(folder, "graph.mjs"), graph.replace('"https://example.org/model.json"', handler));
  expectText(
    "Node, a graph model",
    run(process.execPath, ["graph.mjs"], folder),
    "multiply-accumulates               301 k",
  );

  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "echarts@6.1.0"], folder);
  const page = `import { reportPage } from "@cvar/energy/html";\n${layers.replace("reportText(", "reportPage(")}`;
  writeFileSync(join(folder, "page.mjs"), page);
  expectText("Node, a page", run(process.execPath, ["page.mjs"], folder), "<title>conv, mine: 221 k, MACs</title>");
  await inBrowser(printed);
} catch (error) {
  console.error(`@cvar/energy does not work as a package: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Serves the bundled program to a headless browser; the page posts what the program printed. */
async function inBrowser(printed) {
  const browser = findBrowserOrSay("the browser part did not run");
  if (!browser) return;
  const entry = join(folder, "browser.mjs");
  writeFileSync(entry, reportingProgram("./readme.mjs"));
  const options = { bundle: true, write: false, format: "esm", logLevel: "error", absWorkingDir: folder };
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  const page = await visit(browser, { "/page.js": outputFiles[0].text });
  expectText(`${browser}, a layers model`, page, printed.split("\n")[2].trim());
}

function expectText(where, output, text) {
  if (!output.includes(text)) throw new Error(`${where}: "${text}" was expected:\n${output}`);
  console.log(`${where}: prints what it should`);
}
