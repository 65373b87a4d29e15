import * as tf from "@tensorflow/tfjs-core";
import { loadWebGl } from "./browser/web-gl.js";
import { loadWebGpu } from "./browser/web-gpu.js";
import { inNode } from "./host.js";
import { loadNativeBackend } from "./node/native-backend.js";
import { wasmFolder } from "./node/wasm-folder.js";

/** tfjs's WebAssembly files, as `setWasmPaths` names them. */
export type WasmFile =
  | "tfjs-backend-wasm.wasm"
  | "tfjs-backend-wasm-simd.wasm"
  | "tfjs-backend-wasm-threaded-simd.wasm";

/** Where the {@link WasmFile}s are: the address of their folder, with "/" at its end, or of each file. */
export type WasmPaths = string | Readonly<Record<WasmFile, string>>;

/** What loading may need to know. */
export interface LoadOptions {
  readonly wasmPaths?: WasmPaths | undefined;
  /** Whether the caller named the backend: then it is taken even if it computes in software. */
  readonly named: boolean;
}

/** Makes a backend known to TensorFlow.js. @returns null, or why that is not possible */
export async function loadBackend(name: string, { wasmPaths, named }: LoadOptions): Promise<string | null> {
  const known = tf.findBackendFactory(name) != null;
  switch (name) {
    case "tensorflow":
      if (known) return null;
      return inNode() ? loadNativeBackend() : "only in Node";
    case "cpu":
      if (!known) await import("@tensorflow/tfjs-backend-cpu");
      return null;
    case "wasm": {
      if (known && wasmPaths === undefined) return null;
      const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
      const paths = wasmFolder() ?? wasmPaths;
      if (paths) setWasmPaths(paths);
      return null;
    }
    case "webgpu":
      return known && inNode() ? null : loadWebGpu(named);
    case "webgl":
      return known ? null : loadWebGl();
    default:
      return known ? null : "no backend of this name is registered";
  }
}
