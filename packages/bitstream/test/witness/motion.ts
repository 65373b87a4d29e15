import type { CodedFrame } from "../../src/frame.js";
import { motionRows } from "../../src/motion-rows.js";
import { ROW, type WitnessedFile, type WitnessedFrame } from "./witness.js";

/**
 * How FFmpeg (5.1) exports the vectors of MPEG-4 Part 2, found by experiment. Macroblocks come in raster order, intra ones have
 * no rows; of one macroblock all rows of list 0 (source −1) come first, then all of list 1 (+1).
 *
 * - P: one row for 16×16 (not coded: vector 0; global motion: the macroblock's mean vector), four for 8×8, two of 16×8 for
 *   field prediction. The two carry one vector: x the mean of the fields' with an odd half kept, y twice their sum.
 * - B: rows of both lists for direct and interpolated macroblocks, of one list for forward and backward. A direct macroblock
 *   has the shape of the co-located one (16×16, 8×8, 16×8). Where the co-located macroblock of the next anchor is not coded,
 *   one row of list 0 remains.
 * - **B vectors are not those of the picture**: FFmpeg's decoder does not write them, and the rows show zeros or what an older
 *   picture left in the buffer. So only which rows there are, their lists, sizes and places are compared; the vectors are
 *   proved by the pictures' MD5s, and against the vectors that random-stream.ts wrote.
 * - The last picture of a stream with delay comes out at the end without any rows.
 */
export function motionDifferences(frame: CodedFrame, witnessed: WitnessedFrame, last: boolean): string[] {
  const { rows } = witnessed;
  const ours = motionRows(frame);
  if (last && rows.length === 0) return [];
  if (ours.length * ROW !== rows.length) return [`${ours.length} rows instead of ${rows.length / ROW}`];
  const places = witnessed.type === "B";
  const found: string[] = [];
  for (const [i, row] of ours.entries()) {
    const { source, w, h, src_x, src_y, dst_x, dst_y, motion_x, motion_y, motion_scale } = row;
    const place = [source, w, h, dst_x, dst_y, motion_scale];
    const vector = places ? [] : [motion_x, motion_y, src_x, src_y];
    const [source2, w2, h2, srcX2, srcY2, dstX2, dstY2, x2, y2, scale2] = rows.subarray(i * ROW, (i + 1) * ROW);
    const wanted = [source2, w2, h2, dstX2, dstY2, scale2, ...(places ? [] : [x2, y2, srcX2, srcY2])];
    if (`${[...place, ...vector]}` !== `${wanted}`)
      found.push(`row ${i}: ${[...place, ...vector]} instead of ${wanted}`);
  }
  return found;
}

/**
 * Compares a file's frames, in display order, with what FFmpeg made of it: number, types, MD5s, vectors.
 * @param md5 of a frame's picture; null where pictures were not decoded
 * @returns what differs, the first few frames of it
 */
export function differences(
  frames: readonly CodedFrame[],
  { frames: witnessed }: WitnessedFile,
  md5: ((frame: CodedFrame) => string) | null,
): string[] {
  const found: string[] = [];
  if (frames.length !== witnessed.length) found.push(`${frames.length} frames instead of ${witnessed.length}`);
  for (const [n, frame] of frames.entries()) {
    const wanted = witnessed[n];
    if (!wanted || found.length > MOST_DIFFERENCES) break;
    // A sprite or global-motion picture (S) refers to what is before it like a P.
    const type = wanted.type === "S" ? "P" : wanted.type;
    if (frame.type !== type) found.push(`frame ${n}: type ${frame.type} instead of ${type}`);
    if (md5 && md5(frame) !== wanted.md5) found.push(`frame ${n} (${type}): another picture`);
    const rows = motionDifferences(frame, wanted, n === witnessed.length - 1);
    found.push(...rows.slice(0, 3).map((text) => `frame ${n} (${type}): ${text}`));
  }
  return found;
}

const MOST_DIFFERENCES = 12;
