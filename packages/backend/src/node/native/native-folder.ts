import { builtin } from "../../host.js";
import { TFJS_NODE_VERSION, WHEEL } from "./pins.js";

/** Goes up when the same versions are set up in another way. */
const RECIPE = 1;

/**
 * The folder that holds everything of the native backend, outside of every project: `$CVAR_NATIVE_CACHE`, or
 * `cvar/native` in `$XDG_CACHE_HOME` or `~/.cache`. Null in browsers.
 */
export function nativeCache(environment: NodeJS.ProcessEnv = process.env): string | null {
  const path = builtin<typeof import("node:path")>("node:path");
  const os = builtin<typeof import("node:os")>("node:os");
  if (!path || !os) return null;
  if (environment.CVAR_NATIVE_CACHE) return path.resolve(environment.CVAR_NATIVE_CACHE);
  const caches = environment.XDG_CACHE_HOME;
  // The XDG specification: a path that is not absolute is to be ignored.
  return path.join(caches && path.isAbsolute(caches) ? caches : path.join(os.homedir(), ".cache"), "cvar", "native");
}

/** The folder in {@link nativeCache} of just these versions on this kind of machine. */
export function nativeFolder(cache: string): string {
  const path = builtin<typeof import("node:path")>("node:path")!;
  const machine = `${process.platform}-${process.arch}`;
  return path.join(cache, `tfjs-node-${TFJS_NODE_VERSION}_${WHEEL.distribution}-${WHEEL.version}_${machine}_${RECIPE}`);
}

/** Where things lie in a {@link nativeFolder}. */
export const PLACES = {
  /** Written last: a folder without it is not whole. */
  stamp: "complete.json",
  addon: "addon/tfjs_binding.node",
  libraries: "tensorflow",
  package: "node_modules/@tensorflow/tfjs-node",
} as const;

/** The whole, set-up folder that {@link loadNativeBackend} uses, or null. `CVAR_NATIVE=off` hides it. */
export function readyNativeFolder(): string | null {
  const path = builtin<typeof import("node:path")>("node:path");
  const fs = builtin<typeof import("node:fs")>("node:fs");
  const cache = builtin("node:path") ? nativeCache() : null;
  if (!cache || !path || !fs || process.env.CVAR_NATIVE === "off") return null;
  const folder = nativeFolder(cache);
  return fs.existsSync(path.join(folder, PLACES.stamp)) ? folder : null;
}
