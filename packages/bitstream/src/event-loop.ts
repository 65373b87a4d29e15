const SLICE_MS = 40;

/**
 * Lets timers and input run now and then: decoding from memory never waits for anything, and would hold up the thread's
 * other work (and an abort) until its end.
 *
 * @returns a function to await once for each packet; it waits for the event loop's next turn every 40 ms
 */
export function eventLoopTurns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
