/**
 * Seconds that `work` takes, on the monotonic clock. `work` must wait for its own results (e.g. `await tensor.data()`):
 * what has only been queued when it resolves is not counted.
 */
export async function seconds(work: () => unknown): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
