/**
 * What can be asked of Node from code that also runs in browsers: built-in modules come from
 * `process.getBuiltinModule` (Node 20.16 and later), so that nothing here is imported statically.
 */

/** True in Node. */
export function inNode(): boolean {
  return typeof process !== "undefined" && process.versions?.node !== undefined;
}

/** A Node built-in module, or null in browsers and Nodes without `process.getBuiltinModule`. */
export function builtin<T>(name: string): T | null {
  if (!inNode() || typeof process.getBuiltinModule !== "function") return null;
  return (process.getBuiltinModule(name) as T | undefined) ?? null;
}

/**
 * Resolvers in the order in which a module of the running program should be looked for: beside the program's entry
 * file, in the working directory, beside this package.
 */
export function resolvers(): NodeJS.Require[] {
  const module = builtin<typeof import("node:module")>("node:module");
  const path = builtin<typeof import("node:path")>("node:path");
  if (!module || !path) return [];
  const places = [process.argv[1], path.join(process.cwd(), "entry.js"), import.meta.url];
  return places.flatMap((place) => {
    try {
      return place ? [module.createRequire(place)] : [];
    } catch {
      return [];
    }
  });
}

/** Absolute path of a file that the program can import, or null. */
export function resolveFromHost(specifier: string): string | null {
  for (const resolver of resolvers()) {
    try {
      return resolver.resolve(specifier);
    } catch {
      // not there: the next place
    }
  }
  return null;
}
