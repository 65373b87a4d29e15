/**
 * Does `@cvar/backend`, as it would be published, work in somebody else's project? Packs it, installs it in an empty folder
 * beside the parts of TensorFlow.js that the README names, trains the README's network in Node, then in a headless browser:
 * bundled with esbuild, on a plain page and on a cross-origin isolated one, and as a minifier makes it that breaks tfjs's
 * threads. Exits 1 on the first failure; without a browser that part is skipped, and says so.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { reportingProgram, visit } from "./package-check/browser.mjs";
import { run } from "./package-check/commands.mjs";
import { findBrowserOrSay } from "./package-check/find-browser.mjs";
import { installPacked, root } from "./package-check/install.mjs";

const parts = ["core", "layers", "backend-cpu", "backend-wasm"].map((part) => `@tensorflow/tfjs-${part}@4.22.0`);
const folder = mkdtempSync(join(tmpdir(), "cvar-backend-"));
try {
  installPacked(folder, "backend", parts);
  writeFileSync(join(folder, "page.mjs"), readFileSync(join(root, "packages", "backend", "examples", "browser.mjs")));
  expectLearned("Node", run(process.execPath, ["page.mjs"], folder));
  await inBrowser();
} catch (error) {
  console.error(`@cvar/backend does not work as a package: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function inBrowser() {
  const browser = findBrowserOrSay("the browser part did not run");
  if (!browser) return;
  const files = { ...wasmFiles(), ...(await bundle()) };
  const page = await visit(browser, files);
  expectLearned("a plain page", page, "wasm, threads: 1,");
  expectLearned("an isolated page", await visit(browser, files, { isolated: true }), "wasm, threads:");
  // A minifier that knows that the name is declared leaves out `typeof`; in tfjs's workers it is not declared.
  const minified = Object.entries(files).map(([path, code]) =>
    typeof code === "string"
      ? [path, code.replaceAll(`typeof _scriptDir !== "undefined" && _scriptDir`, "_scriptDir")]
      : [path, code],
  );
  if (minified.every(([path, code]) => code === files[path]))
    throw new Error("tfjs's code for threads is not what it was");
  const broken = await visit(browser, Object.fromEntries(minified), { isolated: true });
  expectLearned("an isolated page whose threads cannot start", broken, "wasm, threads: 1,");
  const without = await visit(browser, await bundle());
  if (!/^cpu,/m.test(without) || !without.includes("not wasm: its .wasm files are not where it looks"))
    throw new Error(`without .wasm files cpu and a reason were expected:\n${without}`);
  console.log("a page without .wasm files: cpu, and the reason");
}

/** What the program prints goes to the server, and so does what ends it. */
async function bundle() {
  const entry = join(folder, "entry.mjs");
  writeFileSync(entry, reportingProgram("./page.mjs"));
  const { outputFiles } = await build({
    entryPoints: { page: entry },
    absWorkingDir: folder,
    outdir: folder,
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    // Says that WebGPU and WebGL are not installed, which is right.
    logLevel: "error",
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [path.slice(folder.length), text]));
}

function wasmFiles() {
  const from = join(folder, "node_modules", "@tensorflow", "tfjs-backend-wasm", "wasm-out");
  const names = readdirSync(from).filter((name) => name.endsWith(".wasm"));
  return Object.fromEntries(names.map((name) => [`/wasm/${name}`, readFileSync(join(from, name))]));
}

function expectLearned(where, output, start = "") {
  const accuracy = Number(/accuracy: ([\d.]+)/.exec(output)?.[1]);
  if (!(accuracy >= 0.9) || !output.includes(start))
    throw new Error(`in ${where} the network did not learn:\n${output}`);
  console.log(`${where}: ${output.trim().split("\n")[0]}`);
}
