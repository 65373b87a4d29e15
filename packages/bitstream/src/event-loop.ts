const SLICE_MS = 40;

/**
 * Lets timers and input run now and then: decoding from memory never waits for anything, and would hold up the thread's
 * other work (and an abort) until its end.
 *
 * @returns a function to call once for each packet; every 40 ms it returns a promise of the event loop's next turn to wait for,
 * else null
 */
export function eventLoopTurns(): () => Promise<void> | null {
  let last = performance.now();
  return () => {
    if (performance.now() - last < SLICE_MS) return null;
    return nextTurn().then(() => {
      last = performance.now();
    });
  };
}

/** A timer of 0 waits for a millisecond and more; Node and a message port can do without. */
function nextTurn(): Promise<void> {
  if (typeof setImmediate === "function") return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
