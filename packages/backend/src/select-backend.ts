import * as tf from "@tensorflow/tfjs-core";
import { startWasm } from "./browser/start-wasm.js";
import { NoBackendError } from "./errors.js";
import { builtin, inNode } from "./host.js";
import { type LoadOptions, loadBackend, type WasmPaths } from "./load-backend.js";

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
  /**
   * Where a browser finds tfjs's `.wasm` files: the address of a folder, with "/" at its end, or of each file. The same as
   * `setWasmPaths` of `@tensorflow/tfjs-backend-wasm`; Node finds them in `node_modules`.
   */
  readonly wasmPaths?: WasmPaths;
}

const NODE_ORDER = ["tensorflow", "wasm", "cpu"];
const BROWSER_ORDER = ["webgpu", "wasm", "webgl", "cpu"];

/**
 * Starts the fastest TensorFlow.js backend that works here: tfjs-node, wasm, cpu in Node; webgpu, wasm, webgl, cpu in
 * browsers. tfjs-node is used where the program has installed it; webgpu and webgl where the program (or its bundle) has
 * their packages. WebGPU that computes in software is passed over unless `prefer` names it.
 *
 * @throws NoBackendError if none of them works
 * @example const { name, tried } = await selectBackend();
 */
export async function selectBackend(options: SelectOptions = {}): Promise<BackendChoice> {
  const order = options.prefer ?? (inNode() ? NODE_ORDER : BROWSER_ORDER);
  const tried: BackendAttempt[] = [];
  for (const wanted of order) {
    const name = wanted === "tfjs-node" ? "tensorflow" : wanted;
    const reason = await start(name, { wasmPaths: options.wasmPaths, named: options.prefer !== undefined });
    tried.push({ name, ok: reason === null, reason: reason ?? "" });
    if (reason === null) return { name, version: tf.version_core, tried, threads: await threadsOf(name) };
  }
  throw new NoBackendError(tried);
}

/** @returns null if `name` is now the active backend and computes, otherwise why not */
async function start(name: string, options: LoadOptions): Promise<string | null> {
  try {
    const missing = await loadBackend(name, options);
    if (missing !== null) return missing;
    const failure = name === "wasm" && !inNode() ? await startWasm() : await startAsItIs(name);
    if (failure !== null) return failure;
    const two = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(1)));
    const [value] = await two.data();
    two.dispose();
    return value === 2 ? null : `it computes 1 + 1 = ${value}`;
  } catch (error) {
    const message = (error as { message?: unknown } | null)?.message ?? error;
    return String(message).split("\n")[0]!;
  }
}

async function startAsItIs(name: string): Promise<string | null> {
  return (await tf.setBackend(name)) ? null : "it does not start here";
}

async function threadsOf(name: string): Promise<number | null> {
  if (name === "cpu") return 1;
  if (name === "tensorflow") return nativeThreads();
  if (name !== "wasm") return null;
  const { getThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  return getThreadsCount();
}

/** TensorFlow's pool for the work within an operation: as many threads as the variable says, else as there are processors. */
function nativeThreads(): number | null {
  const asked = Number.parseInt(process.env.TF_NUM_INTRAOP_THREADS ?? "", 10);
  return asked > 0 ? asked : (builtin<typeof import("node:os")>("node:os")?.availableParallelism() ?? null);
}
