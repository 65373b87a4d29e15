import { UnsupportedFeatureError, UsageError } from "../errors.js";
import type { MotionField, Picture, Rounding } from "../frame.js";
import { chromaComponent } from "./chroma-vector.js";
import { fetchGlobal } from "./global-motion.js";
import { type Fetch, fetchHalfSample } from "./half-sample.js";
import { predictFields } from "./predict-fields.js";
import { planeOf, storeBlock } from "./predicted-plane.js";
import { fetchQuarterSample } from "./quarter-sample.js";

/** The decoded picture with a display index. */
export type ReferenceOf = (displayIndex: number) => Picture | undefined;

/** Blocks of 8×8 samples in a macroblock's row. */
const BLOCKS = 2;

/**
 * The motion-compensated prediction of a picture: each block copied from where its vector points, two predictions averaged
 * (ISO/IEC 14496-2, 7.6). Intra blocks stay 0.
 *
 * Not known to a motion field, and so not followed: the chroma vectors of some old encoders, and FFmpeg's interpolation of global
 * motion at accuracies of less than 1/16 pixel.
 *
 * @param motion of 8×8 blocks, with half- or quarter-sample vectors
 * @param size of the picture in pixels
 * @param reference gives the pictures that `motion.references` names
 * @throws UsageError if it does not have one of them, or one of another size
 * @throws UnsupportedFeatureError for other codecs' motion
 */
export function predictPicture(
  motion: MotionField,
  size: { readonly width: number; readonly height: number },
  reference: ReferenceOf,
  rounding: Rounding = "ffmpeg",
): Picture {
  if (motion.blockSize !== 8) {
    throw new UnsupportedFeatureError("prediction from blocks that are not 8×8", "only MPEG-4 Part 2's is known");
  }
  const target = emptyPicture(size.width, size.height);
  const fetch = { roundingType: motion.roundingType ?? 0, rounding };
  for (let row = 0; row < motion.rows; row += BLOCKS) {
    for (let column = 0; column < motion.columns; column += BLOCKS) {
      if (motion.intra[row * motion.columns + column]) continue;
      for (let list = 0, made = 0; list < motion.lists; list++) {
        const block = (row * motion.columns + column) * motion.lists + list;
        const index = motion.references[block]!;
        if (index < 0) continue;
        const source = reference(index);
        if (source?.width !== size.width || source.height !== size.height) {
          throw new UsageError(`the picture with display index ${index} is needed, ${size.width}×${size.height}`);
        }
        const predict = motion.fieldPrediction?.[row * motion.columns + column] ? predictFields : predictMacroblock;
        predict(motion, row, column, list, source, target, fetch, made++ > 0);
      }
    }
  }
  return target;
}

/** Predicts the luma, in one block or four, and two chroma blocks; a second prediction is averaged with the first. */
function predictMacroblock(
  { columns, lists, vectors, partition, unitsPerPixel, globalMotion, direct }: MotionField,
  row: number,
  column: number,
  list: number,
  source: Picture,
  target: Picture,
  fetch: Omit<Fetch, "size">,
  average: boolean,
): void {
  const quarters = unitsPerPixel === 4;
  const global = globalMotion?.blocks[row * columns + column] === 1 ? globalMotion : null;
  // Quarter-sample direct macroblocks are predicted as four blocks (7.6.9.5).
  const whole = partition[row * columns + column] === 16 && !(quarters && direct?.[row * columns + column]);
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < 4; i++) {
    const [x, y] = [column + (i & 1), row + (i >> 1)];
    const at = ((y * columns + x) * lists + list) * 2;
    const [vectorX, vectorY] = [vectors[at]!, vectors[at + 1]!];
    // Chroma: quarters of a luma sample are first made halves, towards zero.
    sumX += quarters ? Math.trunc(vectorX / 2) : vectorX;
    sumY += quarters ? Math.trunc(vectorY / 2) : vectorY;
    if ((whole && i > 0) || global) continue;
    const [planeFrom, planeTo] = [planeOf(source, "y"), planeOf(target, "y")];
    const how = { ...fetch, size: whole ? 16 : 8 };
    if (quarters) fetchQuarterSample(planeFrom, 32 * x + vectorX, 32 * y + vectorY, how, samples);
    else fetchHalfSample(planeFrom, 16 * x + vectorX, 16 * y + vectorY, how, samples);
    storeBlock(samples, how.size, planeTo, 8 * x, 8 * y, average);
  }
  if (global) {
    for (const name of ["y", "cb", "cr"] as const) {
      const chroma = name !== "y";
      const size = chroma ? 8 : 16;
      const [x, y] = [(size / 2) * column, (size / 2) * row];
      fetchGlobal(planeOf(source, name), x, y, global, { ...fetch, chroma, size }, samples);
      storeBlock(samples, size, planeOf(target, name), x, y, average);
    }
    return;
  }
  const [chromaX, chromaY] = [chromaComponent(sumX), chromaComponent(sumY)];
  for (const name of ["cb", "cr"] as const) {
    fetchHalfSample(planeOf(source, name), 8 * column + chromaX, 8 * row + chromaY, { ...fetch, size: 8 }, samples);
    storeBlock(samples, 8, planeOf(target, name), 4 * column, 4 * row, average);
  }
}

const samples = new Uint8Array(256);

function emptyPicture(width: number, height: number): Picture {
  const [chromaWidth, chromaHeight] = [(width + 1) >> 1, (height + 1) >> 1];
  return {
    width,
    height,
    chromaWidth,
    chromaHeight,
    y: new Uint8Array(width * height),
    cb: new Uint8Array(chromaWidth * chromaHeight),
    cr: new Uint8Array(chromaWidth * chromaHeight),
  };
}
