import * as tf from "@tensorflow/tfjs-core";
import { NoBackendError } from "./errors.js";
import { inNode } from "./host.js";
import { loadNativeBackend } from "./node/native-backend.js";
import { wasmFolder } from "./node/wasm-folder.js";

/** Which backend runs, and what became of the others. */
export interface BackendChoice {
  /** Name under which TensorFlow.js knows it: "tensorflow" is tfjs-node. */
  readonly name: string;
  /** Version of TensorFlow.js. */
  readonly version: string;
  /** Every backend that was tried, in order; the last one is the choice. */
  readonly tried: readonly BackendAttempt[];
  /** Threads that one operation may use; null where the backend does not say. */
  readonly threads: number | null;
}

/** One backend that was tried. */
export interface BackendAttempt {
  readonly name: string;
  readonly ok: boolean;
  /** Why not, or "" where it works. */
  readonly reason: string;
}

/** Options of {@link selectBackend}. */
export interface SelectOptions {
  /** Backends to try instead of the default order; "tfjs-node" is another name for "tensorflow". */
  readonly prefer?: readonly string[];
}

const NODE_ORDER = ["tensorflow", "wasm", "cpu"];
const BROWSER_ORDER = ["webgpu", "wasm", "webgl", "cpu"];

/**
 * Starts the fastest TensorFlow.js backend that works here: tfjs-node, wasm, cpu in Node; webgpu, wasm, webgl, cpu in
 * browsers. tfjs-node is used where the program has installed it; webgpu and webgl where the program has imported them.
 *
 * @throws NoBackendError if none of them works
 * @example const { name, tried } = await selectBackend();
 */
export async function selectBackend(options: SelectOptions = {}): Promise<BackendChoice> {
  const order = options.prefer ?? (inNode() ? NODE_ORDER : BROWSER_ORDER);
  const tried: BackendAttempt[] = [];
  for (const wanted of order) {
    const name = wanted === "tfjs-node" ? "tensorflow" : wanted;
    const reason = await start(name);
    tried.push({ name, ok: reason === null, reason: reason ?? "" });
    if (reason === null) return { name, version: tf.version_core, tried, threads: await threadsOf(name) };
  }
  throw new NoBackendError(tried);
}

/** @returns null if `name` is now the active backend and computes, otherwise why not */
async function start(name: string): Promise<string | null> {
  try {
    const missing = await load(name);
    if (missing !== null) return missing;
    if (!(await tf.setBackend(name))) return "it does not start here";
    const two = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(1)));
    const [value] = await two.data();
    two.dispose();
    return value === 2 ? null : `it computes 1 + 1 = ${value}`;
  } catch (error) {
    const message = (error as { message?: unknown } | null)?.message ?? error;
    return String(message).split("\n")[0]!;
  }
}

/** Makes the backend known to TensorFlow.js. @returns null, or why that is not possible */
async function load(name: string): Promise<string | null> {
  if (tf.findBackendFactory(name)) return null;
  switch (name) {
    case "tensorflow":
      return inNode() ? loadNativeBackend() : "only in Node";
    case "cpu":
      await import("@tensorflow/tfjs-backend-cpu");
      return null;
    case "wasm": {
      const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
      const folder = wasmFolder();
      if (folder) setWasmPaths(folder);
      return null;
    }
    default:
      return `the program does not import @tensorflow/tfjs-backend-${name}`;
  }
}

async function threadsOf(name: string): Promise<number | null> {
  if (name === "cpu") return 1;
  if (name !== "wasm") return null;
  const { getThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  return getThreadsCount();
}
