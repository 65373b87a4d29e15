/**
 * Does `@cvar/bitstream`, as it would be published, work in somebody else's project? Packs it, installs it in an empty folder,
 * decodes clips of every container in Node and, bundled, in a headless browser from Blobs, in the page and in web workers. All
 * must make the same pictures. Exits 1 on the first failure; without a browser that part is skipped, and says so.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { visit } from "./package-check/browser.mjs";
import { run } from "./package-check/commands.mjs";
import { findBrowserOrSay } from "./package-check/find-browser.mjs";
import { installPacked, root } from "./package-check/install.mjs";

const fixtures = join(root, "packages", "bitstream", "test", "fixtures");
const clips = ["tiny.avi", "tiny.mp4", "tiny-fragmented.mp4", "tiny.mkv", "tiny.m4v", "mpeg4-bidirectional.m4v"];

const folder = mkdtempSync(join(tmpdir(), "cvar-bitstream-"));
try {
  installPacked(folder, "bitstream");
  writeFileSync(join(folder, "sums.mjs"), SUMS());
  const inNode = run(process.execPath, ["node.mjs"], write("node.mjs", NODE()));
  const lines = inNode.trim().split("\n");
  if (lines.length !== clips.length) throw new Error(`in Node ${clips.length} clips were to be decoded:\n${inNode}`);
  console.log(`Node: ${lines.length} clips decoded`);
  await inBrowser(inNode.trim());
} catch (error) {
  console.error(`@cvar/bitstream does not work as a package: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function inBrowser(expected) {
  const browser = findBrowserOrSay("the browser part did not run");
  if (!browser) return;
  write("page.mjs", PAGE());
  const worker = join(folder, "node_modules", "@cvar", "bitstream", "dist", "pool", "web-worker.js");
  const { outputFiles } = await build({
    entryPoints: { page: join(folder, "page.mjs"), "web-worker": worker },
    outdir: folder,
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    logLevel: "error",
    absWorkingDir: folder,
  });
  const files = Object.fromEntries(outputFiles.map(({ path, text }) => [path.slice(folder.length), text]));
  for (const clip of clips) files[`/${clip}`] = readFileSync(join(fixtures, clip));
  const said = await visit(browser, files);
  const wanted = `${expected}\n${expected}`;
  if (said.trim() !== wanted)
    throw new Error(`in ${browser} other pictures were made than in Node:\n${said}\n${wanted}`);
  console.log(`${browser}: the same pictures from Blobs, in the page and in web workers`);
}

function write(name, text) {
  writeFileSync(join(folder, name), text);
  return folder;
}

/** SHA-256 of all pictures of a clip in display order; anywhere. */
function SUMS() {
  return `import { frameMd5Bytes } from "@cvar/bitstream";
export async function sum(frames) {
  const parts = [];
  for await (const { picture } of frames) parts.push(frameMd5Bytes(picture));
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return parts.length + " frames " + hex;
}
export const options = { output: "pictures", order: "display", residual: "none" };
`;
}

function NODE() {
  return `import { openVideo } from "@cvar/bitstream/node";
import { options, sum } from "./sums.mjs";
for (const clip of ${JSON.stringify(clips)}) {
  const video = await openVideo(${JSON.stringify(fixtures)} + "/" + clip);
  console.log(clip, await sum(video.frames(options)));
  await video.close();
}
`;
}

function PAGE() {
  return `import { createDecoderPool, openVideo } from "@cvar/bitstream";
import { options, sum } from "./sums.mjs";
const said = [];
try {
  const pool = createDecoderPool({ workers: 2 });
  const pooled = [];
  for (const clip of ${JSON.stringify(clips)}) {
    const blob = await (await fetch("/" + clip)).blob();
    const video = await openVideo(blob);
    said.push(clip + " " + (await sum(video.frames(options))));
    await video.close();
    pooled.push(sum(pool.frames(blob, options)).then((text) => clip + " " + text));
  }
  said.push(...(await Promise.all(pooled)));
  await pool.close();
} catch (error) {
  said.push("failed: " + error.stack);
}
await fetch("/said", { method: "POST", body: said.join("\\n") });
`;
}
