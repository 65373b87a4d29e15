/**
 * Compiles a package's AssemblyScript to WebAssembly and embeds it as base64 in a TypeScript file, so that the package works
 * in browsers and bundlers without loading a second file. Run in the package's folder; does nothing while the sources and
 * this script are unchanged.
 *
 *   --from FOLDER   holds index.ts (default: assembly); may import from a folder common/ beside it
 *   --to FILE       the TypeScript file (default: src/kernels.generated.ts)
 *   --tfjs-memory   the module works in the memory of the TensorFlow.js wasm backend, which it imports; a second build
 *                   imports shared memory, for the threaded backend of cross-origin isolated pages
 *   --compact       with --tfjs-memory: hexadecimal, which compresses better than base64, and the second build as what differs
 *   --high          config-high.ts stands in for config.ts: a second build of the same sources
 *   --import-memory the caller gives the module its memory, and may give it to another instance afterwards
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "assembly" },
    to: { type: "string", default: join("src", "kernels.generated.ts") },
    "tfjs-memory": { type: "boolean", default: false },
    compact: { type: "boolean", default: false },
    high: { type: "boolean", default: false },
    "import-memory": { type: "boolean", default: false },
  },
});
const root = process.cwd();
const target = join(root, values.to);
const options = ["--runtime", "stub", "--enable", "simd", "-O3", "--converge", "--noAssert", "--use", "abort="];
const imported = ["--importMemory", "--noExportMemory"];
const shared = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];

const key = keyOf([join(root, values.from), join(root, dirname(values.from), "common")]);
if (!existsSync(target) || !readFileSync(target, "utf8").startsWith(`// ${key}\n`)) {
  const builds = values["tfjs-memory"]
    ? { wasmBase64: [...options, ...imported], sharedWasmBase64: [...options, ...imported, ...shared] }
    : { wasmBase64: values["import-memory"] ? [...options, "--importMemory"] : options };
  let text = `// ${key}\n// Made by scripts/build-wasm.mjs from ${values.from}/: do not edit.\n`;
  const made = [];
  for (const [name, flags] of Object.entries(builds)) {
    const wasm = await compile(flags);
    if (values["tfjs-memory"] && sections(wasm).has(11))
      fail(`${values.from} has a data section: it would overwrite the backend's memory`);
    if (!values.compact) text += `export const ${name} =\n  "${Buffer.from(wasm).toString("base64")}";\n`;
    made.push(Buffer.from(wasm));
    console.log(`${join(root, values.from)}: ${wasm.length} bytes of WebAssembly`);
  }
  if (values.compact) text += compact(made[0], made[1]);
  // Written beside and renamed: somebody may be reading it.
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.${process.pid}`, text);
  renameSync(`${target}.${process.pid}`, target);
}

/** The first build, and what stands in the second one instead of a part of it: the import of the memory. */
function compact(wasm, shared) {
  let from = 0;
  while (wasm[from] === shared[from]) from++;
  let behind = 0;
  while (wasm.at(-1 - behind) === shared.at(-1 - behind)) behind++;
  const to = Math.max(wasm.length - behind, from);
  const instead = shared.subarray(from, to + shared.length - wasm.length);
  if (instead.length > 64) fail("the build for shared memory differs in more than its import");
  return [
    `export const wasmHex =\n  "${wasm.toString("hex")}";`,
    `export const sharedMemoryImport = { from: ${from}, to: ${to}, hex: "${instead.toString("hex")}" };\n`,
  ].join("\n");
}

async function compile(flags) {
  const compiler = join(root, "node_modules", "assemblyscript", "dist", "asc.js"); // the package's, not this folder's
  const { default: asc } = await import(pathToFileURL(compiler).href);
  const read = (name, base) => {
    const path = join(root, base ?? "", values.high ? name.replace(/\bconfig\.ts$/, "config-high.ts") : name);
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  };
  const files = new Map();
  const { error, stderr } = await asc.main([join(values.from, "index.ts"), "--outFile", "out.wasm", ...flags], {
    readFile: read,
    writeFile: (name, contents) => void files.set(name, contents),
    listFiles: () => [],
  });
  if (error) fail(`${stderr}\n${join(root, values.from)} does not compile: ${error.message}`);
  return files.get("out.wasm");
}

/** Ids of the sections of a WebAssembly module (core specification, 5.5.2); 11 is the data section. */
function sections(binary) {
  const ids = new Set();
  let at = 8;
  while (at < binary.length) {
    ids.add(binary[at++]);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++];
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return ids;
}

/** Of this script and of all files in folders, as far as there are such. */
function keyOf(folders) {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const folder of folders.filter(existsSync)) {
    const isFile = (name) => statSync(join(folder, name)).isFile();
    const names = readdirSync(folder, { recursive: true }).filter(isFile).sort();
    for (const name of names) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex");
}

function fail(text) {
  console.error(text);
  process.exit(1);
}
