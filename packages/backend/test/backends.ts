import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { loadNativeBackend } from "../src/node/native-backend.js";
import { wasmFolder } from "../src/node/wasm-folder.js";
import { registerTrainingKernels } from "../src/register-training-kernels.js";

const native = await loadNativeBackend();
if (native !== null) console.warn(`not tested on tfjs-node: ${native} (npm run setup:native)`);

/** Backends on which everything is tested; tfjs-node where it is set up. */
export const backends: readonly string[] = ["cpu", "wasm", ...(native === null ? ["tensorflow"] : [])];

setWasmPaths(wasmFolder()!);

/** Makes a backend active as it is. */
export async function start(backend: string): Promise<void> {
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
