import { builtin, resolveFromHost } from "../host.js";

/**
 * Loads `@tensorflow/tfjs-node` (or the package named) if the running program has it; it registers the backend
 * "tensorflow". It is never a dependency: the specifier is computed, and looked up from the program, not from here.
 *
 * @returns null when loaded, otherwise the reason why not
 */
export async function loadNativeBackend(name = ["@tensorflow", "tfjs-node"].join("/")): Promise<string | null> {
  const path = resolveFromHost(name);
  if (!path) return `${name} is not installed`;
  const url = builtin<typeof import("node:url")>("node:url")!.pathToFileURL(path).href;
  try {
    await import(/* @vite-ignore */ url);
    return null;
  } catch (error) {
    return `${name} does not load: ${(error instanceof Error ? error.message : String(error)).split("\n")[0]}`;
  }
}
