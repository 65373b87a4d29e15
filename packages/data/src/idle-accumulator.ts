import { type Accumulator, type AccumulatorOptions, createAccumulator } from "@cvar/accumulate";

/** The accumulator that was used last and is free, and what it was made for. */
let idle: { readonly key: string; readonly accumulator: Accumulator } | null = null;

/**
 * Runs `work` with an accumulator for these options: the one left by the work before, if it fits. Its memory is several
 * megabytes, and to make and collect it for each clip takes longer than to trace one. It begins every group of pictures
 * afresh, so nothing of the last clip is seen.
 */
export async function withAccumulator<T>(
  options: AccumulatorOptions,
  work: (accumulator: Accumulator) => Promise<T>,
): Promise<T> {
  const key = JSON.stringify([options.width, options.height, options.rule, options.residuals]);
  const accumulator = idle?.key === key ? idle.accumulator : createAccumulator({ ...options, reuse: true });
  idle = null;
  try {
    return await work(accumulator);
  } finally {
    idle = { key, accumulator };
  }
}
