/**
 * Bundles @cvar/bitstream's root as a page would get it (esbuild, minified, with its WebAssembly) and prints what it weighs, minified
 * and gzipped, what its parts take, and what is loaded only when a stream needs it (H.264's WebAssembly). Fails where everything at
 * the start but the demuxing libraries is over its bound. Run after a build.
 */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const entry = join(root, "packages/bitstream/dist/index.js");
/** Gzipped bytes of all that is loaded at the start but the demuxing libraries. */
const BOUND = 100_000;

/** Parts of the bundle, by a pattern of their files' paths; a file belongs to the first that fits. */
const PARTS = [
  ["WebAssembly, as base64", /\/wasm\.generated\.js$/],
  ["demuxing libraries", /\/node_modules\//],
  ["containers", /\/container\//],
  ["sources", /\/source\//],
  ["MPEG-4 headers and hand-over", /\/mpeg4\//],
  ["H.264 headers and hand-over", /\/h264\//],
  ["the rest", /./],
];
const LIBRARIES = PARTS[1][1];

if (!existsSync(entry)) {
  console.error(`${entry}: not built; run npm run build`);
  process.exit(1);
}
const whole = await bundle(() => true);
const withoutLibraries = await bundle((path) => !LIBRARIES.test(path));
console.log(row("", "minified", "gzipped"));
console.log(row("everything", whole.minified, whole.gzipped));
console.log(row("without the demuxing libraries", withoutLibraries.minified, withoutLibraries.gzipped));
for (const [name, pattern] of PARTS) {
  const mine = whole.files.filter(({ path }) => PARTS.find(([, p]) => p.test(path))[1] === pattern);
  const minified = mine.reduce((sum, { bytes }) => sum + bytes, 0);
  // What a part adds to the compressed bundle is only known of the one that was left out.
  console.log(row(`  ${name}`, minified, pattern === LIBRARIES ? whole.gzipped - withoutLibraries.gzipped : null));
}
for (const { path, minified, gzipped } of whole.later) console.log(row(`on demand: ${path}`, minified, gzipped));
if (withoutLibraries.gzipped > BOUND) {
  console.error(
    `without the demuxing libraries it is ${withoutLibraries.gzipped} bytes gzipped: the bound is ${BOUND}`,
  );
  process.exit(1);
}

/** Bundles the files that `keep` accepts; imports of others stay empty. */
async function bundle(keep) {
  const leaveOut = {
    name: "leave out",
    setup(setup) {
      setup.onLoad({ filter: /\.m?js$/ }, ({ path }) =>
        keep(path) ? null : { contents: "module.exports = {};", loader: "js" },
      );
    },
  };
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    splitting: true,
    outdir: "out",
    platform: "browser",
    metafile: true,
    logLevel: "error",
    absWorkingDir: root,
    plugins: [leaveOut],
  });
  const outputs = Object.entries(metafile.outputs);
  const [first] = outputs.find(([, { entryPoint }]) => entryPoint === relative(root, entry));
  const atStart = new Set([first]);
  for (const name of atStart) {
    for (const { path, kind } of metafile.outputs[name].imports) if (kind === "import-statement") atStart.add(path);
  }
  const contentsOf = (name) => outputFiles.find(({ path }) => path === join(root, name)).contents;
  const weigh = (name) => ({
    minified: contentsOf(name).length,
    gzipped: gzipSync(contentsOf(name), { level: 9 }).length,
  });
  const sum = [...atStart]
    .map(weigh)
    .reduce((a, b) => ({ minified: a.minified + b.minified, gzipped: a.gzipped + b.gzipped }));
  const files = [...atStart].flatMap((name) =>
    Object.entries(metafile.outputs[name].inputs).map(([path, { bytesInOutput }]) => ({
      path: `/${path}`,
      bytes: bytesInOutput,
    })),
  );
  const later = outputs
    .filter(([name]) => !atStart.has(name))
    .map(([name, { entryPoint = name }]) => ({ path: entryPoint.replace(/^.*\/dist\//, ""), ...weigh(name) }));
  return { ...sum, files, later };
}

function row(name, ...cells) {
  const text = cells.map((cell) => (typeof cell === "number" ? `${(cell / 1000).toFixed(1)} kB` : (cell ?? "")));
  return `${name.padEnd(34)}${text.map((cell) => cell.padStart(12)).join("")}`;
}
