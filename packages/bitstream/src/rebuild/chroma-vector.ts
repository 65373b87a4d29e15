/** Sixteenths of a chroma sample → halves (ISO/IEC 14496-2, Table 7-9). */
const SIXTEENTHS: readonly number[] = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2];

/**
 * One component of a macroblock's chroma vector, in half samples, from the sum of its four luma vectors in half samples
 * (7.6.2.1). One vector for the whole macroblock counts four times.
 */
export function chromaComponent(sum: number): number {
  return 2 * (sum >> 4) + SIXTEENTHS[sum & 15]!;
}
