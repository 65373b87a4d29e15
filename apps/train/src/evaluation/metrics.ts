/** What a classifier got right. */
export interface Metrics {
  readonly clips: number;
  /** Share of clips whose best class is right; whose five best contain it (null below six classes). */
  readonly top1: number;
  readonly top5: number | null;
  /** `confusion[truth][prediction]`: clips. */
  readonly confusion: readonly (readonly number[])[];
  /** Share right by class; null where a class has no clip. */
  readonly perClass: readonly (number | null)[];
  /** What always naming the most frequent class would score. */
  readonly majority: number;
  /** What guessing evenly would score. */
  readonly chance: number;
}

/**
 * Counts over clips.
 * @param scores  one array of `classes` scores per clip, larger is likelier
 * @param labels  the right class of each
 */
export function metricsOf(scores: readonly Float32Array[], labels: readonly number[], classes: number): Metrics {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let inFive = 0;
  scores.forEach((row, i) => {
    const best = ranked(row).slice(0, 5);
    confusion[labels[i]!]![best[0]!]!++;
    if (best.includes(labels[i]!)) inFive++;
  });
  const totals = confusion.map((row) => row.reduce((a, b) => a + b, 0));
  const right = confusion.reduce((sum, row, c) => sum + row[c]!, 0);
  const clips = scores.length;
  return {
    clips,
    top1: clips === 0 ? 0 : right / clips,
    top5: classes < 6 || clips === 0 ? null : inFive / clips,
    confusion,
    perClass: confusion.map((row, c) => (totals[c] === 0 ? null : row[c]! / totals[c]!)),
    majority: clips === 0 ? 0 : Math.max(...totals) / clips,
    chance: 1 / classes,
  };
}

/** Classes from the likeliest down. */
export function ranked(scores: Float32Array): number[] {
  return Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
}

/** exp(z) / Σ exp(z) */
export function softmax(logits: Float32Array): Float32Array {
  const largest = Math.max(...logits);
  const e = logits.map((z) => Math.exp(z - largest));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

/** Mean of −log softmax(z) of the right class. */
export function crossEntropyOf(logits: readonly Float32Array[], labels: readonly number[]): number {
  const losses = logits.map((row, i) => {
    const largest = Math.max(...row);
    return largest + Math.log(row.reduce((sum, z) => sum + Math.exp(z - largest), 0)) - row[labels[i]!]!;
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}
