import type { Picture } from "@cvar/bitstream";

/** How two pictures of one size differ. */
export interface PictureDifference {
  readonly samples: number;
  /** Samples that are not equal. */
  readonly differing: number;
  /** Largest difference of a sample. */
  readonly largest: number;
  /** Peak signal-to-noise ratio of all samples in dB; null where the pictures are equal. */
  readonly psnr: number | null;
}

/** Compares every luma and chroma sample. */
export function pictureDifference(a: Picture, b: Picture): PictureDifference {
  let samples = 0;
  let differing = 0;
  let largest = 0;
  let squares = 0;
  for (const name of ["y", "cb", "cr"] as const) {
    const [first, second] = [a[name], b[name]];
    samples += first.length;
    for (let i = 0; i < first.length; i++) {
      const difference = Math.abs(first[i]! - second[i]!);
      if (difference === 0) continue;
      differing++;
      largest = Math.max(largest, difference);
      squares += difference * difference;
    }
  }
  const psnr = differing === 0 ? null : 10 * Math.log10((255 * 255 * samples) / squares);
  return { samples, differing, largest, psnr };
}
