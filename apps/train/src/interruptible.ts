import type { Terminal } from "./terminal.js";

/** Runs a job that Ctrl-C asks to stop; a second Ctrl-C ends the process at once. */
export async function interruptible<T>(terminal: Terminal, job: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = terminal.onInterrupt(() => {
    if (controller.signal.aborted) process.exit(1);
    terminal.note("\nstopping … (again to stop at once)\n");
    controller.abort();
  });
  try {
    return await job(controller.signal);
  } finally {
    release();
  }
}
