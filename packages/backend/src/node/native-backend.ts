import { builtin, resolveFromHost } from "../host.js";
import { loadFromCache } from "./native/load-from-cache.js";
import { readyNativeFolder } from "./native/native-folder.js";

const TFJS_NODE = ["@tensorflow", "tfjs-node"].join("/");

/**
 * Loads tfjs-node, which registers the backend "tensorflow": the one that `cvar-setup-native` made, or the package that the
 * running program has installed. It is never a dependency: the specifier is computed, and looked up from the program, not
 * from here.
 *
 * @param name  another package to load instead
 * @returns null when loaded, otherwise the reason why not
 */
export async function loadNativeBackend(name = TFJS_NODE): Promise<string | null> {
  const folder = name === TFJS_NODE ? readyNativeFolder() : null;
  if (folder) {
    try {
      loadFromCache(folder);
      return null;
    } catch (error) {
      return `what is set up in ${folder} does not load: ${firstLine(error)}`;
    }
  }
  const path = resolveFromHost(name);
  if (!path) return `${name} is not ${name === TFJS_NODE ? "set up" : "installed"}`;
  const url = builtin<typeof import("node:url")>("node:url")!.pathToFileURL(path).href;
  try {
    await import(/* @vite-ignore */ url);
    return null;
  } catch (error) {
    return `${name} does not load: ${firstLine(error)}`;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
