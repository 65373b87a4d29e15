/** Runs `work` on every item, at most `jobs` at a time, in order of starting. Rejects with the first error, after all have ended. */
export async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lanes = Array.from({ length: Math.max(1, Math.min(jobs, items.length)) }, async () => {
    while (next < items.length) {
      const i = next++;
      await work(items[i]!, i);
    }
  });
  for (const result of await Promise.allSettled(lanes)) if (result.status === "rejected") throw result.reason;
}
