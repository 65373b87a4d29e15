import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NativeSetupError } from "../../errors.js";
import { PLACES } from "./native-folder.js";
import { WHEEL_PARTS } from "./pins.js";
import { runProgram } from "./run-program.js";
import { withTablePerThread } from "./stand-ins.js";

/**
 * Compiles tfjs-node's addon against TensorFlow's libraries in the same folder. It finds them relative to itself, so the
 * folder can move; it uses Node-API 8 (Node 12.22 and later), so one build serves every Node.
 *
 * @param folder  has `tensorflow/` (see `unpackWheel`) and `node_modules/`
 * @param log  where the compiler's whole output goes if it fails
 * @throws NativeSetupError if it does not compile
 */
export async function compileAddon(
  folder: string,
  compiler: readonly string[],
  log: string,
  signal?: AbortSignal,
): Promise<void> {
  const sources = join(folder, PLACES.package, "binding");
  const backend = join(sources, "tfjs_backend.cc");
  await writeFile(backend, withTablePerThread(await readFile(backend, "utf8")));
  const addon = join(folder, PLACES.addon);
  await mkdir(dirname(addon), { recursive: true });
  const [program, ...before] = compiler;
  const args = [
    ...["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
    ...["-I", join(folder, PLACES.libraries, "include"), "-I", join(folder, "node_modules/node-api-headers/include")],
    ...["-I", dirname(sources), backend, join(sources, "tfjs_binding.cc"), "-o", addon],
    ...WHEEL_PARTS.libraries.map((library) => join(folder, library)),
    `-Wl,-rpath,$ORIGIN/../${PLACES.libraries}`,
  ];
  const finished = await runProgram(program!, [...before, ...args], { signal });
  if (finished?.code === 0) return;
  const output = finished?.output ?? "";
  await writeFile(log, output);
  const line = output.split("\n").find((text) => /error/i.test(text)) ?? "no message";
  throw new NativeSetupError(
    "compile",
    `${compiler.join(" ")} does not compile tfjs-node's addon (${line.trim().slice(0, 160)})`,
    `the whole output is in ${log}; another compiler can be named in $CXX (g++ 9, clang++ 10 or later)`,
  );
}
