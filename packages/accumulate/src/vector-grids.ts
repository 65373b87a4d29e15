import type { MotionField } from "@cvar/bitstream";

/** One vector per square block, in pixels of the plane that the grid lies on: source = position + vector. */
export interface VectorGrid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels per block side. */
  readonly blockSize: number;
  /** `[rows, columns, 2]` as (x, y), pixels; zero where intra. */
  readonly vectors: Float32Array;
  /** `[rows, columns]`. */
  readonly intra: Uint8Array;
}

/**
 * The luma vectors of a P-frame (list 0), in pixels; zero where intra. Blocks of a macroblock that is predicted field by field get
 * the mean of its two fields' motion: a grid of blocks cannot hold motion that differs from line to line.
 */
export function lumaGrid(field: MotionField): VectorGrid {
  const { columns, rows, blockSize, unitsPerPixel, lists, fieldPrediction } = field;
  const vectors = new Float32Array(columns * rows * 2);
  for (let block = 0; block < columns * rows; block++) {
    if (field.intra[block] !== 0 || lists === 0) continue;
    if (fieldPrediction?.[block]) {
      const column = block % columns;
      const top = block - (Math.floor(block / columns) % 2) * columns;
      const bottom = Math.min(top + columns, (rows - 1) * columns + column);
      const sum = (axis: number) => field.vectors[top * lists * 2 + axis]! + field.vectors[bottom * lists * 2 + axis]!;
      vectors[2 * block] = sum(0) / 2 / unitsPerPixel;
      vectors[2 * block + 1] = sum(1) / unitsPerPixel; // lines of a field are two of the frame
      continue;
    }
    vectors[2 * block] = field.vectors[block * lists * 2]! / unitsPerPixel;
    vectors[2 * block + 1] = field.vectors[block * lists * 2 + 1]! / unitsPerPixel;
  }
  return { columns, rows, blockSize, vectors, intra: field.intra };
}

/**
 * The chroma vectors that belong to luma vectors, 4:2:0, in chroma pixels.
 *
 * With 8×8 luma blocks (MPEG-4 Part 2) a macroblock has one chroma vector, half the mean of its four luma vectors (ISO/IEC
 * 14496-2, 7.6.2: their sum divided by 2K; its rounding to half samples is left out, sampling is at whole pixels). With
 * smaller blocks (H.264) every luma block's own vector is halved (ITU-T H.264, 8.4.1.4).
 */
export function chromaGrid(luma: VectorGrid): VectorGrid {
  return luma.blockSize === 8 ? macroblockMeans(luma) : halves(luma);
}

function halves(luma: VectorGrid): VectorGrid {
  return { ...luma, blockSize: luma.blockSize / 2, vectors: luma.vectors.map((value) => value / 2) };
}

function macroblockMeans(luma: VectorGrid): VectorGrid {
  const columns = Math.ceil(luma.columns / 2);
  const rows = Math.ceil(luma.rows / 2);
  const vectors = new Float32Array(columns * rows * 2);
  const intra = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const lower = Math.min(2 * row + 1, luma.rows - 1) * luma.columns;
    const upper = 2 * row * luma.columns;
    for (let column = 0; column < columns; column++) {
      const left = 2 * column;
      const right = Math.min(left + 1, luma.columns - 1);
      const block = row * columns + column;
      intra[block] = luma.intra[upper + left]!;
      for (let axis = 0; axis < 2; axis++) {
        vectors[2 * block + axis] =
          (luma.vectors[2 * (upper + left) + axis]! +
            luma.vectors[2 * (upper + right) + axis]! +
            luma.vectors[2 * (lower + left) + axis]! +
            luma.vectors[2 * (lower + right) + axis]!) /
          8;
      }
    }
  }
  return { columns, rows, blockSize: 8, vectors, intra };
}
