import type { MotionField } from "@cvar/bitstream";

/**
 * How far each block has come, in whole pixels: the vectors that FFmpeg exports for a P-frame (`motionRows` of `@cvar/bitstream`),
 * negated and truncated towards zero. 16×16 partitions have one vector; blocks of a field-predicted macroblock have the one that
 * stands for both fields; forgotten vectors and intra blocks are zero.
 * @returns `[rows, columns, 2]` as (x, y): source = position − displacement
 */
export function wholeDisplacements(field: MotionField): Int16Array {
  const { columns, rows, lists, blockSize, unitsPerPixel, vectors, intra, partition, fieldPrediction } = field;
  const whole = new Int16Array(columns * rows * 2);
  if (lists === 0) return whole;
  const macroblocks = blockSize === 8; // of 2×2 blocks; smaller blocks have vectors of their own
  for (let row = 0, block = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, block++) {
      if (intra[block] !== 0) continue;
      if (fieldPrediction?.[block]) {
        const top = ((row & ~1) * columns + column) * lists * 2;
        const bottom = top + columns * lists * 2;
        const sum = vectors[top]! + vectors[bottom]!;
        whole[2 * block] = -Math.trunc(((sum >> 1) | (sum & 1)) / unitsPerPixel);
        whole[2 * block + 1] = -Math.trunc((2 * (vectors[top + 1]! + vectors[bottom + 1]!)) / unitsPerPixel);
        continue;
      }
      const first = macroblocks && partition[block]! > blockSize ? (row & ~1) * columns + (column & ~1) : block;
      const at = first * lists * 2;
      whole[2 * block] = -((vectors[at]! / unitsPerPixel) | 0);
      whole[2 * block + 1] = -((vectors[at + 1]! / unitsPerPixel) | 0);
    }
  }
  for (const block of field.forgotten ?? []) {
    if (partition[block] === blockSize) whole.fill(0, 2 * block, 2 * block + 2);
  }
  return whole;
}
