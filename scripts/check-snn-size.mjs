/**
 * Bundles parts of @cvar/snn as a page would get them (esbuild, minified, TensorFlow.js left out) and prints what they
 * weigh, minified and gzipped. Fails where one is over its bound. Run after a build.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "packages/snn");

/** Exports of the root, and gzipped bytes that they may have. */
const BOUNDS = [
  ["lifStep", 3_300],
  ["LIF", 13_000],
  ["ConvLIF2D", 16_000],
];

if (!existsSync(join(folder, "dist/index.js"))) {
  console.error(`${folder}/dist: not built; run npm run build`);
  process.exit(1);
}
let failed = false;
console.log(row("", "minified", "gzipped", "WebAssembly of it"));
for (const [name, bound] of BOUNDS) {
  const { minified, gzipped, wasm } = await bundle(name);
  console.log(row(name, minified, gzipped, wasm));
  if (gzipped <= bound) continue;
  failed = true;
  console.error(`${name} is ${gzipped} bytes gzipped: the bound is ${bound}`);
}
if (failed) process.exit(1);

async function bundle(name) {
  const options = { bundle: true, minify: true, write: false, format: "esm", platform: "browser", metafile: true };
  const { outputFiles, metafile } = await build({
    ...options,
    stdin: { contents: `export { ${name} } from "@cvar/snn";`, resolveDir: folder },
    external: ["@tensorflow/*"],
    logLevel: "error",
    absWorkingDir: root,
  });
  const { contents } = outputFiles[0];
  const { inputs } = Object.values(metafile.outputs)[0];
  const wasm = Object.entries(inputs).find(([path]) => path.endsWith("kernels.generated.js"));
  return {
    minified: contents.length,
    gzipped: gzipSync(contents, { level: 9 }).length,
    wasm: wasm?.[1].bytesInOutput ?? 0,
  };
}

function row(name, ...cells) {
  const text = cells.map((cell) => (typeof cell === "number" ? `${(cell / 1000).toFixed(1)} kB` : cell));
  return `${name.padEnd(14)}${text.map((cell) => cell.padStart(20)).join("")}`;
}
