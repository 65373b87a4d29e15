import * as tf from "@tensorflow/tfjs-core";

const THREADS = "WASM_HAS_MULTITHREAD_SUPPORT";

/**
 * Starts tfjs's wasm backend in a browser; with one thread where its threads cannot start. On cross-origin isolated pages
 * tfjs 4.22.0 gives the text of a function of its own to its web workers, where a name that is outside of the function, and
 * that minifiers shorten, is not defined: each worker fails, and tfjs waits for them without end.
 *
 * @returns null, or why it does not start
 */
export async function startWasm(): Promise<string | null> {
  if (!globalThis.crossOriginIsolated || !(await tf.env().getAsync(THREADS))) return startAsItIs();
  const workers = failingWorkers();
  try {
    const answer = await Promise.race([startAsItIs(), workers.failed]);
    if (answer !== "failed") return answer;
  } finally {
    workers.stopListening();
  }
  tf.env().set(THREADS, false);
  return startAsItIs();
}

async function startAsItIs(): Promise<string | null> {
  if (await tf.setBackend("wasm")) return null;
  return "its .wasm files are not where it looks: serve @tensorflow/tfjs-backend-wasm/wasm-out/*.wasm and name the folder, { wasmPaths }";
}

/** Emscripten throws the error events of its workers again, so the page gets them as errors. */
function failingWorkers() {
  let listener: (event: Event) => void = () => {};
  const failed = new Promise<"failed">((resolve) => {
    listener = (event) => {
      const { error } = event as ErrorEvent;
      if (!(error instanceof ErrorEvent) || !error.filename.startsWith("blob:")) return;
      event.preventDefault();
      resolve("failed");
    };
  });
  globalThis.addEventListener("error", listener);
  return { failed, stopListening: () => globalThis.removeEventListener("error", listener) };
}
