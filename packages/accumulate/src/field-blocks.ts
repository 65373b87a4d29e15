import type { MotionField } from "@cvar/bitstream";

/** What says how a block's lines of a field move: a block of the motion field, and its bits there (0: it is the frame's). */
export interface FieldBlock {
  readonly source: number;
  readonly bits: number;
}

const FRAME: (block: number) => FieldBlock = (source) => ({ source, bits: 0 });

/** Whether the fields of some of a frame's blocks may have motion of their own. */
export function hasFields({ fieldPrediction, fieldPairs }: MotionField): boolean {
  return Boolean(fieldPrediction ?? fieldPairs);
}

/**
 * Where the motion of a field's lines in a block of the frame stands, by the block: in MPEG-4 Part 2 in one row of its macroblock, in
 * H.264 in one macroblock of its pair.
 *
 * @param line 0: the top field's lines, 1: the bottom field's
 * @returns null where there are no fields
 */
export function fieldBlocks(field: MotionField, line: 0 | 1): ((block: number) => FieldBlock) | null {
  const { columns, rows, fieldPrediction, fieldPairs, blockSize } = field;
  if (fieldPrediction) {
    return (block) => {
      if (!(fieldPrediction[block]! & 1)) return FRAME(block);
      const top = block - (Math.floor(block / columns) % 2) * columns;
      const below = line === 1 && top + columns < columns * rows ? top + columns : top;
      return { source: below, bits: fieldPrediction[below]! };
    };
  }
  if (!fieldPairs) return null;
  const side = 16 / blockSize;
  return (block) => {
    if (!(fieldPairs[block]! & 1)) return FRAME(block);
    const row = Math.floor(block / columns);
    const inPair = row % (2 * side);
    const source = block + (line * side + (inPair >> 1) - inPair) * columns;
    // Pictures of fields have whole pairs.
    return source < columns * rows ? { source, bits: fieldPairs[source]! } : FRAME(block);
  };
}
