import { builtin, resolveFromHost, resolvers } from "../host.js";

/**
 * The folder of tfjs's `.wasm` files, with a separator at the end, as `setWasmPaths` takes it; null where it is not found
 * (bundled programs set the paths themselves).
 */
export function wasmFolder(): string | null {
  const path = builtin<typeof import("node:path")>("node:path");
  const fs = builtin<typeof import("node:fs")>("node:fs");
  if (!path || !fs || resolvers().length === 0) return null;
  const manifest = resolveFromHost("@tensorflow/tfjs-backend-wasm/package.json");
  if (!manifest) return null;
  const folder = path.join(path.dirname(manifest), "wasm-out") + path.sep;
  return fs.existsSync(path.join(folder, "tfjs-backend-wasm-simd.wasm")) ? folder : null;
}
