import { PoolError } from "../errors.js";
import type { MapOptions } from "./backend-pool.js";

/**
 * Runs `run` for every input, at most `ahead` of them begun before their turn, and gives the outputs in the inputs'
 * order. Whoever leaves the loop, or an error, raises the signal of those that are not done.
 */
export async function* mapInOrder<I, O>(
  run: (input: I, signal: AbortSignal) => Promise<O>,
  inputs: Iterable<I> | AsyncIterable<I>,
  workers: number,
  { signal, ahead = 2 * workers }: MapOptions = {},
): AsyncGenerator<O, void, void> {
  if (!Number.isInteger(ahead) || ahead < 1) throw new PoolError(`ahead is ${ahead}`, "give a whole number from 1");
  const stop = new AbortController();
  const pass = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", pass, { once: true });
  const begun: Promise<O>[] = [];
  let complete = false;
  try {
    signal?.throwIfAborted();
    for await (const input of inputs) {
      const output = run(input, stop.signal);
      output.catch(() => {}); // heard when it is its turn
      begun.push(output);
      if (begun.length >= ahead) yield await begun.shift()!;
    }
    while (begun.length > 0) yield await begun.shift()!;
    complete = true;
  } finally {
    signal?.removeEventListener("abort", pass);
    if (!complete) stop.abort(new PoolError("the loop over its outputs was left", "nothing is wrong"));
  }
}
