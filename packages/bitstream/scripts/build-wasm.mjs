// Compiles assembly/<codec>/ to WebAssembly and embeds it as base64 in src/<codec>/wasm.generated.ts, so that the package
// works in browsers and bundlers without loading a second file. Does nothing when the sources have not changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const codecs = ["mpeg4"];
const options = ["--runtime", "stub", "--enable", "simd", "-O3", "--converge", "--noAssert", "--use", "abort="];

for (const codec of codecs) {
  const folder = join(root, "assembly", codec);
  const target = join(root, "src", codec, "wasm.generated.ts");
  const key = keyOf(folder);
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(`// ${key}\n`)) continue;
  const { default: asc } = await import("assemblyscript/asc");
  const files = new Map();
  const { error, stderr } = await asc.main([join("assembly", codec, "index.ts"), "--outFile", "out.wasm", ...options], {
    readFile: (name, base) =>
      existsSync(join(root, base ?? "", name)) ? readFileSync(join(root, base ?? "", name), "utf8") : null,
    writeFile: (name, contents) => void files.set(name, contents),
    listFiles: () => [],
  });
  if (error) {
    console.error(stderr.toString());
    console.error(`assembly/${codec} does not compile: ${error.message}`);
    process.exit(1);
  }
  const wasm = files.get("out.wasm");
  mkdirSync(dirname(target), { recursive: true });
  const text = `// ${key}\n// Made by scripts/build-wasm.mjs from assembly/${codec}: do not edit.\nexport const wasmBase64 =\n  "${Buffer.from(wasm).toString("base64")}";\n`;
  // Written beside and renamed: somebody may be reading it.
  writeFileSync(`${target}.${process.pid}`, text);
  renameSync(`${target}.${process.pid}`, target);
  console.log(`assembly/${codec}: ${wasm.length} bytes of WebAssembly`);
}

function keyOf(folder) {
  const hash = createHash("sha256")
    .update(options.join(" "))
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}
