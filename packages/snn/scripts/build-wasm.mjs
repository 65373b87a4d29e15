/**
 * Compiles assembly/ and embeds it as base64 in src/wasm/kernels.generated.ts. The module imports the memory of the
 * tfjs wasm backend, so it must have no data of its own there; a second build imports shared memory, for the threaded
 * backend of cross-origin isolated pages.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL("..", import.meta.url));
const common = [
  "assembly/index.ts",
  "--runtime",
  "stub",
  "--importMemory",
  "--noExportMemory",
  "--enable",
  "simd",
  "-O3",
  "--converge",
  "--noAssert",
  "--use",
  "abort=",
  "--outFile",
  "kernels.wasm",
];
const plain = await compile(common);
const shared = await compile([...common, "--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"]);
writeFileSync(
  new URL("../src/wasm/kernels.generated.ts", import.meta.url),
  `/** Compiled from assembly/ by scripts/build-wasm.mjs. */
export const kernelsBase64 =
  "${plain.toString("base64")}";

/** The same for shared memory. */
export const sharedKernelsBase64 =
  "${shared.toString("base64")}";
`,
);
console.log(`assembly: ${plain.length} bytes`);

async function compile(options) {
  let binary = null;
  const writeFile = (name, contents) => {
    if (name.endsWith(".wasm")) binary = Buffer.from(contents);
  };
  const { error, stderr } = await asc.main([...options, "--baseDir", folder], { writeFile });
  if (error || !binary) throw new Error(`AssemblyScript: ${error?.message}\n${stderr}`);
  if (sections(binary).has(11))
    throw new Error("kernels.wasm has a data section: it would overwrite the backend's memory");
  return binary;
}

/** Ids of the sections of a WebAssembly module. */
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
