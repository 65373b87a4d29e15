import { version_core } from "@tensorflow/tfjs-core";

/**
 * Why a backend that is an optional peer dependency does not load. Who imports one does so by its literal name inside
 * `try`: bundlers then find it where it is installed, and esbuild, vite, webpack and Rollup make a bundle without it too.
 */
export function absent(name: string, error: unknown): string {
  const what = String((error as { message?: unknown } | null)?.message ?? error).split("\n")[0];
  return `npm install @tensorflow/tfjs-backend-${name}@${version_core} and bundle again: it does not load (${what})`;
}
