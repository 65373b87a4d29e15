/** The median: the middle value, or the mean of the two middle ones; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Smallest and largest value; null of nothing. */
export function range(values: readonly number[]): { lowest: number; highest: number } | null {
  if (values.length === 0) return null;
  return { lowest: Math.min(...values), highest: Math.max(...values) };
}
