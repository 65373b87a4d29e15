import "@tensorflow/tfjs-backend-cpu";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { inNode } from "../src/host.js";
import { loadBackend } from "../src/load-backend.js";
import { loadNativeBackend } from "../src/node/native-backend.js";
import { wasmFolder } from "../src/node/wasm-folder.js";
import { registerTrainingKernels } from "../src/register-training-kernels.js";

/** Backends on which everything is tested: those asked for, or cpu, wasm, and in Node tfjs-node where it is set up. */
export const backends: readonly string[] = wanted() ?? ["cpu", "wasm", ...(await native())];

const folder = wasmFolder();
if (folder) setWasmPaths(folder);
// tfjs starts threads for half the cores: where a page can have threads there are two, however few cores there are.
if (globalThis.crossOriginIsolated) {
  Object.defineProperty(navigator, "hardwareConcurrency", { value: 4 });
  setThreadsCount(2);
}

function wanted(): string[] | null {
  return process.env.CVAR_TEST_BACKENDS ? process.env.CVAR_TEST_BACKENDS.split(",") : null;
}

async function native(): Promise<string[]> {
  if (!inNode()) return [];
  const reason = await loadNativeBackend();
  if (reason !== null) console.warn(`not tested on tfjs-node: ${reason} (npm run setup:native)`);
  return reason === null ? ["tensorflow"] : [];
}

/** Backends that make a program for each shape, and that WebGPU should not be read from at once: random shapes are not for them. */
export function isGraphics(backend: string): boolean {
  return backend === "webgl" || backend === "webgpu";
}

/** Makes a backend active as it is. */
export async function start(backend: string): Promise<void> {
  await loadBackend(backend, { named: true });
  await tf.setBackend(backend);
}

/** Makes a backend active, with the training kernels. */
export async function use(backend: string): Promise<void> {
  await start(backend);
  registerTrainingKernels();
}

/** How many tensors and data buffers the second of two calls leaves behind. */
export function leaked(f: () => void): number[] {
  f();
  const before = [tf.memory().numTensors, tf.memory().numDataBuffers];
  f();
  return [tf.memory().numTensors - before[0]!, tf.memory().numDataBuffers - before[1]!];
}
