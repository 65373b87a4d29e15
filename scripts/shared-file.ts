/**
 * A file of the reference material beside the clone (`../shared`), in Node and in browsers, or null where there is none, which
 * is said once (see test-resources.ts, which continuous integration obeys).
 */
export async function sharedFile(...parts: string[]): Promise<Uint8Array | null> {
  return typeof document === "undefined" ? read(parts) : fetched(parts.join("/"));
}

/** scripts/vitest-browser.js serves the folder. */
async function fetched(path: string): Promise<Uint8Array | null> {
  const response = await fetch(`/shared/${path}`);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  console.log(`skipped: no ../shared/${path}: tests that compare with it are skipped`);
  return null;
}

async function read(parts: string[]): Promise<Uint8Array | null> {
  const { readFile } = await import("node:fs/promises");
  const { shared } = await import("./test-resources.js");
  const path = shared(...parts);
  return path ? readFile(path) : null;
}
