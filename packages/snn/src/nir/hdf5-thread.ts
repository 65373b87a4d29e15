import { NirFileError } from "../errors.js";
import type { Hdf5Group, Hdf5Limits } from "./hdf5-tree.js";
import type { ReadAnswer, ReadRequest } from "./hdf5-worker.js";

/**
 * Reads a file in a thread of its own, which ends with it: a damaged file that makes the HDF5 library trap or run for
 * ever harms nothing else.
 *
 * @throws NirFileError as `readTree`, and after `milliseconds`
 */
export async function readTreeInThread(
  bytes: Uint8Array,
  limits: Hdf5Limits,
  milliseconds: number,
): Promise<Hdf5Group> {
  const thread = startThread();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const answer = await new Promise<ReadAnswer>((resolve, reject) => {
      const fail = (reason: string) => reject(new NirFileError("file", reason));
      timer = setTimeout(() => fail(`not read within ${milliseconds} ms; it is damaged, or allow more`), milliseconds);
      thread.listen(resolve, (why) => fail(`the reading thread ended (${why}); it is damaged, or read in this thread`));
      thread.post({ bytes, limits });
    });
    if ("tree" in answer) return answer.tree;
    throw new NirFileError(answer.where, answer.reason);
  } finally {
    clearTimeout(timer);
    await thread.end();
  }
}

interface Thread {
  listen(heard: (answer: ReadAnswer) => void, died: (why: string) => void): void;
  post(request: ReadRequest): void;
  end(): unknown;
}

function startThread(): Thread {
  const node = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule?.("node:worker_threads");
  if (!node) {
    const worker = new Worker(new URL("./hdf5-worker.js", import.meta.url), { type: "module" });
    return {
      listen: (heard, died) => {
        worker.onmessage = ({ data }) => heard(data as ReadAnswer);
        worker.onerror = ({ message }) => died(message || "it could not be started");
      },
      post: (request) => worker.postMessage(request),
      end: () => worker.terminate(),
    };
  }
  // Node runs compiled threads only; read from its sources, this package takes those of its last build.
  const file = import.meta.url.endsWith(".ts") ? "../../dist/nir/hdf5-worker.js" : "./hdf5-worker.js";
  const worker = new node.Worker(new URL(file, import.meta.url), { execArgv: [], stdout: true, stderr: true });
  return {
    listen: (heard, died) => {
      worker.on("message", heard);
      worker.on("error", (error) => died(error.message));
      worker.on("exit", (code) => died(`exit code ${code}`));
    },
    post: (request) => worker.postMessage(request),
    end: () => worker.terminate(),
  };
}
