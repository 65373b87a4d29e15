/**
 * Does `@cvar/snn`, as it would be published, work in somebody else's project? Packs it, installs it beside
 * `@tensorflow/tfjs` in an empty folder, runs the README's programs in Node, then bundles the first and runs it in a
 * headless browser. Exits 1 on the first failure; without a browser that part is skipped, and says so.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const snn = join(root, "packages", "snn");
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** How long the browser may take, in ms. */
const patience = 120_000;
const tfjs = "@tensorflow/tfjs@4.22.0";

const folder = mkdtempSync(join(tmpdir(), "cvar-snn-"));
try {
  install();
  for (const name of ["readme.mjs", "functional.mjs"]) {
    writeFileSync(join(folder, name), readFileSync(join(snn, "examples", name)));
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

function install() {
  run("npm", ["run", "build"], snn);
  run("npx", ["--yes", packageManager, "pack", "--pack-destination", folder], snn);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "somebody-else", private: true }));
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  run("npm", ["install", ...quiet, `./${tarball}`, tfjs], folder);
  const copies = run("find", ["node_modules", "-type", "d", "-path", "*@tensorflow/tfjs-core"], folder)
    .trim()
    .split("\n");
  if (copies.length !== 1) throw new Error(`${copies.length} copies of tfjs-core were installed: ${copies.join(", ")}`);
  console.log(`installed ${tarball} beside ${tfjs}`);
}

/** Serves the bundled program to a headless browser; the page posts what the program printed. */
async function inBrowser() {
  const browser = ["chromium", "google-chrome", "chromium-browser"].find(onPath);
  if (!browser) {
    console.log("skipped: no chromium or google-chrome on the PATH, the browser part did not run");
    return;
  }
  const entry = join(folder, "page.mjs");
  writeFileSync(
    entry,
    `const said = [];
console.log = (...words) => said.push(words.join(" "));
import("./readme.mjs")
  .catch((error) => said.push("failed: " + error.stack))
  .then(() => fetch("/said", { method: "POST", body: said.join("\\n") }));
`,
  );
  const options = { bundle: true, write: false, format: "esm", logLevel: "error", absWorkingDir: folder };
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  expectLearned(browser, await visit(browser, outputFiles[0].text));
}

async function visit(browser, program) {
  const profile = mkdtempSync(join(tmpdir(), "cvar-browser-"));
  const headless = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
  let child;
  const { promise, resolve, reject } = withResolvers();
  const server = createServer((request, response) => {
    if (request.method === "POST") return text(request).then(resolve, reject);
    const page = `<!doctype html><script type="module" src="/page.js"></script>`;
    const [type, body] = request.url === "/page.js" ? ["text/javascript", program] : ["text/html", page];
    response.writeHead(200, { "content-type": type }).end(body);
  });
  const timer = setTimeout(
    () => reject(new Error(`${browser} reported nothing within ${patience / 1000} s`)),
    patience,
  );
  try {
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    const url = `http://127.0.0.1:${server.address().port}/`;
    const flags = [...headless, "--remote-debugging-port=0", `--user-data-dir=${profile}`];
    child = spawn(browser, [...flags, url], { stdio: "ignore" });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${browser} ended early, with code ${code}`)));
    return await promise;
  } finally {
    clearTimeout(timer);
    server.closeAllConnections();
    server.close();
    if (child && child.exitCode === null) {
      const gone = new Promise((exited) => child.once("exit", exited));
      child.kill();
      await gone;
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
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

function run(command, args, cwd) {
  try {
    const stdio = ["ignore", "pipe", "pipe"];
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio, timeout: 240_000, maxBuffer: 1 << 26 });
  } catch (error) {
    throw new Error(
      `${[command, ...args].join(" ")} failed: ${error.message}\n${error.stdout ?? ""}${error.stderr ?? ""}`,
    );
  }
}

function onPath(command) {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
