import type { MotionField } from "@cvar/bitstream";
import { fieldBlocks } from "./field-blocks.js";

/** In place of a second reference's number: the block follows the frame's global motion (`assembly/grid.ts`). */
export const GLOBAL = 254;
/** In place of a reference's number: none. */
export const NONE = 255;

/** References of one frame: numbers from here on mean something else. */
export const maximumReferences = GLOBAL;

/** One or two vectors per square block, in pixels of the plane that the grid lies on: source = position + vector. */
export interface VectorGrid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels per block side. */
  readonly blockSize: number;
  /** `[rows, columns, 2]` as (x, y), pixels; zero where intra. */
  readonly vectors: Float32Array;
  /** The same for the second prediction of blocks that have two; null where none has. */
  readonly second: Float32Array | null;
  /**
   * `[rows, columns, 2]`: numbers of the references of the first and the second prediction, or {@link NONE}. Blocks with one
   * prediction have it first, whichever list it is from; intra blocks have none; {@link GLOBAL} may stand second.
   */
  readonly sources: Uint8Array;
}

/**
 * The luma vectors of a frame, in pixels. Blocks of a macroblock that is predicted field by field have vectors of their own for the
 * lines of each field, as have H.264's field macroblocks: vertical distances in a field are twice as many lines of the frame, and one more or less from the top
 * field to the bottom field (ISO/IEC 14496-2, 7.7.2; ITU-T H.264, 8.4.2.2.1).
 *
 * @param numberOf gives the number for a reference's display index (−1: the block names none)
 * @param line which lines the grid is for where fields have their own vectors: 0 the top field's, 1 the bottom field's
 */
export function lumaGrid(
  field: MotionField,
  numberOf: (displayIndex: number) => number,
  line: 0 | 1 = 0,
): VectorGrid & { readonly fieldShift: Int8Array | null } {
  const { columns, rows, blockSize, unitsPerPixel, lists, intra, references, globalMotion } = field;
  const fields = fieldBlocks(field, line);
  const blocks = columns * rows;
  const vectors = new Float32Array(blocks * 2);
  const sources = new Uint8Array(blocks * 2).fill(NONE);
  const fieldShift = fields ? new Int8Array(blocks * 2) : null;
  let second: Float32Array | null = null;
  if (lists === 1 && !fields && !globalMotion) {
    oneList(field, numberOf, vectors, sources);
    return { columns, rows, blockSize, vectors, second, sources, fieldShift };
  }
  for (let block = 0; block < blocks; block++) {
    const { source, bits } = fields?.(block) ?? { source: block, bits: 0 };
    if (intra[source] !== 0) continue;
    for (let list = 0; list < lists; list++) {
      const at = source * lists + list;
      const reference = references[at]!;
      // Naming none at all is passed on, so that it can be refused.
      if (reference < 0 && (list < lists - 1 || sources[2 * block] !== NONE)) continue;
      const nth = sources[2 * block] === NONE ? 0 : 1;
      if (nth === 1) second ??= new Float32Array(blocks * 2);
      const target = nth === 0 ? vectors : second!;
      sources[2 * block + nth] = numberOf(reference);
      target[2 * block] = field.vectors[2 * at]! / unitsPerPixel;
      target[2 * block + 1] = field.vectors[2 * at + 1]! / unitsPerPixel;
      if (bits & 1) {
        const shift = ((bits >> (1 + list)) & 1) - line;
        fieldShift![2 * block + nth] = shift;
        target[2 * block + 1] = 2 * target[2 * block + 1]! + shift;
      }
    }
    if (globalMotion?.blocks[block] === 1) sources[2 * block + 1] = GLOBAL;
  }
  return { columns, rows, blockSize, vectors, second, sources, fieldShift };
}

/** P-frames of progressive streams: most frames there are. */
function oneList(
  { columns, rows, unitsPerPixel, intra, references, vectors: units }: MotionField,
  numberOf: (displayIndex: number) => number,
  vectors: Float32Array,
  sources: Uint8Array,
): void {
  const pixels = 1 / unitsPerPixel; // 1/2 or 1/4: exact
  let reference = Number.NaN;
  let number = NONE;
  for (let block = 0; block < columns * rows; block++) {
    if (intra[block] !== 0) continue;
    if (references[block] !== reference) {
      reference = references[block]!;
      number = numberOf(reference);
    }
    sources[2 * block] = number;
    vectors[2 * block] = units[2 * block]! * pixels;
    vectors[2 * block + 1] = units[2 * block + 1]! * pixels;
  }
}

/**
 * The chroma vectors that belong to luma vectors, 4:2:0, in chroma pixels.
 *
 * With 8×8 luma blocks (MPEG-4 Part 2) a macroblock has one chroma vector, half the mean of its four luma vectors (ISO/IEC
 * 14496-2, 7.6.2: their sum divided by 2K; its rounding to half samples is left out, sampling is at whole pixels). With
 * smaller blocks (H.264) every luma block's own vector is halved (ITU-T H.264, 8.4.1.4).
 */
export function chromaGrid(luma: VectorGrid & { readonly fieldShift?: Int8Array | null }): VectorGrid {
  const { vectors, second, fieldShift = null } = luma;
  if (luma.blockSize !== 8) {
    const shift = (at: number, nth: 0 | 1) => (at & 1 && fieldShift ? fieldShift[at - 1 + nth]! : 0);
    const halves = (values: Float32Array, nth: 0 | 1) =>
      values.map((value, at) => (value - shift(at, nth)) / 2 + shift(at, nth));
    return { ...luma, blockSize: luma.blockSize / 2, vectors: halves(vectors, 0), second: second && halves(second, 1) };
  }
  const columns = Math.ceil(luma.columns / 2);
  const rows = Math.ceil(luma.rows / 2);
  const sources = new Uint8Array(columns * rows * 2);
  for (let row = 0, block = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, block++) {
      const luma8 = 2 * (2 * row * luma.columns + 2 * column);
      sources[2 * block] = luma.sources[luma8]!;
      sources[2 * block + 1] = luma.sources[luma8 + 1]!;
    }
  }
  const means = (values: Float32Array, nth: 0 | 1) => macroblockMeans(values, luma, fieldShift, nth);
  return { columns, rows, blockSize: 8, vectors: means(vectors, 0), second: second && means(second, 1), sources };
}

function macroblockMeans(
  vectors: Float32Array,
  luma: Pick<VectorGrid, "columns" | "rows">,
  fieldShift: Int8Array | null,
  nth: 0 | 1,
): Float32Array {
  const columns = Math.ceil(luma.columns / 2);
  const rows = Math.ceil(luma.rows / 2);
  const means = new Float32Array(columns * rows * 2);
  for (let row = 0; row < rows; row++) {
    const upper = 2 * row * luma.columns;
    const lower = Math.min(2 * row + 1, luma.rows - 1) * luma.columns;
    for (let column = 0; column < columns; column++) {
      const left = 2 * column;
      const right = Math.min(left + 1, luma.columns - 1);
      const mean = 2 * (row * columns + column);
      const [a, b, c, d] = [2 * (upper + left), 2 * (upper + right), 2 * (lower + left), 2 * (lower + right)];
      means[mean] = (vectors[a]! + vectors[b]! + vectors[c]! + vectors[d]!) / 8;
      means[mean + 1] = (vectors[a + 1]! + vectors[b + 1]! + vectors[c + 1]! + vectors[d + 1]!) / 8;
      // A line from field to field is one of chroma, as of luma.
      if (fieldShift) means[mean + 1] = means[mean + 1]! + fieldShift[a + nth]! / 2;
    }
  }
  return means;
}
