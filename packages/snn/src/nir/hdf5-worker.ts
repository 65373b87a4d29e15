import { NirFileError } from "../errors.js";
import type { Hdf5Group, Hdf5Limits } from "./hdf5-tree.js";
import { readTree } from "./hdf5-tree.js";

/** What the thread is asked, and what it answers. */
export interface ReadRequest {
  readonly bytes: Uint8Array;
  readonly limits: Hdf5Limits;
}
export type ReadAnswer = { readonly tree: Hdf5Group } | { readonly where: string; readonly reason: string };

interface Port {
  postMessage(answer: ReadAnswer): void;
}

/** A thread that reads one file: in Node by its port, in a browser by the global scope. */
const threads = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule?.("node:worker_threads");
const port = threads?.parentPort;
if (port) port.on("message", (request: ReadRequest) => answer(request, port));
else addEventListener("message", ({ data }: MessageEvent<ReadRequest>) => answer(data, globalThis as unknown as Port));

async function answer({ bytes, limits }: ReadRequest, to: Port): Promise<void> {
  try {
    const tree = await readTree(await import("h5wasm"), bytes, limits);
    to.postMessage({ tree });
  } catch (error) {
    const { where, reason } = error instanceof NirFileError ? error : { where: "file", reason: String(error) };
    to.postMessage({ where, reason });
  }
}
