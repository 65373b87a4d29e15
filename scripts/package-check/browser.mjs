import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const TYPES = { js: "text/javascript", wasm: "application/wasm" };

/** How long the browser may take, in ms. */
const patience = 120_000;

/**
 * Shows a page whose script is `files["/page.js"]` in a headless browser; returns what it posts to `/said`.
 * @param files path → bytes or text
 * @param options.isolated  with the headers of cross-origin isolation, which give the page shared memory
 */
export async function visit(browser, files, { isolated = false } = {}) {
  const headers = isolated
    ? { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" }
    : {};
  const profile = mkdtempSync(join(tmpdir(), "cvar-browser-"));
  const headless = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
  let child;
  const { promise, resolve, reject } = withResolvers();
  const server = createServer((request, response) => {
    if (request.method === "POST") return text(request).then(resolve, reject);
    const type = TYPES[request.url.split(".").at(-1)] ?? "application/octet-stream";
    if (files[request.url] !== undefined)
      return response.writeHead(200, { ...headers, "content-type": type }).end(files[request.url]);
    if (request.url !== "/") return response.writeHead(404).end();
    const page = `<!doctype html><script type="module" src="/page.js"></script>`;
    response.writeHead(200, { ...headers, "content-type": "text/html" }).end(page);
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
    removeProfile(profile);
  }
}

/** The browser's other processes may write a little longer than it lives; what they leave in the temporary folder harms nobody. */
function removeProfile(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  } catch (error) {
    if (error.code !== "ENOTEMPTY" && error.code !== "EBUSY") throw error;
  }
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

/** A program that runs `module` and posts to the server what it prints, and what ends it. */
export function reportingProgram(module) {
  return `const said = [];
console.log = (...words) => said.push(words.join(" "));
import("${module}")
  .catch((error) => said.push("failed: " + error.stack))
  .then(() => fetch("/said", { method: "POST", body: said.join("\\n") }));
`;
}
