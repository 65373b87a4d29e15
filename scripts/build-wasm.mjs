// Compiles a package's assembly/index.ts to WebAssembly and embeds it as base64 in its src/kernels.generated.ts, so that the
// package works in browsers and bundlers without loading a second file. Run in the package's folder; does nothing when the
// sources have not changed.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = process.cwd();
const target = join(root, "src", "kernels.generated.ts");
const options = ["--runtime", "stub", "--enable", "simd", "-O3", "--converge", "--noAssert", "--use", "abort="];

const key = keyOf(join(root, "assembly"));
if (!existsSync(target) || !readFileSync(target, "utf8").startsWith(`// ${key}\n`)) {
  const compiler = join(root, "node_modules", "assemblyscript", "dist", "asc.js"); // the package's, not this folder's
  const { default: asc } = await import(pathToFileURL(compiler).href);
  const read = (name, base) => {
    const path = join(root, base ?? "", name);
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  };
  const files = new Map();
  const { error, stderr } = await asc.main(["assembly/index.ts", "--outFile", "out.wasm", ...options], {
    readFile: read,
    writeFile: (name, contents) => void files.set(name, contents),
    listFiles: () => [],
  });
  if (error) {
    console.error(stderr.toString());
    console.error(`${join(root, "assembly")} does not compile: ${error.message}`);
    process.exit(1);
  }
  const wasm = files.get("out.wasm");
  const header = `// ${key}\n// Made by scripts/build-wasm.mjs from assembly/: do not edit.\n`;
  // Written beside and renamed: somebody may be reading it.
  writeFileSync(
    `${target}.${process.pid}`,
    `${header}export const wasmBase64 =\n  "${Buffer.from(wasm).toString("base64")}";\n`,
  );
  renameSync(`${target}.${process.pid}`, target);
  console.log(`${join(root, "assembly")}: ${wasm.length} bytes of WebAssembly`);
}

function keyOf(folder) {
  const hash = createHash("sha256")
    .update(options.join(" "))
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}
